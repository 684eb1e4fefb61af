package import Foundation

/// A picture that goes with an item, as a request carries it.
package struct ImageFile: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// The provider fetches it by itself.
        case address(String)
        /// The bytes of the file.
        case data(Data)
    }

    package let source: Source
    /// Nil: an address, of which nothing is known.
    package let facts: ImageFacts?

    /// Bytes of the base64 text that Anthropic's own service takes, and Bedrock and Vertex.
    package static let firstPartyLimit = 10 << 20
    package static let cloudLimit = 5 << 20
    /// Pixels of a side.
    package static let longestSide = 8_000

    /// Without line breaks; empty for an address.
    package var base64: String {
        guard case .data(let data) = source else { return "" }
        return data.base64EncodedString()
    }

    /// Reads the picture, or passes on its address.
    ///
    /// - Parameters:
    ///   - reference: as the source wrote it: an address (https or http), or a path.
    ///   - folder: what a relative path starts from.
    ///   - encodedLimit: bytes that it may have as base64.
    package static func load(
        _ reference: String, relativeTo folder: URL?, encodedLimit: Int = ImageFile.firstPartyLimit
    ) throws(ImageProblem) -> ImageFile {
        if isAddress(reference) { return ImageFile(source: .address(reference), facts: nil) }
        do throws(RegularFile.Problem) {
            let file = try RegularFile(path(reference, folder))
            let facts = try ImageHeader(file).facts(name: reference)
            let encoded = (facts.bytes + 2) / 3 * 4
            guard encoded <= encodedLimit else {
                throw RegularFile.Problem(reason: "it has \(encoded) bytes as base64, and \(encodedLimit) are taken")
            }
            guard max(facts.width, facts.height) <= longestSide else {
                throw RegularFile.Problem(
                    reason: "it has \(facts.width)x\(facts.height) pixels, and \(longestSide) on a side are taken")
            }
            return ImageFile(source: .data(Data(try file.read(at: 0, count: file.size))), facts: facts)
        } catch {
            throw ImageProblem(reference: reference, reason: error.reason)
        }
    }

    static func isAddress(_ reference: String) -> Bool {
        let start = reference.prefix(8).lowercased()
        return start.hasPrefix("https://") || start.hasPrefix("http://")
    }

    static func path(_ reference: String, _ folder: URL?) -> String {
        guard !reference.hasPrefix("/"), let folder else { return reference }
        return folder.path + "/" + reference
    }
}

/// What is to know of a picture without looking at it.
package struct ImageFacts: Hashable, Sendable {
    /// As the source wrote it.
    package let name: String
    /// By its content, not by its name: `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    package let mediaType: String
    /// Of the file.
    package let bytes: Int
    package let width: Int
    package let height: Int

    package init(name: String, mediaType: String, bytes: Int, width: Int, height: Int) {
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
        self.width = width
        self.height = height
    }

    /// Reads the beginning of the file alone.
    ///
    /// - Throws: for an address too: nothing is known of what is there.
    package static func read(_ reference: String, relativeTo folder: URL?) throws(ImageProblem) -> ImageFacts {
        if ImageFile.isAddress(reference) {
            throw ImageProblem(reference: reference, reason: "it is an address, which is not looked at")
        }
        do throws(RegularFile.Problem) {
            return try ImageHeader(RegularFile(ImageFile.path(reference, folder))).facts(name: reference)
        } catch {
            throw ImageProblem(reference: reference, reason: error.reason)
        }
    }

    /// Tokens of input that Claude counts for it: one for each 28 by 28 pixels, after it has been made smaller until its
    /// sides and its tokens are within the model's limits.
    ///
    /// - Parameter highResolution: whether the model takes 2,576 pixels on a side and 4,784 tokens (4.7 and later), or
    ///   1,568 of both.
    package func tokens(highResolution: Bool) -> Int {
        let (side, most) = highResolution ? (2_576, 4_784) : (1_568, 1_568)
        var scale = min(1, Double(side) / Double(max(width, height, 1)))
        func count(_ scale: Double) -> Int {
            // A side that falls on a whole number of squares must not gain one by rounding.
            func squares(_ length: Int) -> Int {
                Int(max(1, (Double(max(1, length)) * scale / 28 - 1e-9).rounded(.up)))
            }
            return squares(width) * squares(height)
        }
        while count(scale) > most { scale *= 0.999 }
        return count(scale)
    }
}

/// Why a picture cannot be sent.
package struct ImageProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let reference: String
    package let reason: String

    package init(reference: String, reason: String) {
        self.reference = reference
        self.reason = reason
    }

    package var description: String { "image \(reference.debugDescription): \(reason)" }
}
