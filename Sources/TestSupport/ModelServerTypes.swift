package import Foundation

extension ModelServer {
    /// One request as it arrived.
    package struct Call: Sendable {
        package var method: String
        /// As it was sent, with its percent-escapes, without the query.
        package var path: String
        /// As it was sent, without the question mark.
        package var query: String
        /// By lower-cased name.
        package var headers: [String: String]
        package var body: Data

        package init(method: String, path: String, query: String = "", headers: [String: String], body: Data) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
        }

        func parameter(_ name: String) -> String? {
            let all = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
            return all.first { $0.first == name }.flatMap { $0.count > 1 ? $0[1].removingPercentEncoding : nil }
        }
    }

    /// In what form a request asks for its answer.
    package enum Form: Sendable, Equatable {
        case text
        /// `response_format` `json_object`.
        case json
        /// `output_config.format`, or `response_format` `json_schema`.
        case schema
        /// A call of the tool of this name.
        case tool(String)
    }

    /// A request that the real service would take.
    package struct Question: Sendable {
        package struct Turn: Sendable, Equatable {
            package var role: String
            package var text: String
        }

        package var api: API
        /// As the price table calls it.
        package var model: String
        /// As the request called it.
        package var requestedModel: String
        package var system = ""
        package var turns: [Turn] = []
        package var images = 0
        package var maximumTokens = 0
        package var form = Form.text
        /// The enumeration of the answer's `label`; the server's `labels` when the request names none.
        package var labels: [String] = []
        /// Whether the schema has a list of labels: `labels` in place of `label`.
        var listsLabels = false
        package var call: Call
        /// Nil outside of batches.
        package var customID: String?
        /// 1 for the first time that this body came.
        package var attempt = 1

        var isThinking = false
        var isRegional = false
        var geography: String?
        /// Of the asked object; empty: any.
        var properties: Set<String> = []
        var imageTokens = 0
        /// What a request costs beside its texts.
        var hiddenTokens = 200
        /// Where the prompt cache may cut, from front to back.
        var breakpoints: [Breakpoint] = []
        /// Bytes of the prompt, texts of messages included.
        var promptBytes = 0
        var logprobs: Int?
        var wantsLogprobs = false

        struct Breakpoint: Sendable {
            /// All that comes before it.
            var prefix: String
            var isHour: Bool
        }

        init(api: API, model: String, requestedModel: String, call: Call) {
            self.api = api
            self.model = model
            self.requestedModel = requestedModel
            self.call = call
        }

        /// Whether the answer is to be a list of labels; without a schema the prompt says it.
        package var asksForSeveral: Bool { listsLabels || system.contains("\"labels\", an array") }

        /// What stands between the item tags of the last message that has them; the last message when none has.
        package var item: String {
            let tagged = turns.last { $0.text.contains("<item-") }
            return Question.item(in: (tagged ?? turns.last { $0.role == "user" })?.text ?? "")
        }

        /// What stands between `<item-…>` and its end.
        private static func item(in message: String) -> String {
            guard let start = message.firstRange(of: "<item-"),
                let open = message[start.upperBound...].firstIndex(of: ">")
            else { return message }
            let name = message[start.upperBound..<open]
            let inside = message[message.index(after: open)...]
            guard let end = inside.ranges(of: "</item-\(name)>").last else { return message }
            return inside[..<end.lowerBound].trimmingCharacters(in: .newlines)
        }
    }
}

/// A JSON string.
func quoted(_ text: String) -> String {
    let data = (try? JSONEncoder().encode([text])) ?? Data(#"[""]"#.utf8)
    return String(String(decoding: data, as: UTF8.self).dropFirst().dropLast())
}

/// JSON on one line, the same bytes for the same value.
func json(_ object: [String: Any]) -> Data {
    (try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])) ?? Data()
}

func orNull(_ value: Any?) -> Any { value ?? NSNull() }
