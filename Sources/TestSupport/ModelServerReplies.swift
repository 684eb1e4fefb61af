import Foundation

/// What goes back over the wire.
struct Reply {
    var status: Int
    var headers: [String: String]
    var body: Data
    var picodollars: Int64 = 0
    /// Whether the connection breaks after the body, which then is only its beginning.
    var isCut = false

    static func failure(
        _ status: Int, type: String, message: String, headers: [String: String] = [:], code: String? = nil
    ) -> Reply {
        let details = code.map { #","details":{"error_code":\#(quoted($0))}"# } ?? ""
        let error = #"{"type":\#(quoted(type)),"message":\#(quoted(message))\#(details)}"#
        let fields = ["content-type": "application/json", "request-id": "req_failed"].merging(headers) { $1 }
        let body = #"{"type":"error","error":\#(error),"request_id":"req_failed"}"#
        return Reply(status: status, headers: fields, body: Data(body.utf8))
    }
}

/// The prices of the first-party API, in picodollars a token; written down here a second time on purpose, so that an
/// error in the program's own table shows.
struct ServedModel {
    var snapshot: String
    var input, output, write5m, write1h, read: Int64
    var minimumPrefix: Int
    var takesTemperature: Bool
    var thinking: Set<String>

    static let all: [String: ServedModel] = {
        let haiku45 = ServedModel(
            snapshot: "claude-haiku-4-5-20251001", input: 1_000_000, output: 5_000_000, write5m: 1_250_000,
            write1h: 2_000_000, read: 100_000, minimumPrefix: 4_096, takesTemperature: true,
            thinking: ["enabled", "disabled"])
        let haiku55 = ServedModel(
            snapshot: "claude-haiku-5-5", input: 100_000, output: 500_000, write5m: 125_000, write1h: 200_000,
            read: 10_000, minimumPrefix: 512, takesTemperature: false, thinking: ["adaptive", "disabled"])
        let opus47 = ServedModel(
            snapshot: "claude-opus-4-7", input: 5_000_000, output: 25_000_000, write5m: 6_250_000,
            write1h: 10_000_000, read: 500_000, minimumPrefix: 2_048, takesTemperature: false,
            thinking: ["adaptive", "disabled"])
        let opus55 = ServedModel(
            snapshot: "claude-opus-5-5", input: 4_000_000, output: 20_000_000, write5m: 5_000_000,
            write1h: 8_000_000, read: 200_000, minimumPrefix: 512, takesTemperature: false, thinking: ["adaptive"])
        var all = ["claude-haiku-4-5": haiku45]
        for model in [haiku45, haiku55, opus47, opus55] { all[model.snapshot] = model }
        return all
    }()
}

/// How the server counts a prompt: four bytes a token, and a cache that knows whole prefixes.
struct TokenCount {
    var input: Int
    var written = 0
    var read = 0

    init(_ question: ModelServer.Question, isCached: Bool) {
        let prefix = (question.system.utf8.count + 3) / 4
        let rest = (question.item.utf8.count + 3) / 4 + 200
        input = prefix + rest
        guard question.cacheLifetime != nil, let model = ServedModel.all[question.model], prefix >= model.minimumPrefix
        else { return }
        input = rest
        if isCached { read = prefix } else { written = prefix }
    }
}

extension ModelServer.Answer {
    func reply(to question: ModelServer.Question, _ tokens: TokenCount) -> Reply {
        let model = ServedModel.all[question.model]
        let isHour = question.cacheLifetime == "1h"
        var picodollars: Int64 = 0
        if let model {
            picodollars = model.input * Int64(tokens.input) + model.output * Int64(outputTokens)
            picodollars += model.read * Int64(tokens.read)
            picodollars += (isHour ? model.write1h : model.write5m) * Int64(tokens.written)
        }
        let (minutes, hour) = isHour ? (0, tokens.written) : (tokens.written, 0)
        let stop = stopReason.map(quoted) ?? "null"
        let isRefusal = stopReason == "refusal"
        let details = #"{"type":"refusal","category":null,"explanation":"told to refuse"}"#
        let body = """
            {"id":"msg_01Test","type":"message","role":"assistant","model":\(quoted(model?.snapshot ?? question.model)),\
            "content":[\(content.joined(separator: ","))],"stop_reason":\(stop),"stop_sequence":null,\
            "stop_details":\(isRefusal ? details : "null"),\
            "usage":{"input_tokens":\(tokens.input),"cache_creation_input_tokens":\(tokens.written),\
            "cache_read_input_tokens":\(tokens.read),"cache_creation":{"ephemeral_5m_input_tokens":\(minutes),\
            "ephemeral_1h_input_tokens":\(hour)},"output_tokens":\(outputTokens),"service_tier":"standard"}}
            """
        let headers = ["content-type": "application/json", "request-id": "req_01Test"]
        return Reply(status: 200, headers: headers, body: Data(body.utf8), picodollars: picodollars)
    }
}
