import Labeling
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
}
