import Labeling

// How an answer is said: how it ended, where its confidence comes from, how it was had.

extension Prediction.Outcome {
    /// Told apart by their first nine characters, which is what a narrow list shows.
    var words: String {
        switch self {
        case .labeled: "labelled"
        case .invalidOutput: "invalid answer"
        case .refusal: "refused"
        case .unknownLabel: "outside the set"
        case .empty: "empty answer"
        case .unknownStop: "unknown stop"
        case .truncated: "cut off"
        }
    }
}

extension Prediction {
    func words(in labels: LabelSet) -> String { label.map { labels.title(of: $0) } ?? outcome.words }

    /// What the model said in place of a label, and why it stopped where that is no reason we know.
    var endWords: String? {
        // A stray answer may be of any length; this is more than a screen shows of it.
        let answer = invalidAnswer.map { "answered: \($0.prefix(2_000))" }
        let stop = outcome == .unknownStop ? stopReason.map { "stop reason: \($0.prefix(200))" } : nil
        let words = [stop, answer].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }

    /// Where the confidence comes from; nil: there is none, or nobody said.
    ///
    /// - Parameter isShort: in at most ten cells.
    func sourceWords(isShort: Bool = false) -> String? {
        guard confidence != nil else { return nil }
        return switch confidenceSource {
        case .stated: "stated"
        case .probability: isShort ? "classifier" : "classifier probability"
        case .logProbability: isShort ? "log-prob." : "log-probability"
        case .voteShare: votes.map { "vote \($0)\(isShort ? "/" : " of ")\(samples ?? 0)" } ?? "vote share"
        case .imported: "imported"
        case nil: nil
        }
    }

    /// How many of the drawn answers gave the label; nil where they are not counted.
    private var votes: Int? {
        guard let confidence, let samples, samples > 0 else { return nil }
        return Int(exactly: (confidence * Double(samples)).rounded())
    }

    /// How the answer was had, beside its confidence and its cost: the most telling first.
    var making: [String] {
        var words: [String] = []
        if isRepair { words.append("repaired") }
        if let escalation { words.append("asked: \(escalation.rawValue)") }
        if let samples, samples > 1, confidenceSource != .voteShare { words.append("\(samples.grouped) samples") }
        if service == .batch { words.append("batch") }
        if usage.reasoningTokens > 0 { words.append("\(usage.reasoningTokens.grouped) reasoning tokens") }
        return words
    }

    /// The model's name without what all have in common and its date, for narrow screens: `haiku-4-5`.
    var shortModel: String {
        var parts = model.split(separator: "-", omittingEmptySubsequences: false)
        if parts.first == "claude", parts.count > 1 { parts.removeFirst() }
        if parts.count > 1, let last = parts.last, last.count == 8, last.allSatisfy(\.isNumber) { parts.removeLast() }
        return parts.joined(separator: "-")
    }
}

extension WaitingBatches {
    var words: String {
        "\(number), \(requests.grouped) \(requests == 1 ? "request" : "requests") in the provider's hands"
    }

    /// For a narrow status line.
    var short: String { "\(number): \(requests.grouped)" }

    private var number: String { "\(count.grouped) \(count == 1 ? "batch" : "batches")" }
}

extension Redactable {
    func words(count: Int) -> String {
        let isOne = count == 1
        return switch self {
        case .email: isOne ? "email" : "emails"
        case .phone: isOne ? "phone" : "phones"
        case .card: isOne ? "card" : "cards"
        case .iban: isOne ? "IBAN" : "IBANs"
        case .ip: isOne ? "IP address" : "IP addresses"
        case .url: isOne ? "URL" : "URLs"
        }
    }
}

extension Int {
    /// `9,500`.
    var grouped: String {
        let digits = Array(String(magnitude))
        let text = digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }
        return (self < 0 ? "-" : "") + text.joined()
    }
}
