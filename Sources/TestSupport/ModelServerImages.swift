import Foundation

/// Images as the services take and count them.
enum ModelServerImages {
    typealias Failure = ModelServer.Failure

    /// - Parameter isOld: whether the model scales to 1568 pixels and tokens and not to 2576 and 4784.
    static func tokens(
        _ source: Any?, at path: String, isOld: Bool, _ api: ModelServer.API
    ) throws(Failure) -> Int {
        guard let source = source as? ModelServerRules.Object else { throw .invalid(path + ": Field required") }
        let most = isOld ? 1_568 : 4_784
        switch source["type"] as? String {
        case "url" where api == .anthropic:
            try ModelServerRules.only(["type", "url"], in: source, at: path + ".")
            guard let url = source["url"] as? String, url.hasPrefix("https://") else {
                throw .invalid(path + ".url: Only HTTPS URLs are supported")
            }
            return most
        case "base64":
            try ModelServerRules.only(["type", "media_type", "data"], in: source, at: path + ".")
            guard let text = source["data"] as? String else { throw .invalid(path + ".data: Field required") }
            let limit = api == .anthropic ? 10_485_760 : 5_242_880
            let size = try size(text, source["media_type"] as? String ?? "", limit: limit, at: path)
            return tokens(size, edge: isOld ? 1_568 : 2_576, most: most)
        default:
            throw .invalid(path + ".type: Input tag '\(source["type"] ?? "")' is not supported")
        }
    }

    /// - Parameter url: `data:image/png;base64,…` or an address.
    static func tokens(url: String, at path: String) throws(Failure) -> Int {
        if url.hasPrefix("https://") { return 1_568 }
        guard let match = url.wholeMatch(of: /data:(image\/[a-z]+);base64,(.*)/) else {
            throw .invalid("Invalid image_url: expected a URL or a base64-encoded data URL.")
        }
        let size = try size(String(match.2), String(match.1), limit: 52_428_800, at: path)
        return tokens(size, edge: 1_568, most: 1_568)
    }

    private static func size(
        _ text: String, _ mediaType: String, limit: Int, at path: String
    ) throws(Failure) -> (width: Int, height: Int)? {
        guard ["image/jpeg", "image/png", "image/gif", "image/webp"].contains(mediaType) else {
            throw .invalid(
                path + ".media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'")
        }
        guard text.utf8.count <= limit else {
            throw .invalid(
                path + ": image exceeds \(limit >> 20) MB maximum: \(text.utf8.count) bytes > \(limit) bytes")
        }
        guard let data = Data(base64Encoded: text), !data.isEmpty else {
            throw .invalid(path + ".data: invalid base64 data")
        }
        let bytes = [UInt8](data.prefix(1 << 16))
        guard let kind = kind(bytes) else { throw .invalid("Could not process image") }
        guard "image/" + kind == mediaType else {
            throw .invalid(path + ": the image appears to be image/\(kind), not \(mediaType)")
        }
        guard let size = dimensions(bytes, kind) else { return nil }
        guard max(size.width, size.height) <= 8_000 else {
            throw .invalid(path + ": At least one of the image dimensions exceed max allowed size: 8000 pixels")
        }
        return size
    }

    private static func kind(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return "png" }
        if bytes.starts(with: [0xff, 0xd8, 0xff]) { return "jpeg" }
        if bytes.starts(with: Array("GIF8".utf8)) { return "gif" }
        let isRIFF = bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: Array("WEBP".utf8))
        return isRIFF ? "webp" : nil
    }

    /// Nil: not told in the part that is looked at.
    private static func dimensions(_ bytes: [UInt8], _ kind: String) -> (width: Int, height: Int)? {
        func big(_ at: Int, _ count: Int) -> Int { bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) } }
        switch kind {
        case "png" where bytes.count >= 24: return (big(16, 4), big(20, 4))
        case "gif" where bytes.count >= 10:
            return (Int(bytes[7]) << 8 | Int(bytes[6]), Int(bytes[9]) << 8 | Int(bytes[8]))
        case "jpeg":
            var at = 2
            while at + 9 <= bytes.count, bytes[at] == 0xff {
                // The frames' markers are C0 to CF, less the three that are tables.
                if (0xc0...0xcf).contains(bytes[at + 1]), ![0xc4, 0xc8, 0xcc].contains(bytes[at + 1]) {
                    return (big(at + 7, 2), big(at + 5, 2))
                }
                at += 2 + big(at + 2, 2)
            }
            return nil
        default: return nil
        }
    }

    /// A token for each square of 28 pixels, after scaling down.
    private static func tokens(_ size: (width: Int, height: Int)?, edge: Int, most: Int) -> Int {
        guard let size else { return most }
        func squares(_ width: Int, _ height: Int) -> Int { ((width + 27) / 28) * ((height + 27) / 28) }
        let long = max(size.width, size.height)
        guard long > edge else { return min(most, squares(size.width, size.height)) }
        return min(most, squares(size.width * edge / long, size.height * edge / long))
    }
}
