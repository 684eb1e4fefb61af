import Labeling

/// Tokens of a text, without the tokenizer: it is not public.
enum TokenEstimate {
    /// What is likely: about four bytes of ASCII a token, and one for each character of a script without spaces.
    static func expected(_ text: String, newTokenizer: Bool) -> Int {
        var (ascii, other) = (0, 0)
        for scalar in text.unicodeScalars {
            if scalar.isASCII { ascii += 1 } else { other += scalar.value < 0x2E80 ? 1 : 2 }
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
