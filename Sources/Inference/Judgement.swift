import Foundation
import Labeling

/// What an answer is worth: the one place where text of a model becomes a label of the task.
struct Judgement {
    let labels: LabelSet

    /// Writes outcome, label, confidence and rationale into the prediction.
    ///
    /// The stop reason decides first: a cut answer can be valid JSON by chance, and a refusal can be too.
    func judge(_ answer: ModelAnswer, into prediction: inout Prediction) {
        prediction.stopReason = answer.stopReason
        switch answer.stop {
        case .complete: judgeText(answer, &prediction)
        case .refusal:
            prediction.outcome = .refusal
            prediction.rationale = answer.refusal
        case .truncated:
            prediction.outcome = .truncated
            prediction.invalidAnswer = Judgement.kept(answer.text)
        case .unknown:
            prediction.outcome = .unknownStop
            prediction.invalidAnswer = Judgement.kept(answer.text)
        }
    }

    private func judgeText(_ answer: ModelAnswer, _ prediction: inout Prediction) {
        guard !answer.text.isBlank else {
            prediction.outcome = .empty
            return
        }
        prediction.outcome = .invalidOutput
        let bytes = Array(answer.text.utf8)
        let document = answer.isEnforced ? JSON(bytes) : JSON(bytes) ?? JSON.firstObject(in: bytes)
        // Of two labels under one name, neither can be trusted.
        guard let document, document.isObject, !document.hasDuplicateNames else {
            prediction.invalidAnswer = Judgement.kept(answer.text)
            return
        }
        prediction.rationale = document["rationale"]?.text
        if labels.allowsSeveral {
            judgeSeveral(document, answer, &prediction)
            return
        }
        guard let member = document.member("label"), let name = member.value.text else {
            prediction.invalidAnswer = Judgement.kept(answer.text)
            return
        }
        guard let label = label(named: name) else {
            prediction.outcome = .unknownLabel
            prediction.invalidAnswer = Judgement.kept(name)
            return
        }
        prediction.outcome = .labeled
        prediction.label = label
        if let probability = Judgement.probability(of: member.span, in: bytes, answer.tokens) {
            (prediction.confidence, prediction.confidenceSource) = (probability, .logProbability)
        } else if let stated = Judgement.confidence(document["confidence"]) {
            (prediction.confidence, prediction.confidenceSource) = (stated, .stated)
        }
        // Out of range or in words: no confidence, rather than one that the model did not state.
    }

    /// A list of labels: their order and repetitions say nothing, and one outside the set spoils all of it. The
    /// probabilities of tokens are passed over, for the same set can be written in many ways.
    private func judgeSeveral(_ document: JSON, _ answer: ModelAnswer, _ prediction: inout Prediction) {
        guard case .array(let values)? = document["labels"] else {
            prediction.invalidAnswer = Judgement.kept(answer.text)
            return
        }
        let names = values.compactMap(\.text)
        guard names.count == values.count else {
            prediction.invalidAnswer = Judgement.kept(answer.text)
            return
        }
        let known = names.compactMap(label(named:))
        guard known.count == names.count, let label = labels.combination(of: known) else {
            prediction.outcome = .unknownLabel
            let list = OrderedJSON.array(names.map(OrderedJSON.string))
            prediction.invalidAnswer = Judgement.kept(String(decoding: list.data, as: UTF8.self))
            return
        }
        prediction.outcome = .labeled
        prediction.label = label
        if let stated = Judgement.confidence(document["confidence"]) {
            (prediction.confidence, prediction.confidenceSource) = (stated, .stated)
        }
    }

    private func label(named name: String) -> Label? {
        labels.member(matching: name) ?? labels.member(matching: Judgement.unquoted(name))
    }

    private static func kept(_ text: String) -> String { String(text.prefix(4_000)) }

    private static func unquoted(_ name: String) -> String {
        name.trimmingCharacters(in: .whitespacesAndNewlines.union(CharacterSet(charactersIn: "\"'`“”‘’«»")))
    }

    private static func confidence(_ value: JSON?) -> Double? {
        let number: Double?
        if let text = value?.text?.trimmingCharacters(in: .whitespaces) {
            // Decimal digits alone: Double also reads "nan", "inf" and hexadecimal.
            let isDecimal = text.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
            number = isDecimal ? Double(text) : nil
        } else {
            number = value?.double
        }
        return number.flatMap { (0...1).contains($0) ? $0 : nil }
    }

    /// The probability that the model, having written what stands before, writes the label: the product of the
    /// probabilities of all tokens that lie on it, so the exponential of the sum of their logarithms.
    ///
    /// - Parameter span: of the label in the text, quotes included.
    /// - Returns: nil where the tokens are not those of the text.
    private static func probability(of span: Range<Int>, in text: [UInt8], _ tokens: [TokenProbability]) -> Double? {
        let inside = span.lowerBound + 1..<span.upperBound - 1
        guard !tokens.isEmpty, !inside.isEmpty else { return nil }
        var sum = 0.0
        var end = 0
        for token in tokens {
            let start = end
            end += token.bytes.count
            guard end <= text.count, text[start..<end].elementsEqual(token.bytes) else { return nil }
            if start < inside.upperBound, end > inside.lowerBound { sum += token.logProbability }
        }
        guard end == text.count, sum.isFinite else { return nil }
        return min(1, exp(sum))
    }
}
