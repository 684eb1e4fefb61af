import Foundation
import Inference
import Testing

struct ImageFileTests {
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("images-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 1, 0x40, 0, 0, 0, 0xF0, 8, 6, 0, 0, 0]
    /// With a segment of metadata, larger than what is read at first, before the frame.
    private static let jpeg: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xE1, 0x40, 0x00] + [UInt8](repeating: 0xC0, count: 0x3FFE)
        + [0xFF, 0xFF, 0xC4, 0, 3, 9, 0xFF, 0xC2, 0, 17, 8, 0, 0xF0, 1, 0x40, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    private static let gif = Array("GIF89a".utf8) + [0x40, 1, 0xF0, 0, 0, 0, 0]
    private static func webp(_ kind: String, _ rest: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP\(kind)".utf8) + [0, 0, 0, 0] + rest
    }
    private static let pictures: [(bytes: [UInt8], type: String)] = [
        (png, "image/png"), (jpeg, "image/jpeg"), (gif, "image/gif"),
        (webp("VP8 ", [0, 0, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xF0, 0]), "image/webp"),
        // 319 and 239, in 14 bits each.
        (webp("VP8L", [0x2F, 0x3F, 0xC1, 0x3B, 0, 0, 0, 0, 0, 0]), "image/webp"),
        (webp("VP8X", [0, 0, 0, 0, 0x3F, 1, 0, 0xEF, 0, 0]), "image/webp"),
    ]

    @Test func typeAndSizeAreToldByTheContent() throws {
        try inFolder { folder in
            for (bytes, type) in ImageFileTests.pictures {
                try Data(bytes).write(to: folder.appendingPathComponent("wrong.txt"))
                let facts = try ImageFacts.read("wrong.txt", relativeTo: folder)
                #expect(
                    facts
                        == ImageFacts(name: "wrong.txt", mediaType: type, bytes: bytes.count, width: 320, height: 240))
                let image = try ImageFile.load("wrong.txt", relativeTo: folder)
                #expect(image.facts == facts)
                #expect(image.source == .data(Data(bytes)))
                #expect(Data(base64Encoded: image.base64) == Data(bytes))
                #expect(!image.base64.contains { $0.isNewline })
            }
        }
    }

    @Test func aFileThatBreaksOffAnywhereIsAnErrorAndNoCrash() throws {
        try inFolder { folder in
            let file = folder.appendingPathComponent("cut")
            for (bytes, _) in ImageFileTests.pictures {
                for count in Array(0..<min(bytes.count, 30)) + [bytes.count - 25, bytes.count - 12] where count >= 0 {
                    try Data(bytes.prefix(count)).write(to: file)
                    // A GIF's size and a PNG's stand before their ends.
                    if let facts = try? ImageFacts.read("cut", relativeTo: folder) {
                        #expect(facts.width == 320 && facts.height == 240)
                    }
                }
            }
        }
    }

    @Test func whatCannotBeSentSaysWhy() throws {
        try inFolder { folder in
            func refused(
                _ name: String, _ bytes: [UInt8]?, because words: String, limit: Int = ImageFile.firstPartyLimit
            ) throws {
                if let bytes { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
                let problem = #expect(throws: ImageProblem.self) {
                    try ImageFile.load(name, relativeTo: folder, encodedLimit: limit)
                }
                #expect(problem?.description.contains(words) == true, "\(problem?.description ?? "")")
                #expect(problem?.description.contains(name) == true)
            }
            try refused("missing.png", nil, because: "No such file")
            try refused("a.png", Array("hello".utf8), because: "no PNG")
            try refused("empty.png", [], because: "empty")
            var wide = ImageFileTests.png
            wide[18] = 0x1F
            wide[19] = 0x41
            try refused("wide.png", wide, because: "8001x240")
            let heavy = ImageFileTests.png + [UInt8](repeating: 0, count: 1_000)
            try refused("heavy.png", heavy, because: "1000 are taken", limit: 1_000)
            mkfifo(folder.path + "/pipe", 0o600)
            try refused("pipe", nil, because: "no regular file")
            try refused("/dev/zero", nil, because: "no regular file")
            try refused(".", nil, because: "no regular file")
        }
    }

    @Test func anAddressIsPassedOnUnread() throws {
        for address in ["https://example.com/a.png", "HTTP://example.com/a.png"] {
            let image = try ImageFile.load(address, relativeTo: nil)
            #expect(image.source == .address(address))
            #expect(image.facts == nil)
        }
    }

    @Test(arguments: [
        (1_000, 1_000, false, 1_296), (1_000, 1_000, true, 1_296), (1, 1, false, 1), (28, 29, false, 2),
        (8_000, 8_000, true, 4_761), (1_568, 28, false, 56), (8_000, 1, false, 56),
    ])
    func tokensAreSquaresOfWhatIsLeftAfterShrinking(width: Int, height: Int, high: Bool, tokens: Int) {
        let facts = ImageFacts(name: "", mediaType: "image/png", bytes: 0, width: width, height: height)
        #expect(facts.tokens(highResolution: high) == tokens)
    }

    @Test func tokensStayWithinTheModelsLimits() {
        for width in stride(from: 1, through: 8_000, by: 613) {
            for height in stride(from: 1, through: 8_000, by: 409) {
                let facts = ImageFacts(name: "", mediaType: "image/png", bytes: 0, width: width, height: height)
                #expect((1...1_568).contains(facts.tokens(highResolution: false)))
                #expect((1...4_784).contains(facts.tokens(highResolution: true)))
            }
        }
    }
}
