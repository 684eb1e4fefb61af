import Foundation

extension ModelServer {
    /// What the model says, in whatever protocol it is asked.
    package struct Answer: Sendable {
        /// Blocks of JSON, in order, as the Messages API has them. Other protocols send the texts among them; a request for
        /// a tool gets the text as the tool's input.
        package var content: [String]
        /// As the Messages API calls it; other protocols send their own word for it.
        package var stopReason: String?
        package var outputTokens: Int
        /// The part of `outputTokens` spent on thinking; nil: what is usual for the model.
        package var reasoningTokens: Int?
        /// What only chat completions have.
        package var chat = ChatDetails()
        var document: Document?

        package init(content: [String], stopReason: String? = "end_turn", outputTokens: Int = 50) {
            self.content = content
            self.stopReason = stopReason
            self.outputTokens = outputTokens
        }

        /// One text block.
        package static func text(_ text: String, stopReason: String? = "end_turn", outputTokens: Int = 50) -> Answer {
            Answer(content: [textBlock(text)], stopReason: stopReason, outputTokens: outputTokens)
        }

        /// An object with these members, less those for which the request's schema has no property. Where it asks for a
        /// list, `label` has its members joined by `|`, or is empty.
        ///
        /// - Parameter confidence: as it stands in the JSON: `0.9`, `"80%"` with its quotes; nil: left out.
        package static func label(
            _ label: String, confidence: String? = "0.9", rationale: String = "it says so", outputTokens: Int = 50
        ) -> Answer {
            let document = Document(label: label, confidence: confidence, rationale: rationale)
            var answer = Answer.text(document.json(), outputTokens: outputTokens)
            answer.document = document
            return answer
        }

        /// A label after blocks that a client must pass over.
        package static func labelAfterOtherBlocks(_ label: String) -> Answer {
            let thinking = #"{"type":"thinking","thinking":"","signature":"c2ln"}"#
            let unknown = #"{"type":"hologram","depth":3}"#
            let document = Document(label: label, confidence: "0.9", rationale: "it says so")
            return Answer(content: [thinking, unknown, textBlock(document.json())])
        }

        package static let refusal = Answer(content: [], stopReason: "refusal", outputTokens: 0)
        package static let refusalMidway = Answer(
            content: [textBlock(#"{"rationale":"I"#)], stopReason: "refusal", outputTokens: 7)
        package static let truncated = Answer(
            content: [textBlock(#"{"rationale":"it is a very lo"#)], stopReason: "max_tokens", outputTokens: 512)
        package static let empty = Answer(content: [], outputTokens: 2)
        package static let notJSON = Answer.text("I would say that it is about money.")

        /// Cut, and valid JSON all the same: only the stop reason tells.
        package static func truncatedButValid(_ label: String) -> Answer {
            var answer = Answer.label(label)
            answer.stopReason = "max_tokens"
            return answer
        }

        /// A label among prose, in a fence.
        package static func fenced(_ label: String) -> Answer {
            let document = Document(label: label, confidence: "0.9", rationale: "it says so").json()
            return .text("Here is my answer:\n```json\n\(document)\n```\nI hope that helps.")
        }

        /// The first label whose name is in the item, or all of them where several are asked for; else one chosen by the item's length. Confidence goes with it.
        package static let byName: @Sendable (Question) -> Answer = { question in
            let text = question.item.lowercased()
            if question.asksForSeveral {
                let named = question.labels.filter { text.contains($0.lowercased()) }
                let words = named.isEmpty ? "it names none" : "it names \(named.joined(separator: " and "))"
                return .label(
                    named.joined(separator: "|"), confidence: named.isEmpty ? "0.55" : "0.95", rationale: words)
            }
            if let named = question.labels.first(where: { text.contains($0.lowercased()) }) {
                return .label(named, confidence: "0.95", rationale: "it names \(named)")
            }
            let index = question.item.utf8.count % max(1, question.labels.count)
            return .label(question.labels.isEmpty ? "" : question.labels[index], confidence: "0.55")
        }

        package func withStopReason(_ reason: String?) -> Answer {
            var answer = self
            answer.stopReason = reason
            return answer
        }

        /// Changed in what only chat completions have.
        package func chat(_ change: (inout ChatDetails) -> Void) -> Answer {
            var answer = self
            change(&answer.chat)
            return answer
        }

        static func textBlock(_ text: String) -> String { #"{"type":"text","text":\#(quoted(text))}"# }

        /// The blocks, as far as they are objects of JSON.
        var blocks: [[String: Any]] {
            content.compactMap { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any] }
        }

        var text: String {
            blocks.filter { $0["type"] as? String == "text" }.compactMap { $0["text"] as? String }.joined()
        }

        /// What the request's schema leaves of it.
        func fitted(to question: Question) -> Answer {
            guard let document, !question.properties.isEmpty || question.asksForSeveral else { return self }
            var answer = self
            let usual: Set<String> = ["rationale", "labels", "confidence"]
            let members = question.properties.isEmpty ? usual : question.properties
            answer.content = [Answer.textBlock(document.json(only: members))]
            return answer
        }
    }

    /// What an answer has only in chat completions.
    package struct ChatDetails: Sendable {
        package enum Reasoning: Sendable {
            /// In a member of the message: `reasoning_content`, `reasoning`.
            case member(String, String)
            /// `<think>…</think>` before the content.
            case tags(String)
            /// The opening tag is missing.
            case closingTagOnly(String)
        }
        package enum UsageForm: Sendable { case usual, missing, withCost }

        /// Instead of the word that goes with the stop reason.
        package var finishReason: String?
        /// The JSON of `message.content` instead of the text: `null`, `""`, `"  \n"`.
        package var contentJSON: String?
        package var refusal: String?
        package var reasoning: Reasoning?
        /// Of the prompt; at most all of it.
        package var cachedTokens = 0
        package var usage = UsageForm.usual
        /// The answer's `error`, in a body with status 200 and nothing billed: `{"code":502,"message":"…"}`.
        package var errorJSON: String?
        /// The tokens of the content with their log-probabilities, where these were asked for; nil: made up, -0.01 each.
        package var tokens: [Token]?
        /// Whether `logprobs` is null although it was asked for.
        package var withholdsLogprobs = false

        package struct Token: Sendable {
            package var text: String
            package var logprob: Double
            /// Other tokens that might have come here.
            package var others: [String: Double]

            package init(_ text: String, _ logprob: Double, others: [String: Double] = [:]) {
                self.text = text
                self.logprob = logprob
                self.others = others
            }
        }
    }

    struct Document: Sendable {
        var label: String
        var confidence: String?
        var rationale: String

        private var list: String {
            "[" + label.split(separator: "|").map { quoted(String($0)) }.joined(separator: ",") + "]"
        }

        func json(only properties: Set<String>? = nil) -> String {
            let members = [
                ("rationale", quoted(rationale)),
                properties?.contains("labels") == true ? ("labels", list) : ("label", quoted(label)),
                ("confidence", confidence ?? ""),
            ]
            let kept = members.filter { !$0.1.isEmpty && properties?.contains($0.0) != false }
            return "{" + kept.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
        }
    }
}
