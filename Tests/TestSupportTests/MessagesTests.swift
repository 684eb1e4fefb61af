import Foundation
import TestSupport
import Testing

struct MessagesTests {
    @Test func anAnswerIsBilledByTheKindOfItsTokens() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let system = String(repeating: "Route the ticket. ", count: 1_000)
            func body(_ ttl: String, _ model: String = "claude-haiku-4-5") -> [String: Any] {
                message(
                    model: model,
                    ["system": [["type": "text", "text": system, "cache_control": ["type": "ephemeral", "ttl": ttl]]]])
            }
            for ttl in ["1h", "1h", "5m"] { _ = try await bench.anthropic("POST", "/v1/messages", body(ttl)) }
            bench.server.expireCache()
            _ = try await bench.anthropic("POST", "/v1/messages", body("5m"))
            let charges = bench.server.ledger.charges
            #expect(charges.map(\.usage.written1h) == [4_500, 0, 0, 0])
            #expect(charges.map(\.usage.read) == [0, 4_500, 4_500, 0])
            #expect(charges.map(\.usage.written5m) == [0, 0, 0, 4_500])
            let rest = Int64(charges[0].usage.input) * 1_000_000 + 50 * 5_000_000
            #expect(
                charges.map(\.picodollars) == [
                    rest + 4_500 * 2_000_000, rest + 4_500 * 100_000, rest + 4_500 * 100_000, rest + 4_500 * 1_250_000,
                ])
            #expect(bench.server.ledger.billedPicodollars == charges.reduce(0) { $0 + $1.picodollars })
        }
    }

    @Test func aPrefixThatIsTooShortIsNotCachedAndNothingIsSaid() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let system = [["type": "text", "text": "short", "cache_control": ["type": "ephemeral"]] as [String: Any]]
            for _ in 0..<2 {
                let reply = try await bench.anthropic("POST", "/v1/messages", message(["system": system]))
                #expect(reply.at("usage", "cache_creation_input_tokens") == "0")
                #expect(reply.at("usage", "cache_read_input_tokens") == "0")
            }
        }
    }

    @Test func aLongPromptOfHaiku55IsBilledAtItsOwnPrices() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let text = String(repeating: "abcd", count: 100_000)
            let body = message(text, model: "claude-haiku-5-5", ["thinking": ["type": "disabled"]])
            _ = try await bench.anthropic("POST", "/v1/messages", body)
            let charge = try #require(bench.server.ledger.charges.first)
            #expect(charge.usage.prompt > 100_000)
            #expect(charge.picodollars == Int64(charge.usage.input) * 500_000 + 50 * 2_500_000)
        }
    }

    @Test func aForcedToolIsAnsweredByItsCall() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let tools: [String: Any] = [
                "tools": [["name": "record_label", "input_schema": schema, "strict": true]],
                "tool_choice": ["type": "tool", "name": "record_label", "disable_parallel_tool_use": true],
            ]
            let reply = try await bench.anthropic("POST", "/v1/messages", message(tools))
            #expect(reply.at("content", "0", "type") == "tool_use")
            #expect(reply.at("content", "0", "name") == "record_label")
            #expect(reply.at("content", "0", "input", "label") == "billing")
            #expect(reply.at("stop_reason") == "tool_use")
            for model in ["claude-opus-5-5", "claude-sonnet-5-5", "claude-fable-5-1"] {
                let refused = try await bench.anthropic("POST", "/v1/messages", message(model: model, tools))
                #expect(refused.status == 400)
                #expect(refused.at("error", "type") == "invalid_request_error")
            }
        }
    }

    @Test func anAnswerHasOnlyTheMembersThatItsSchemaKnows() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let reply = try await bench.anthropic("POST", "/v1/messages", message(structured))
            #expect(reply.at("content", "0", "text") == #"{"rationale":"it names billing","label":"billing"}"#)
        }
    }

    @Test func withoutASchemaTheLabelsAreTheServersOwn() async throws {
        try await Bench.open(ModelServer(labels: ["technical", "billing"])) { (bench: Bench) async throws in
            let reply = try await bench.anthropic("POST", "/v1/messages", message("it is billing"))
            #expect(reply.at("content", "0", "text")?.contains(#""label":"billing""#) == true)
        }
    }

    @Test func aRepairIsAQuestionAboutTheSameItem() async throws {
        let server = ModelServer(answer: { .text("\($0.turns.count) \($0.item)") })
        try await Bench.open(server) { (bench: Bench) async throws in
            let turns = [
                ["role": "user", "content": "<item-ab>\nrefund\n</item-ab>\n\nClassify it."],
                ["role": "assistant", "content": "It is money."], ["role": "user", "content": "JSON, please."],
            ]
            let reply = try await bench.anthropic("POST", "/v1/messages", message(["messages": turns]))
            #expect(reply.at("content", "0", "text") == "3 refund")
        }
    }

    @Test(arguments: [
        ("temperature", "claude-opus-4-7", 400), ("temperature", "claude-haiku-4-5", 200),
        ("adaptive", "claude-haiku-4-5", 400), ("disabled", "claude-opus-5-5", 400),
        ("disabled", "claude-sonnet-5", 200),
        ("enabled", "claude-opus-4-8", 400), ("adaptive", "claude-sonnet-4-6", 200),
        ("effort", "claude-haiku-4-5", 400),
        ("effort", "claude-opus-4-7", 200), ("prefill", "claude-haiku-4-5", 200), ("prefill", "claude-opus-4-6", 400),
        ("inference_geo", "claude-haiku-4-5", 400), ("inference_geo", "claude-opus-5", 200),
        ("max_tokens", "claude-haiku-4-5", 400), ("temprature", "claude-haiku-4-5", 400),
    ])
    func eachModelRefusesWhatItDoesNotTake(what: String, model: String, status: Int) async throws {
        try await Bench.open { (bench: Bench) async throws in
            let more: [String: Any] =
                switch what {
                case "temperature": ["temperature": 0]
                case "effort": ["output_config": ["effort": "high"]]
                case "prefill":
                    ["messages": [["role": "user", "content": "x"], ["role": "assistant", "content": "{"]]]
                case "max_tokens": ["max_tokens": 64_001]
                case "inference_geo", "temprature": [what: "us"]
                default: ["thinking": ["type": what]]
                }
            let reply = try await bench.anthropic("POST", "/v1/messages", message(model: model, more))
            #expect(reply.status == status, "\(reply.text)")
            #expect(bench.server.ledger.charges.count == (status == 200 ? 1 : 0))
        }
    }

    @Test func thinkingIsCountedAsOutputAndComesFirst() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let reply = try await bench.anthropic("POST", "/v1/messages", message(model: "claude-opus-5-5"))
            #expect(reply.at("content", "0", "type") == "thinking")
            #expect(reply.at("usage", "output_tokens") == "114")
            #expect(reply.at("usage", "output_tokens_details", "thinking_tokens") == "64")
            let cut = try await bench.anthropic(
                "POST", "/v1/messages", message(model: "claude-opus-5-5", ["max_tokens": 80]))
            #expect(cut.at("stop_reason") == "max_tokens")
            #expect(bench.server.ledger.charges.map(\.usage.output) == [114, 80])
        }
    }

    @Test(arguments: [
        ("image/png", "iVBORw0KGgoAAAANSUhEUgAAA+gAAAPo", 200), ("image/jpeg", "iVBORw0KGgoAAAANSUhEUgAAA+gAAAPo", 400),
        ("image/bmp", "Qk0=", 400), ("image/png", "data:image/png;base64,iVBORw0KGgo=", 400), ("image/png", "!!", 400),
        ("image/png", "iVBORw0KGgoAAAANSUhEUgAAJxAAACcQ", 400),
    ])
    func imagesAreLookedAt(mediaType: String, data: String, status: Int) async throws {
        try await Bench.open { (bench: Bench) async throws in
            let source = ["type": "base64", "media_type": mediaType, "data": data]
            let content: [[String: Any]] = [["type": "image", "source": source], ["type": "text", "text": "Which?"]]
            let reply = try await bench.anthropic(
                "POST", "/v1/messages", message(["messages": [["role": "user", "content": content]]]))
            #expect(reply.status == status, "\(reply.text)")
            // 1000 x 1000 pixels are 36 x 36 squares.
            if status == 200 { #expect(bench.server.ledger.charges.first?.usage.input == 1_296 + 200 + 3) }
        }
    }

    @Test func bothVersionsAndBothFormsOfTheKeyAreTaken() async throws {
        try await Bench.open { (bench: Bench) async throws in
            var headers = Bench.chatHeaders
            headers["anthropic-version"] = "2026-10-21"
            #expect(try await bench.send("POST", "/v1/messages", json(message()), headers: headers).status == 200)
            let hot = try await bench.send(
                "POST", "/v1/messages", json(message(["temperature": 1])), headers: headers)
            #expect(hot.at("error", "message") == "temperature: Extra inputs are not permitted")
            headers["x-api-key"] = "another"
            let refused = try await bench.send("POST", "/v1/messages", json(message()), headers: headers)
            #expect(refused.status == 401)
        }
    }

    @Test func tokensAreCountedAsTheyAreBilled() async throws {
        try await Bench.open { (bench: Bench) async throws in
            var body = message("I was charged twice.", structured)
            let asked = try await bench.anthropic("POST", "/v1/messages", body)
            body["max_tokens"] = nil
            let counted = try await bench.anthropic("POST", "/v1/messages/count_tokens", body)
            #expect(counted.at("input_tokens") == asked.at("usage", "input_tokens"))
            #expect(bench.server.ledger.charges.count == 1)
        }
    }

    @Test func modelsAreListedNewestFirstAndFoundByAlias() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let first = try await bench.anthropic("GET", "/v1/models?limit=2")
            #expect(first.at("has_more") == "1" || first.at("has_more") == "true")
            let last = try #require(first.at("last_id"))
            let next = try await bench.anthropic("GET", "/v1/models?limit=1&after_id=\(last)")
            #expect(next.at("data", "0", "id") == "claude-sonnet-5-5")
            let alias = try await bench.anthropic("GET", "/v1/models/claude-haiku-4-5")
            #expect(alias.at("id") == "claude-haiku-4-5-20251001")
            #expect(try await bench.anthropic("GET", "/v1/models/claude-nope").status == 404)
        }
    }

    @Test func aBodyThatIsTooLargeIsRefused() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let body = Data(repeating: 0x20, count: 32 << 20) + json(message())
            let reply = try await bench.send("POST", "/v1/messages", body, headers: Bench.anthropicHeaders)
            #expect(reply.status == 413)
            #expect(reply.at("error", "type") == "request_too_large")
        }
    }

    @Test func aModelOfOnesOwnIsServedAtItsPrices() async throws {
        var model = ServedModel("my-model", .init(100, 500, write5m: 125, write1h: 200, read: 10))
        model.aliases = ["mine"]
        try await Bench.open(ModelServer(models: [model])) { (bench: Bench) async throws in
            let reply = try await bench.anthropic("POST", "/v1/messages", message(model: "mine"))
            #expect(reply.at("model") == "my-model")
            // It thinks unless it is told not to.
            let charge = try #require(bench.server.ledger.charges.first)
            #expect(charge.picodollars == Int64(charge.usage.input) * 100_000 + 114 * 500_000)
        }
    }
}
