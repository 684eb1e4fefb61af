package import Foundation

extension ModelServer {
    /// One request as it arrived.
    package struct Call: Sendable {
        package var method: String
        package var path: String
        /// By lower-cased name.
        package var headers: [String: String]
        package var body: Data
    }

    /// A request that the real API would take.
    package struct Question: Sendable {
        package var model: String
        /// What stands between the item tags of the last message; the whole message when there are none.
        package var item: String
        /// The enumeration of the answer's `label`.
        package var labels: [String]
        package var call: Call
        var system: String
        /// Nil: the request does not ask for a prompt cache.
        var cacheLifetime: String?
        var cacheKey: String { "\(model)\u{0}\(system)" }
    }

    /// What to do with one request.
    package indirect enum Behaviour: Sendable {
        case answer(Answer)
        /// Fails in the API's own shape.
        case status(
            Int, type: String = "api_error", message: String = "told to fail", headers: [String: String] = [:],
            code: String? = nil)
        case raw(status: Int, contentType: String, body: String)
        /// Closes the connection in the middle of the answer.
        case cut
        /// Waits for `release()`, then does this; nil: the usual answer.
        case held(then: Behaviour?)

        package static func rateLimited(retryAfter: String? = nil, code: String? = nil) -> Behaviour {
            .status(
                429, type: "rate_limit_error", message: "too many requests",
                headers: retryAfter.map { ["retry-after": $0] } ?? [:], code: code)
        }
        package static let overloaded = Behaviour.status(529, type: "overloaded_error", message: "Overloaded")
        package static let html = Behaviour.raw(
            status: 502, contentType: "text/html", body: "<html><body><h1>502 Bad Gateway</h1></body></html>")
    }

    /// What the model says.
    package struct Answer: Sendable {
        /// Blocks of JSON, in order.
        package var content: [String]
        package var stopReason: String?
        package var outputTokens: Int

        package init(content: [String], stopReason: String? = "end_turn", outputTokens: Int = 50) {
            self.content = content
            self.stopReason = stopReason
            self.outputTokens = outputTokens
        }

        /// One text block.
        package static func text(_ text: String, stopReason: String? = "end_turn", outputTokens: Int = 50) -> Answer {
            Answer(content: [textBlock(text)], stopReason: stopReason, outputTokens: outputTokens)
        }

        /// - Parameter confidence: as it stands in the JSON: `0.9`, `"80%"` with its quotes; nil: left out.
        package static func label(
            _ label: String, confidence: String? = "0.9", rationale: String = "it says so", outputTokens: Int = 50
        ) -> Answer {
            .text(document(label, confidence, rationale), outputTokens: outputTokens)
        }

        /// A label after blocks that a client must pass over.
        package static func labelAfterOtherBlocks(_ label: String) -> Answer {
            let thinking = #"{"type":"thinking","thinking":"","signature":"c2ln"}"#
            let unknown = #"{"type":"hologram","depth":3}"#
            return Answer(content: [thinking, unknown, textBlock(document(label, "0.9", "it says so"))])
        }

        package static let refusal = Answer(content: [], stopReason: "refusal", outputTokens: 0)
        package static let refusalMidway = Answer(
            content: [textBlock(#"{"rationale":"I"#)], stopReason: "refusal", outputTokens: 7)
        package static let truncated = Answer(
            content: [textBlock(#"{"rationale":"it is a very lo"#)], stopReason: "max_tokens", outputTokens: 512)

        /// The first label whose name is in the item; else one chosen by the item's length. Confidence goes with it.
        package static let byName: @Sendable (Question) -> Answer = { question in
            let text = question.item.lowercased()
            if let named = question.labels.first(where: { text.contains($0.lowercased()) }) {
                return .label(named, confidence: "0.95", rationale: "it names \(named)")
            }
            let index = question.item.utf8.count % max(1, question.labels.count)
            return .label(question.labels.isEmpty ? "" : question.labels[index], confidence: "0.55")
        }

        private static func textBlock(_ text: String) -> String { #"{"type":"text","text":\#(quoted(text))}"# }

        private static func document(_ label: String, _ confidence: String?, _ rationale: String) -> String {
            let end = confidence.map { #","confidence":\#($0)"# } ?? ""
            return #"{"rationale":\#(quoted(rationale)),"label":\#(quoted(label))\#(end)}"#
        }
    }

    /// Everything that the server was asked, and what it billed.
    package struct Ledger: Sendable {
        package struct Entry: Sendable {
            package var call: Call
            package var status: Int
            package var reply: Data
            package var picodollars: Int64
        }

        package var entries: [Entry] = []

        package var requests: Int { entries.count }
        package var billedPicodollars: Int64 { entries.reduce(0) { $0 + $1.picodollars } }
    }
}

/// A JSON string.
func quoted(_ text: String) -> String {
    let data = (try? JSONEncoder().encode([text])) ?? Data(#"[""]"#.utf8)
    return String(String(decoding: data, as: UTF8.self).dropFirst().dropLast())
}
