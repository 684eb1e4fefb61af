@testable import Inference
import Labeling
import Testing

@Suite struct TokenEstimateTests {
    @Test(arguments: [
        ("", 0), ("abcd", 1), ("abcde", 2), ("é", 1), ("ééé", 2), ("\u{2E7F}", 1), ("\u{2E80}", 1),
        ("\u{2E7F}\u{2E7F}", 1),
        ("\u{2E80}\u{2E80}", 2), ("漢字", 2), ("😀😀", 2), ("aé漢😀", 4), ("\u{7FF}\u{800}\u{1FFF}\u{2000}", 2),
    ])
    func eachCharacterCountsByItsScript(text: String, tokens: Int) {
        #expect(TokenEstimate.expected(text, newTokenizer: false) == tokens)
    }

    @Test(arguments: ["", "refund, please", "漢字 und é\n"])
    func anEstimateCountsTheFrameThatIsSent(text: String) throws {
        let message = "<item-0123456789abcdef>\n\(text)\n</item-0123456789abcdef>\n\nClassify this item."
        #expect(Prompt.frameLength + text.utf8.count == message.utf8.count)
        for isNew in [false, true] {
            #expect(
                TokenEstimate.expected(text, furtherASCII: Prompt.frameLength, newTokenizer: isNew)
                    == TokenEstimate.expected(message, newTokenizer: isNew))
        }
    }
}
