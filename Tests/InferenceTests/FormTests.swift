import Foundation
import Inference
import Labeling
import TestSupport
import Testing

struct FormTests {
    @Test func aFormThatIsNotTakenLeadsToTheNextForTheWholeRun() async throws {
        try await Desk.open(Chat.unlisted) { desk in
            desk.server.enqueue(
                Chat.error(400), Chat.error(422), Chat.answer(Chat.billing), Chat.answer(Chat.billing))
            #expect(try await desk.ask().label == Label("billing"))
            #expect(try await desk.ask().label == Label("billing"))
            let forms = try (0..<4).map { try desk.body($0).at("response_format", "type") }
            #expect(forms == [.string("json_schema"), .string("json_object"), .null, .null])
            #expect(desk.client.lateNotices.count == 2)
            #expect(desk.client.lateNotices.first?.contains("\"json\" is used from here on") == true)
        }
    }

    @Test func aFormThatWasTakenOnceIsNotGivenUp() async throws {
        try await Desk.open(Chat.unlisted) { desk in
            desk.server.enqueue(Chat.answer(Chat.billing), Chat.error(400))
            _ = try await desk.ask()
            let error = try await desk.failure()
            #expect(error.kind == .invalidRequest)
            #expect(!error.isFatalForRun)
            #expect(desk.client.lateNotices.isEmpty)
        }
    }

    @Test func whenNoFormIsTakenTheRunEnds() async throws {
        try await Desk.open(Chat.unlisted) { desk in
            desk.server.enqueue(Chat.error(400), Chat.error(400), Chat.error(400, message: "no such parameter"))
            let error = try await desk.failure()
            #expect(error.isFatalForRun)
            #expect(error.attempts == 3)
            #expect(error.message.contains("no such parameter"))
        }
    }

    @Test func anEmptyAnswerToAStructuredRequestIsAskedForOnceMoreInWords() async throws {
        try await Desk.open(Chat.r1) { desk in
            desk.server.enqueue(Chat.answer(""), Chat.answer(Chat.billing), Chat.answer(Chat.billing))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("billing"))
            #expect(prediction.usage.reasoningTokens == 1_220)
            #expect(prediction.cost == .charged(Money(picodollars: 2 * 1_705_200_000)))
            let attempt = try #require(desk.attempts.all.first)
            #expect(desk.attempts.all.count == 1)
            #expect(attempt.kind == .discarded)
            #expect(attempt.outcome == .empty)
            #expect(attempt.cost == .charged(Money(picodollars: 1_705_200_000)))
            // The next question of the run goes straight to the form that worked.
            #expect(try await desk.ask().cost == .charged(Money(picodollars: 1_705_200_000)))
            #expect(desk.server.ledger.requests == 3)
            #expect(try desk.body(0).at("response_format", "type") == .string("json_object"))
            #expect(try desk.body(1).at("response_format") == .null)
            #expect(try desk.body(2).at("response_format") == .null)
            #expect(desk.client.lateNotices.count == 1)
        }
    }

    @Test func aModelThatAnswersNothingButInWordsIsPaidForByTheToken() async throws {
        let server = ModelServer(labels: ["billing", "technical", "account"])
        let address = try await server.start()
        var setting = Chat.r1
        (setting.baseURL, setting.answerForm, setting.maxTokens) = (address + "/v1", .schema, 2_000)
        let client = try makeClient(
            setting: setting, task: Desk.task(), table: .shipped(), environment: ["OPENAI_API_KEY": "test-key"])
        var spent = Money.zero
        for _ in 0..<2 {
            let prediction = try await client.ask(Question(Item(id: .init("x"), text: "billing"))) { _ in }
            #expect(prediction.label == Label("billing"))
            spent += try #require(prediction.cost.spent)
        }
        #expect(server.ledger.requests == 3)
        #expect(spent.picodollars == server.ledger.billedPicodollars)
        #expect(client.notices.contains { $0.contains("not known to take answer-form = \"schema\"") })
        await server.stop()
    }

    @Test func twoEmptyAnswersAreAnEmptyAnswer() async throws {
        try await Desk.open(Chat.r1) { desk in
            desk.server.enqueue(Chat.answer(""), Chat.answer(nil))
            let prediction = try await desk.ask()
            #expect(prediction.outcome == .empty)
            #expect(desk.server.ledger.requests == 2)
            let worst = try #require(desk.client.estimate(Item(id: .init("t"), text: "x")).worst)
            #expect(try #require(prediction.cost.spent) <= worst)
        }
    }

    @Test func claudeCanBeMadeToCallATool() async throws {
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, answerForm: .tool)
        try await Desk.open(setting) { desk in
            let call = #"{"type":"tool_use","id":"toolu_1","name":"record_label","input":\#(Chat.billing)}"#
            let other = #"{"type":"tool_use","id":"toolu_0","name":"other","input":{}}"#
            let usage = #"{"input_tokens":9,"output_tokens":3}"#
            desk.server.enqueue(
                Chat.body(#"{"content":[\#(other),\#(call)],"stop_reason":"tool_use","usage":\#(usage)}"#))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("billing"))
            #expect(prediction.rationale == "a double charge")
            let body = try desk.body()
            #expect(body.at("tool_choice", "name") == .string("record_label"))
            #expect(body.at("tool_choice", "disable_parallel_tool_use") == .bool(true))
            #expect(body.at("tools", "0", "strict") == .bool(true))
            #expect(body.at("output_config") == .null)
        }
    }

    @Test(arguments: [
        ("claude-opus-5-5", ModelSetting.AnswerForm.tool), ("claude-haiku-5-5", .json),
    ])
    func aFormThatTheModelDoesNotHaveIsRefused(model: String, form: ModelSetting.AnswerForm) throws {
        let setting = ModelSetting(provider: .anthropic, model: model, answerForm: form)
        let error = #expect(throws: InferenceError.self) {
            try makeClient(
                setting: setting, task: Desk.task(), table: .shipped(),
                environment: ["ANTHROPIC_API_KEY": "k"])
        }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("answer-form") == true)
    }

    @Test func aRepairShowsTheModelWhatItSaid() async throws {
        try await Desk.open { desk in
            var first = Prediction(model: Desk.haiku, invalidAnswer: "billing, I think", outcome: .invalidOutput)
            let item = Item(id: .init("t-1"), text: "I was charged twice")
            func ask() async throws -> Prediction {
                try await desk.client.ask(Question(item, repairing: first)) { _ in }
            }
            #expect(try await ask().isRepair)
            var messages = try desk.body(0).at("messages")
            #expect(
                messages.at("1") == .object(["role": .string("assistant"), "content": .string("billing, I think")]))
            guard case .string(let complaint) = messages.at("2", "content") else {
                Issue.record("no complaint")
                return
            }
            #expect(complaint.contains("not the JSON object"))
            #expect(complaint.contains("\"billing\", \"technical\", \"account\""))

            first = Prediction(model: Desk.haiku, invalidAnswer: "refund", rationale: "r", outcome: .unknownLabel)
            _ = try await ask()
            messages = try desk.body(1).at("messages")
            #expect(messages.at("1", "content") == .string(#"{"rationale":"r","label":"refund"}"#))

            first = Prediction(model: Desk.haiku, outcome: .empty)
            _ = try await ask()
            messages = try desk.body(2).at("messages")
            #expect(messages.at("1") == .null)
            guard case .string(let only) = messages.at("0", "content") else {
                Issue.record("no message")
                return
            }
            #expect(only.contains("I was charged twice") && only.contains("because it is empty"))
        }
    }

    @Test func whatTheTaskKeepsPrivateIsNotSent() async throws {
        var task = try Desk.task()
        var versions: Set<String> = []
        for kinds in [[], [Redactable.email]] {
            task.privacy = PrivacySettings(redact: kinds)
            try await Desk.open(task: task) { desk in
                _ = try await desk.ask("write to ana@example.org please")
                let sent = String(decoding: desk.server.ledger.entries[0].call.body, as: UTF8.self)
                #expect(sent.contains("ana@example.org") == kinds.isEmpty)
                versions.insert(desk.client.promptVersion)
            }
        }
        #expect(versions.count == 2)
    }
}
