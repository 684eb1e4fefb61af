import Foundation
import Labeling

extension BatchState {
    /// Nil: this is no batch.
    init?(_ json: JSON) {
        guard let id = json["id"]?.text, !id.isEmpty, let word = json["processing_status"]?.text else { return nil }
        func moment(_ name: String) -> Timestamp? { json[name]?.text.flatMap { Timestamp(rfc3339: $0) } }
        func count(_ name: String) -> Int { json["request_counts"]?[name]?.count ?? 0 }
        let status: Status =
            switch word {
            case "in_progress": .inProgress
            case "canceling": .canceling
            case "ended": .ended
            default: .other(word)
            }
        self.init(
            id: id, status: status, createdAt: moment("created_at"), expiresAt: moment("expires_at"),
            endedAt: moment("ended_at"), archivedAt: moment("archived_at"),
            counts: Counts(
                processing: count("processing"), succeeded: count("succeeded"), errored: count("errored"),
                canceled: count("canceled"), expired: count("expired")),
            resultsURL: json["results_url"]?.text)
    }
}

/// Makes results of the lines of a results file.
struct BatchResultReader: Sendable {
    let secret: Secret
    let answer: @Sendable (Data) throws(InferenceError) -> Prediction

    /// Nil: an empty line.
    func result(of line: Data) -> BatchResult? {
        if line.allSatisfy({ $0 == 32 || $0 == 9 }) { return nil }
        guard let json = JSON(line), json.isObject else {
            let start = String(decoding: line.prefix(400), as: UTF8.self)
            return BatchResult(customID: nil, outcome: .unreadable("no JSON: " + secret.cleaned(start, limit: 200)))
        }
        return BatchResult(customID: json["custom_id"]?.text, outcome: outcome(json["result"], line))
    }

    private func outcome(_ result: JSON?, _ line: Data) -> BatchResult.Outcome {
        switch result?["type"]?.text {
        case "succeeded":
            guard let span = result?.member("message")?.span else {
                return .unreadable("it succeeded without a message")
            }
            do throws(InferenceError) {
                return .answered(
                    try answer(line.subdata(in: line.startIndex + span.lowerBound..<line.startIndex + span.upperBound)))
            } catch {
                return .unreadable(error.message)
            }
        case "errored":
            // Two levels deep as documented; one level where a gateway has it so.
            let outer = result?["error"]
            let error = outer?["error"] ?? outer
            let type = error?["type"]?.text
            let words = [type, error?["message"]?.text].compactMap(\.self).joined(separator: ": ")
            return .errored(
                message: words.isEmpty ? "no reason given" : secret.cleaned(words),
                mayBeRetried: type != "invalid_request_error")
        case "canceled": return .canceled
        case "expired": return .expired
        case let other?: return .unreadable("a result of the unknown type " + secret.cleaned(other, limit: 80))
        case nil: return .unreadable("a line without a result")
        }
    }
}
