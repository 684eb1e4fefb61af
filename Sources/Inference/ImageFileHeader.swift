/// The beginning of a picture's file: what it is, and how large.
struct ImageHeader {
    private let file: RegularFile

    private typealias Pixels = (width: Int, height: Int)

    /// Segments before the size of a JPEG; cameras write a few dozen at most.
    private static let mostSegments = 1_000

    init(_ file: RegularFile) { self.file = file }

    func facts(name: String) throws(RegularFile.Problem) -> ImageFacts {
        let start = try file.read(at: 0, count: 32)
        let type: String
        let pixels: Pixels?
        if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            type = "image/png"
            pixels = start.count >= 24 ? (big(start[16..<20]), big(start[20..<24])) : nil
        } else if start.starts(with: [0xFF, 0xD8, 0xFF]) {
            type = "image/jpeg"
            pixels = try jpeg()
        } else if start.starts(with: "GIF87a".utf8) || start.starts(with: "GIF89a".utf8) {
            type = "image/gif"
            pixels = start.count >= 10 ? (little(start[6..<8]), little(start[8..<10])) : nil
        } else if start.starts(with: "RIFF".utf8), start.dropFirst(8).starts(with: "WEBP".utf8) {
            type = "image/webp"
            pixels = webp(start)
        } else {
            throw RegularFile.Problem(
                reason: file.size == 0 ? "the file is empty" : "it is no PNG, JPEG, GIF or WebP picture")
        }
        guard let pixels, pixels.width > 0, pixels.height > 0 else {
            throw RegularFile.Problem(reason: "it begins like \(type), but does not say how large it is")
        }
        return ImageFacts(
            name: name, mediaType: type, bytes: file.size, width: pixels.width, height: pixels.height)
    }

    /// Goes from segment to segment up to the start of the frame.
    private func jpeg() throws(RegularFile.Problem) -> Pixels? {
        var offset = 2
        for _ in 0..<ImageHeader.mostSegments {
            let head = try file.read(at: offset, count: 9)
            guard head.count >= 4, head[0] == 0xFF else { return nil }
            switch head[1] {
            case 0xFF: offset += 1  // padding
            case 0x01, 0xD0...0xD8: offset += 2  // without a length
            case 0xD9, 0xDA: return nil
            case 0xC4, 0xC8, 0xCC: offset += 2 + big(head[2..<4])
            case 0xC0...0xCF:
                return head.count == 9 ? (big(head[7..<9]), big(head[5..<7])) : nil
            default: offset += 2 + big(head[2..<4])
            }
        }
        return nil
    }

    private func webp(_ start: [UInt8]) -> Pixels? {
        guard start.count >= 30 else { return nil }
        switch String(decoding: start[12..<16], as: UTF8.self) {
        case "VP8 ":
            guard start[23..<26].elementsEqual([0x9D, 0x01, 0x2A]) else { return nil }
            return (little(start[26..<28]) & 0x3FFF, little(start[28..<30]) & 0x3FFF)
        case "VP8L":
            guard start[20] == 0x2F else { return nil }
            let bits = little(start[21..<25])
            return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case "VP8X": return (little(start[24..<27]) + 1, little(start[27..<30]) + 1)
        default: return nil
        }
    }

    private func big(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    private func little(_ bytes: ArraySlice<UInt8>) -> Int { big(ArraySlice(bytes.reversed())) }
}
