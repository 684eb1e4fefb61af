import Foundation
import Labeling

/// A Messages API answer with status 200.
struct AnthropicAnswer {
    let id: String?
    let model: String?
    let stopReason: String?
    /// Nil: the answer does not say what it used, so its cost is unknown.
    let usage: Usage?
    let cacheCreation: CacheCreation?
    let isUSInference: Bool
    /// The text blocks, joined; other blocks, known or not, are passed over.
    private let text: String
    private let refusalExplanation: String?

    /// Why a body is no answer at all.
    struct Malformed: Error {
        let reason: String
        let excerpt: String
    }

    init(_ body: Data) throws(Malformed) {
        let excerpt = String(decoding: body.prefix(400), as: UTF8.self)
        guard let root = try? JSONDecoder().decode(JSONValue.self, from: body), case .object = root else {
            throw Malformed(reason: "its body is no JSON object", excerpt: excerpt)
        }
        if let error = root["error"], error != .null {
            throw Malformed(reason: "with an error", excerpt: error["message"]?.text ?? excerpt)
        }
        guard case .array(let blocks) = root["content"] ?? .null else {
            throw Malformed(reason: "it has no content", excerpt: excerpt)
        }
        id = root["id"]?.text
        model = root["model"]?.text
        stopReason = root["stop_reason"]?.text
        text = blocks.filter { $0["type"]?.text == "text" }.compactMap { $0["text"]?.text }.joined()
        refusalExplanation = root["stop_details"]?["explanation"]?.text
        let counts = root["usage"]
        if let counts, let input = counts["input_tokens"]?.count, let output = counts["output_tokens"]?.count {
            usage = Usage(
                inputTokens: input, outputTokens: output,
                cacheCreationInputTokens: counts["cache_creation_input_tokens"]?.count ?? 0,
                cacheReadInputTokens: counts["cache_read_input_tokens"]?.count ?? 0)
        } else {
            usage = nil
        }
        if let creation = counts?["cache_creation"], case .object = creation {
            cacheCreation = CacheCreation(
                fiveMinutes: creation["ephemeral_5m_input_tokens"]?.count ?? 0,
                oneHour: creation["ephemeral_1h_input_tokens"]?.count ?? 0)
        } else {
            cacheCreation = nil
        }
        isUSInference = counts?["inference_geo"]?.text == "us"
    }

    /// Writes outcome, label, confidence and rationale into the prediction.
    ///
    /// The stop reason decides first: a cut answer can be valid JSON by chance, and a refusal can be too.
    func judge(labels: LabelSet, into prediction: inout Prediction) {
        switch stopReason {
        case "end_turn", "stop_sequence", "tool_use": judgeText(labels, &prediction)
        case "refusal":
            prediction.outcome = .refusal
            prediction.rationale = refusalExplanation
        case "max_tokens", "model_context_window_exceeded":
            prediction.outcome = .truncated
            prediction.invalidAnswer = invalid(text)
        default:
            // A reason that this version does not know, or none: a person must look.
            prediction.outcome = .invalidOutput
            prediction.invalidAnswer = invalid(text)
        }
    }

    private func judgeText(_ labels: LabelSet, _ prediction: inout Prediction) {
        prediction.outcome = .invalidOutput
        guard let answer = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)), case .object = answer
        else {
            prediction.invalidAnswer = invalid(text)
            return
        }
        prediction.rationale = answer["rationale"]?.text
        let name = answer["label"]?.text
        guard let name, let label = labels.label(matching: name) ?? labels.label(matching: unquoted(name)) else {
            prediction.invalidAnswer = invalid(name ?? text)
            return
        }
        prediction.outcome = .labeled
        prediction.label = label
        // Out of range or in words: no confidence, rather than one that the model did not state.
        prediction.confidence = AnthropicAnswer.confidence(answer["confidence"])
        prediction.confidenceSource = prediction.confidence.map { _ in .stated }
    }

    private func invalid(_ text: String) -> String { String(text.prefix(4_000)) }

    private func unquoted(_ name: String) -> String {
        name.trimmingCharacters(in: .whitespacesAndNewlines.union(CharacterSet(charactersIn: "\"'`“”‘’«»")))
    }

    private static func confidence(_ value: JSONValue?) -> Double? {
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
}
