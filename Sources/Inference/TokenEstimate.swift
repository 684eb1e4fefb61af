import Labeling

/// Tokens of a text, without the tokenizer: it is not public.
enum TokenEstimate {
    /// What is likely: about four bytes of ASCII a token, and one for each character of a script without spaces.
    ///
    /// - Parameter furtherASCII: characters that are sent with the text.
    static func expected(_ text: String, furtherASCII: Int = 0, newTokenizer: Bool) -> Int {
        var (ascii, other) = (furtherASCII, 0)
        var text = text
        text.withUTF8 { bytes in
            for (index, byte) in bytes.enumerated() {
                // Of each character the first byte counts: UTF-8 writes 0x2E80 as E2 BA 80.
                switch byte {
                case ..<0x80: ascii += 1
                case ..<0xC0: break
                case ..<0xE2: other += 1
                case 0xE2: other += bytes[index + 1] < 0xBA ? 1 : 2
                default: other += 2
                }
            }
        }
        let tokens = (ascii + 3) / 4 + (other + 1) / 2
        return newTokenizer ? (tokens * 13 + 9) / 10 : tokens
    }

    /// What cannot be passed: a tokenizer over bytes never makes more tokens than there are bytes.
    static func worst(_ text: String) -> Int { text.utf8.count }

    /// What the provider adds to a prompt for a structured answer: unpublished; forced tools add 404 to 804.
    static let expectedOverhead = 300
    static let expectedToolOverhead = 600
    static let worstOverhead = 2_000
    /// A rationale of one sentence, a label and a number.
    static let expectedAnswer = 60
    /// What a model that cannot stop thinking thinks about a short text.
    static let expectedThinking = 300
    /// What R1 and its kind reason about one.
    static let expectedReasoning = 600
}
