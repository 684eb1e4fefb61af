import Foundation
import Inference
import Labeling
import TestSupport
import Testing

struct ChatTests {
    @Test func aModelThatKeepsToASchemaIsAskedForOneAndForItsProbabilities() async throws {
        try await Desk.open(Chat.gpt) { desk in
            desk.server.enqueue(Chat.answer(Chat.billing, model: "gpt-5.4-2026-03-05"))
            _ = try await desk.ask()
            let body = try desk.body()
            #expect(body.at("model") == .string("gpt-5.4"))
            #expect(body.at("max_completion_tokens") == .integer(512))
            #expect(body.at("max_tokens") == .null)
            #expect(body.at("logprobs") == .bool(true))
            #expect(body.at("response_format", "type") == .string("json_schema"))
            #expect(body.at("response_format", "json_schema", "strict") == .bool(true))
            let schema = body.at("response_format", "json_schema", "schema")
            #expect(schema.at("additionalProperties") == .bool(false))
            #expect(schema.at("required") == .array([.string("rationale"), .string("label"), .string("confidence")]))
            #expect(body.at("messages", "0", "role") == .string("system"))
            #expect(body.at("messages", "1", "role") == .string("user"))
            #expect(body.at("messages", "2") == .null)
            let call = try #require(desk.server.ledger.entries.first?.call)
            #expect(call.path == "/v1/chat/completions")
            #expect(call.headers["authorization"] == "Bearer test-key")
        }
    }

    @Test(arguments: [nil, ModelSetting.AnswerForm.tool, .json, .plain])
    func theProtocolsOwnChecksPassAndItsBillIsOurs(form: ModelSetting.AnswerForm?) async throws {
        let server = ModelServer(labels: ["billing", "technical", "account"])
        let address = try await server.start()
        var setting = Chat.gpt
        (setting.baseURL, setting.answerForm, setting.temperature) = (address + "/v1", form, 0.3)
        let client = try makeClient(
            setting: setting, task: Desk.task(), table: .shipped(), environment: ["OPENAI_API_KEY": "test-key"])
        let item = Item(id: .init("x"), text: "billing")
        let prediction = try await client.ask(Question(item)) { _ in }
        #expect(prediction.label == Label("billing"))
        let spent = try #require(prediction.cost.spent)
        #expect(spent.picodollars == server.ledger.billedPicodollars)
        let estimate = client.estimate(item)
        #expect(try #require(estimate.worst) >= spent)
        #expect(try #require(estimate.expected) <= (try #require(estimate.worst)))
        await server.stop()
    }

    @Test func aReasoningModelGetsRoomToReasonAndJSONMode() async throws {
        try await Desk.open(Chat.r1) { desk in
            desk.server.enqueue(Chat.answer(Chat.billing))
            _ = try await desk.ask()
            let body = try desk.body()
            #expect(body.at("max_tokens") == .integer(4_000))
            #expect(body.at("response_format", "type") == .string("json_object"))
            #expect(body.at("logprobs") == .null)
            #expect(desk.client.notices.contains { $0.contains("raised to 4000") })
        }
    }

    @Test(arguments: ["deepseek-ai/DeepSeek-R1-0528", "deepseek-r1:8b"])
    func aReasoningModelGetsItsRoomUnderTheNamesOfOtherHostsToo(model: String) async throws {
        try await Desk.open(ModelSetting(provider: .openai, model: model)) { desk in
            desk.server.enqueue(Chat.answer("", model: model), Chat.answer(Chat.billing, model: model))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("billing"))
            // Another host, another price.
            #expect(prediction.cost == .unknown)
            #expect(try desk.body(0).at("max_tokens") == .integer(4_000))
            #expect(try desk.body(1).at("max_tokens") == .integer(4_000))
            #expect(try desk.body(1).at("response_format") == .null)
            #expect(desk.client.notices.contains { $0.contains("raised to 4000") })
        }
    }

    @Test func tokensAreCountedOnceWhateverThePlaceTheyAreToldAt() async throws {
        try await Desk.open(Chat.r1) { desk in
            desk.server.enqueue(Chat.answer(Chat.billing, extra: #","reasoning_content":"hm","reasoning":"{}""#))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("billing"))
            #expect(
                prediction.usage
                    == Usage(inputTokens: 300, outputTokens: 640, cacheReadInputTokens: 512, reasoningTokens: 610))
            // 300 at 0.50, 512 at 0.35 and 640 at 2.15 dollars a million.
            #expect(prediction.cost == .charged(Money(picodollars: 1_705_200_000)))
            #expect(prediction.snapshot == "deepseek/deepseek-r1-0528")
            #expect(prediction.requestID == "chatcmpl-9x")
            #expect(prediction.confidenceSource == .stated)
        }
    }

    @Test(arguments: [
        "<think>Is it {\"label\":\"account\"}?</think>\n" + Chat.billing,
        "I should say account.</think>" + Chat.billing,
        "<think>a</think> <think>b</think>" + Chat.billing, "```json\n" + Chat.billing + "\n```",
        "Sure! Here {you} are:\n" + Chat.billing + "\nAnything else? {}", "\u{FEFF}" + Chat.billing,
    ])
    func whatStandsAroundTheDocumentIsPassedOver(content: String) async throws {
        try await Desk.open(Chat.r1) { desk in
            desk.server.enqueue(Chat.answer(content))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("billing"))
            #expect(prediction.confidence == 0.7)
        }
    }

    @Test(arguments: [
        (Chat.answer(nil, extra: #","refusal":"I cannot""#), Prediction.Outcome.refusal),
        (Chat.answer(Chat.billing, finish: "content_filter"), .refusal),
        (Chat.answer(Chat.billing, finish: "length"), .truncated), (Chat.answer("", finish: "length"), .truncated),
        (Chat.answer(Chat.billing, finish: "sulking"), .unknownStop),
        (Chat.answer(Chat.billing, finish: nil), .unknownStop), (Chat.answer("billing"), .invalidOutput),
        (Chat.answer("{\"label\":\"billing\""), .invalidOutput), (Chat.answer("{\"label\":\"refund\"}"), .unknownLabel),
        (Chat.answer(nil), .empty), (Chat.answer(" \n"), .empty), (Chat.answer("<think>hm</think>\n"), .empty),
        (Chat.answer("\n<think>perhaps \(Chat.billing)"), .empty),
    ])
    func howAnAnswerEndedComesBeforeWhatItSays(
        behaviour: ModelServer.Behaviour, outcome: Prediction.Outcome
    ) async throws {
        try await Desk.open(Chat.gpt) { desk in
            desk.server.enqueue(behaviour)
            let prediction = try await desk.ask()
            #expect(prediction.outcome == outcome)
            #expect(prediction.label == nil)
            #expect(prediction.cost.spent != nil)
        }
    }

    @Test func aCallOfTheToolIsAnAnswer() async throws {
        var setting = Chat.gpt
        setting.answerForm = .tool
        try await Desk.open(setting) { desk in
            let call =
                #"{"id":"c","type":"function","function":{"name":"record_label","arguments":\#(Chat.text(Chat.billing))}}"#
            desk.server.enqueue(Chat.answer(nil, finish: "tool_calls", extra: #","tool_calls":[\#(call)]"#))
            #expect(try await desk.ask().label == Label("billing"))
            let body = try desk.body()
            #expect(body.at("tool_choice", "function", "name") == .string("record_label"))
            #expect(body.at("tools", "0", "function", "parameters", "type") == .string("object"))
            #expect(body.at("response_format") == .null)
        }
    }

    @Test func aServerOnThisMachineNeedsNoKey() async throws {
        try await Desk.open(Chat.unlisted, environment: ["OPENAI_API_KEY": ""]) { desk in
            desk.server.enqueue(Chat.answer(Chat.billing, usage: "null"))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("billing"))
            #expect(prediction.cost == .unknown)
            #expect(desk.server.ledger.entries.first?.call.headers["authorization"] == nil)
        }
    }

    @Test func anotherHostNeedsItsKey() throws {
        let error = #expect(throws: InferenceError.self) {
            try makeClient(setting: Chat.gpt, task: Desk.task(), table: .shipped(), environment: [:])
        }
        #expect(error?.kind == .authentication)
        #expect(error?.message.contains("OPENAI_API_KEY") == true)
    }

    @Test func aModelThatIsNotOnTheListIsSaid() async throws {
        try await Desk.open(Chat.gpt) { desk in
            desk.server.enqueue(
                Chat.body(#"{"data":[{"id":"gpt-5.4"}]}"#), Chat.body(#"{"data":[{"id":"other"}]}"#),
                Chat.error(401, code: "\"invalid_api_key\""))
            try await desk.client.check()
            for kind in [InferenceError.Kind.notFound, .authentication] {
                let error = await #expect(throws: InferenceError.self) { try await desk.client.check() }
                #expect(error?.kind == kind)
            }
        }
    }
}
