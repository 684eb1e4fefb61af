import Foundation
import TestSupport
import Testing

struct ChatTests {
    private func format(_ type: String, strict: Bool = true) -> [String: Any] {
        let inner: [String: Any] = ["name": "ticket_label", "strict": strict, "schema": schema]
        var format: [String: Any] = ["type": type]
        if type == "json_schema" { format["json_schema"] = inner }
        return ["response_format": format]
    }

    @Test(arguments: ["/v1/chat/completions", "/openai/v1/chat/completions", "/chat/completions"])
    func anyPrefixLeadsToChatCompletions(path: String) async throws {
        try await Bench.open { (bench: Bench) async throws in
            let reply = try await bench.chat(chatBody(format("json_schema")), path: path)
            #expect(reply.at("object") == "chat.completion")
            #expect(reply.at("choices", "0", "message", "content")?.contains(#""label":"billing""#) == true)
            #expect(reply.at("choices", "0", "finish_reason") == "stop")
            let charge = try #require(bench.server.ledger.charges.first)
            #expect(charge.picodollars == Int64(charge.usage.input) * 2_500_000 + 50 * 15_000_000)
            #expect(reply.headers["x-request-id"] == bench.server.ledger.entries.first?.requestID)
        }
    }

    @Test func eachHostRefusesWhatItDoesNotTake() async throws {
        let loose = schema.merging(["required": ["label"]]) { $1 }
        let badSchema: [String: Any] = [
            "response_format": ["type": "json_schema", "json_schema": ["name": "x", "strict": true, "schema": loose]]
        ]
        let cases: [(model: String, more: [String: Any], status: Int)] = [
            ("gpt-5.4", ["max_tokens": 100], 400), ("gpt-5.4", ["max_completion_tokens": 100], 200),
            ("local-model", ["max_tokens": 100], 200), ("gpt-5.4", format("json_object"), 400),
            ("gpt-5.4", badSchema, 400), ("gpt-5.4", ["response_format": ["type": "xml"]], 400),
            ("gpt-5.4", ["reasoning": ["effort": "low"]], 400), ("local-model", ["reasoning": ["effort": "low"]], 200),
            ("gpt-5.4", ["top_logprobs": 3], 400), ("gpt-5.4", ["temperature": 2.5], 400), ("gpt-9", [:], 404),
            ("deepseek-r1-0528", ["logprobs": true], 400),
        ]
        try await Bench.open { (bench: Bench) async throws in
            for (model, more, status) in cases {
                let reply = try await bench.chat(chatBody(model: model, more))
                #expect(reply.status == status, "\(model) \(more): \(reply.text)")
                if status != 200 { #expect(reply.at("error", "message") != nil) }
            }
        }
    }

    @Test func r1HasNothingToSayToAStructuredOutputAndBillsItsReasoning() async throws {
        try await Bench.open(ModelServer(labels: ["billing"])) { (bench: Bench) async throws in
            let model = "deepseek/deepseek-r1-0528"
            for type in ["json_schema", "json_object"] {
                let reply = try await bench.chat(
                    chatBody("billing, as json", model: model, format(type).merging(["max_tokens": 2_000]) { $1 }))
                #expect(reply.at("choices", "0", "message", "content") == "")
                #expect(reply.at("choices", "0", "finish_reason") == "stop")
                #expect(reply.at("usage", "completion_tokens") == "650")
                #expect(reply.at("usage", "completion_tokens_details", "reasoning_tokens") == "600")
            }
            let plain = try await bench.chat(chatBody(model: model, ["max_tokens": 2_000]))
            #expect(plain.at("choices", "0", "message", "content")?.contains("billing") == true)
            let charge = try #require(bench.server.ledger.charges.last)
            #expect(charge.picodollars == Int64(charge.usage.input) * 500_000 + 650 * 2_150_000)
        }
    }

    @Test func r1WithoutRoomSpendsAllOfItOnReasoning() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let reply = try await bench.chat(chatBody(model: "deepseek-r1-0528", ["max_tokens": 999]))
            #expect(reply.at("choices", "0", "finish_reason") == "length")
            #expect(reply.at("choices", "0", "message", "content") == "")
            #expect(reply.at("usage", "completion_tokens") == "999")
            #expect(reply.at("usage", "completion_tokens_details", "reasoning_tokens") == "999")
            #expect(bench.server.ledger.charges.first?.usage.output == 999)
        }
    }

    @Test func aForcedToolIsAnsweredByItsCall() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let tools: [String: Any] = [
                "tools": [["type": "function", "function": ["name": "record_label", "parameters": schema]]],
                "tool_choice": ["type": "function", "function": ["name": "record_label"]],
            ]
            let reply = try await bench.chat(chatBody(tools))
            #expect(reply.at("choices", "0", "finish_reason") == "tool_calls")
            #expect(reply.at("choices", "0", "message", "content") == nil)
            let arguments = reply.at("choices", "0", "message", "tool_calls", "0", "function", "arguments")
            #expect(arguments == #"{"rationale":"it names billing","label":"billing"}"#)
        }
    }

    @Test func anAnswerTakesTheFormsThatHostsGiveIt() async throws {
        typealias Answer = ModelServer.Answer
        let path = ["choices", "0", "message"]
        try await Bench.open { (bench: Bench) async throws in
            func reply(_ answer: Answer, _ more: [String: Any] = [:]) async throws -> Bench.Reply {
                bench.server.enqueue(.answer(answer))
                return try await bench.chat(chatBody(more))
            }
            func content(_ reply: Bench.Reply) -> String? { reply.at(path[0], path[1], path[2], "content") }
            let text = Answer.text("{}")
            #expect(try await content(reply(text.chat { $0.contentJSON = "null" })) == nil)
            #expect(try await content(reply(text.chat { $0.contentJSON = #"" \n""# })) == " \n")
            let tags = try await reply(text.chat { $0.reasoning = .tags("hm") })
            #expect(content(tags) == "<think>\nhm\n</think>\n\n{}")
            let lone = try await reply(text.chat { $0.reasoning = .closingTagOnly("hm") })
            #expect(content(lone) == "hm\n</think>\n\n{}")
            let member = try await reply(text.chat { $0.reasoning = .member("reasoning_content", "hm") })
            #expect(member.at("choices", "0", "message", "reasoning_content") == "hm")
            let refused = try await reply(text.chat { $0.refusal = "no" })
            #expect(refused.at("choices", "0", "message", "refusal") == "no")
            #expect(try await reply(.refusal).at("choices", "0", "finish_reason") == "content_filter")
            #expect(try await reply(.truncated).at("choices", "0", "finish_reason") == "length")
            let odd = try await reply(text.chat { $0.finishReason = "error" })
            #expect(odd.at("choices", "0", "finish_reason") == "error")
        }
    }

    @Test func usageComesAsHostsTellIt() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let text = ModelServer.Answer.text("{}")
            let answers = [
                text.chat { $0.cachedTokens = 7 }, text.chat { $0.usage = .missing },
                text.chat { $0.usage = .withCost },
                text.chat { $0.errorJSON = #"{"code":502,"message":"upstream"}"# },
            ]
            for answer in answers { bench.server.enqueue(.answer(answer)) }
            let cached = try await bench.chat(chatBody())
            #expect(cached.at("usage", "prompt_tokens_details", "cached_tokens") == "7")
            let usage = try #require(bench.server.ledger.charges.first?.usage)
            #expect(usage.read == 7)
            #expect(cached.at("usage", "prompt_tokens") == "\(usage.input + 7)")
            #expect(try await bench.chat(chatBody()).at("usage") == nil)
            let cost = try await bench.chat(chatBody()).at("usage", "cost")
            #expect(cost.flatMap(Double.init) == bench.server.ledger.charges.last.map { Double($0.picodollars) / 1e12 })
            let failed = try await bench.chat(chatBody())
            #expect(failed.status == 200)
            #expect(failed.at("error", "code") == "502")
            #expect(bench.server.ledger.charges.count == 3)
        }
    }

    @Test func logprobsComeOnDemand() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(
                .answer(
                    .text("ab").chat {
                        $0.tokens = [.init("a", -0.5, others: ["x": -1.5, "y": -2.5]), .init("b", -0.1)]
                    }))
            let reply = try await bench.chat(chatBody(["logprobs": true, "top_logprobs": 2]))
            #expect(reply.at("choices", "0", "logprobs", "content", "0", "logprob") == "-0.5")
            #expect(reply.at("choices", "0", "logprobs", "content", "0", "top_logprobs", "1", "token") == "x")
            #expect(reply.at("choices", "0", "logprobs", "content", "0", "top_logprobs", "2") == nil)
            let usual = try await bench.chat(chatBody(["logprobs": true]))
            #expect(usual.at("choices", "0", "logprobs", "content", "1", "bytes", "0") != nil)
            #expect(try await bench.chat(chatBody()).at("choices", "0", "logprobs") == nil)
        }
    }

    @Test func errorsHaveTheShapesOfTheirHosts() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(
                .insufficientQuota, .status(429), .numbered(502, status: 200), .plain(500), .status(401))
            let quota = try await bench.chat(chatBody())
            #expect(quota.at("error", "code") == "insufficient_quota")
            #expect(try await bench.chat(chatBody()).at("error", "code") == "rate_limit_exceeded")
            let numbered = try await bench.chat(chatBody())
            #expect(numbered.status == 200)
            #expect(numbered.text.contains(#""code":502"#))
            #expect(try await bench.chat(chatBody()).at("error") == "something broke")
            #expect(try await bench.chat(chatBody()).at("error", "code") == "invalid_api_key")
        }
    }

    @Test func modelsAreListedForWhoeverNamesNoVersion() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let list = try await bench.send("GET", "/v1/models", headers: Bench.chatHeaders)
            #expect(list.at("object") == "list")
            let model = try await bench.send(
                "GET", "/api/v1/models/deepseek/deepseek-r1-0528", headers: Bench.chatHeaders)
            #expect(model.at("id") == "deepseek/deepseek-r1-0528")
        }
    }
}
