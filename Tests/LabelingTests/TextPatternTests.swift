@testable import Labeling
import TestSupport
import Testing

struct TextPatternTests {
    @Test(
        arguments: [
            ("refund", "Refunds!", true), ("refund", "a prefund", false), ("resume", "Re\u{301}sumés", true),
            ("RÉSUMÉ", "my resume", true), ("two words", "TWO, wordsmith", true),
            ("two words", "two more words", false),
            ("two words", "two two words", true), ("words two", "two words", false), ("ΟΔΟΣ", "οδός", true),
            ("οδοσ", "ΟΔΌΣ", true), ("елка", "Ёлка", true), ("42", "no. 142", false), ("42", "no. 42nd", true),
            ("softly", "soft\u{AD}ly", true), ("don't", "I don't", true), ("don't", "I don t", false),
            ("c++", "c+ c++", true), ("c++", "c", false), ("日本", "abc日本語", true), ("abc", "abc日本語", true),
            ("ไทย", "ภาษาไทย", true), ("한국", "한국어", true), ("b", "a\u{0}b", true), ("istanbul", "İstanbul", true),
            ("", "anything", true), ("\u{301}", "e", false), ("👩‍👩‍👧", "a 👩‍👩‍👧 b", true), ("hindi", "हिन्दी", false),
            ("हिन्दी", "हिन्दी में", true),
        ] as [(String, String, Bool)])
    func wordsAreFoundByTheirBeginnings(needle: String, text: String, isThere: Bool) {
        #expect(TextPattern(words: needle).matches(text) == isThere)
    }

    @Test func placesAreWholeWordsInBytesOfTheText() {
        let text = "Ünï refunds, re\u{301}fund refund-x"
        let ranges = TextPattern(words: "refund").ranges(in: text)
        let found = ranges.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
        #expect(found == ["refunds", "re\u{301}fund", "refund"])
    }

    @Test func partsAreFoundWhereLowerCaseHasAnotherLength() {
        let text = "İİ REFUND\u{212A}"
        let ranges = TextPattern(part: "fundk").ranges(in: text)
        #expect(ranges.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) } == ["FUND\u{212A}"])
        #expect(TextPattern(part: "i").ranges(in: text).map(\.count) == [2, 2])
        #expect(TextPattern(part: "aa").ranges(in: "aaaaa").map(\.lowerBound) == [0, 2])
    }

    @Test func foldedTextHasNothingThatAnIndexCouldCutOtherwise() {
        let text = "Don't STOP—e\u{301}té_日本\u{0}x 👩‍👩‍👧 १२"
        #expect(TextWords.folded(text) == "don t stop ete x १२")
    }

    @Test func onlyWhatIsLookedForIsShown() throws {
        let filter = try FilterExamples.parse("refund -shipping (text~ount OR \"two words\") id:7")
        #expect(
            filter.textPatterns == [
                TextPattern(words: "refund"), TextPattern(part: "ount"), TextPattern(words: "two words"),
            ])
    }

    /// All alphabets, some signs and pictures, and what lies between.
    private static let scalars = [
        0..<0x3100, 0x4DF0..<0x4E10, 0xA640..<0xAC10, 0xD790..<0xD800, 0xF900..<0x10000, 0x10400..<0x10450,
        0x1F600..<0x1F610, 0x2F800..<0x2F810,
    ].flatMap { $0.compactMap { Unicode.Scalar(UInt32($0)) } }

    private func lower(_ text: String) -> [UInt8] { Array(text.utf8).withUnsafeBufferPointer(LowerCase.bytes) }

    @Test func everyLetterIsFoldedInBytesAsItIsByItself() {
        for scalar in Self.scalars {
            let text = "aB\(scalar)c"
            #expect(lower(text) == Array(text.lowercased().utf8), "\(scalar.value)")
            let words: [[UInt8]] =
                switch TextWords.made(scalar) {
                case .between: [Array("ab".utf8), Array("c".utf8)]
                case .nothing: [Array("abc".utf8)]
                case .mark(let bytes), .letter(let bytes): [Array("ab".utf8) + bytes + Array("c".utf8)]
                }
            var found: [[UInt8]] = []
            TextWords.forEach(in: text) { word, source in
                if found.isEmpty { #expect(source.lowerBound == 0) }
                found.append(word)
                return true
            }
            #expect(found == words, "\(scalar.value)")
        }
    }

    @Test func bytesThatAreNoTextAreReadToTheirEnd() {
        var random = SeededGenerator(seed: 5)
        let odd: [UInt8] = [
            0x61, 0x41, 0x20, 0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0x81, 0xE2, 0x80, 0xE3, 0xED, 0xA0, 0xF0, 0x9F, 0xF4, 0xFF,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in odd.randomElement(using: &random) ?? 0 }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(bytes.withUnsafeBufferPointer(LowerCase.bytes) == Array(text.lowercased().utf8), "\(bytes)")
            for pattern in [TextPattern(words: "a"), TextPattern(words: "aa a"), TextPattern(part: "A\u{FFFD}")] {
                #expect(
                    bytes.withUnsafeBufferPointer { pattern.matches(utf8: $0) } == pattern.matches(text), "\(bytes)")
            }
        }
    }
}
