import Foundation
import Inference
import Labeling
import TestSupport

/// Answers of a server that speaks OpenAI's protocol.
enum Chat {
    static let r1 = ModelSetting(provider: .openai, model: "deepseek/deepseek-r1-0528")
    static let gpt = ModelSetting(provider: .openai, model: "gpt-5.4")
    static let unlisted = ModelSetting(provider: .openai, model: "qwen-of-our-own")

    static let billing = #"{"rationale":"a double charge","label":"billing","confidence":0.7}"#
    static let usage = """
        {"prompt_tokens":812,"completion_tokens":640,"total_tokens":1452,"prompt_tokens_details":\
        {"cached_tokens":512},"completion_tokens_details":{"reasoning_tokens":610}}
        """

    static func answer(
        _ content: String?, finish: String? = "stop", extra: String = "", logprobs: String = "null",
        model: String = "deepseek/deepseek-r1-0528", usage: String = usage
    ) -> ModelServer.Behaviour {
        body(
            #"{"id":"chatcmpl-9x","object":"chat.completion","created":1795226200,"model":\#(text(model)),"choices":[{"#
                + #""index":0,"finish_reason":\#(text(finish)),"logprobs":\#(logprobs),"message":"#
                + #"{"role":"assistant","content":\#(text(content))\#(extra)}}],"usage":\#(usage)}"#)
    }

    static func body(_ body: String, status: Int = 200) -> ModelServer.Behaviour {
        .raw(status: status, contentType: "application/json", body: body)
    }

    static func error(_ status: Int, code: String = "null", message: String = "no") -> ModelServer.Behaviour {
        body(
            #"{"error":{"message":\#(text(message)),"type":"invalid_request_error","param":null,"code":\#(code)}}"#,
            status: status)
    }

    /// A JSON string, or null.
    static func text(_ text: String?) -> String {
        guard let text, let data = try? JSONEncoder().encode(text) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }
}
