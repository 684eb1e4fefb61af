import Foundation
import Inference
import Labeling
import TestSupport
import Testing

/// Tasks in which an item can have several labels, or none.
struct SeveralLabelsTests {
    private static let names = ["refund", "billing", "legal"]

    private static func task() throws -> TaskDefinition {
        try TaskDefinition(
            name: "Topics", instructions: "Name all topics.",
            labels: LabelSet(
                names.map { LabelDefinition(label: Label($0), description: "About \($0).") }, allowsSeveral: true),
            first: ModelSetting(provider: .anthropic, model: Desk.haiku))
    }

    private static func form(_ form: ModelSetting.AnswerForm?, chat: Bool = false) -> ModelSetting {
        var setting = chat ? Chat.gpt : ModelSetting(provider: .anthropic, model: Desk.haiku)
        setting.answerForm = form
        return setting
    }

    /// A server that knows the labels though the request has no schema with them.
    private static let byName: @Sendable (ModelServer.Question) -> ModelServer.Answer = { question in
        var question = question
        question.labels = names
        return ModelServer.Answer.byName(question)
    }

    private func says(_ labels: String, confidence: String = "0.8") -> ModelServer.Answer {
        .text("{\"rationale\":\"r\",\"labels\":\(labels),\"confidence\":\(confidence)}")
    }

    private func judged(_ labels: String) async throws -> Prediction {
        var prediction: Prediction?
        try await Desk.open(task: Self.task()) { desk in
            desk.server.enqueue(.answer(says(labels)))
            prediction = try await desk.ask()
        }
        return try #require(prediction)
    }

    @Test func theSchemaAsksForAListOfLabels() async throws {
        try await Desk.open(task: Self.task()) { desk in
            let prediction = try await desk.ask("a refund, or legal steps")
            #expect(prediction.label == Label("legal|refund"))
            #expect((prediction.confidence, prediction.confidenceSource) == (0.95, .stated))
            let schema = try desk.body().at("output_config", "format", "schema")
            #expect(schema.at("properties", "labels", "type") == .string("array"))
            #expect(schema.at("properties", "labels", "items", "enum") == .array(Self.names.map(JSONValue.string)))
            #expect(schema.at("properties", "label") == .null)
            #expect(schema.at("required") == .array([.string("rationale"), .string("labels"), .string("confidence")]))
            let system = try desk.body().at("system", "0", "text")
            let words = String(describing: system)
            #expect(words.contains("several, one, or none") && !words.contains("exactly one"))
        }
    }

    @Test(arguments: [ModelSetting.AnswerForm.schema, .tool, .plain], [false, true])
    func everyFormOfEveryProtocolGivesASet(form: ModelSetting.AnswerForm, chat: Bool) async throws {
        try await Desk.open(Self.form(form, chat: chat), task: Self.task(), answer: Self.byName) { desk in
            let several = try await desk.ask("billing and refund")
            #expect(several.label == Label("billing|refund"), "\(several)")
            let none = try await desk.ask("nothing at all")
            #expect(none.label == LabelSet.none && none.outcome == .labeled, "\(none)")
            #expect(none.cost == .charged(desk.server.ledger.billedPicodollars.money - (several.cost.spent ?? .zero)))
        }
    }

    @Test func jsonModeGivesASetToo() async throws {
        try await Desk.open(Self.form(.json, chat: true), task: Self.task(), answer: Self.byName) { desk in
            let prediction = try await desk.ask("legal")
            #expect(prediction.label == Label("legal"))
        }
    }

    @Test func orderRepetitionCaseAndQuotesDoNotMatter() async throws {
        for labels in [#"["refund","billing"]"#, #"["billing","Refund ","billing"]"#, #"["“BILLING”","refund"]"#] {
            let prediction = try await judged(labels)
            #expect(prediction.label == Label("billing|refund"), "\(labels)")
            #expect(prediction.confidence == 0.8)
        }
        let none = try await judged("[]")
        #expect(none.label == LabelSet.none)
    }

    @Test(arguments: [#"["billing","spam"]"#, #"["billing|refund"]"#, #"["(none)"]"#, #"[""]"#])
    func oneLabelOutsideTheSetSpoilsAllOfIt(labels: String) async throws {
        let prediction = try await judged(labels)
        #expect(prediction.outcome == .unknownLabel && prediction.label == nil && prediction.confidence == nil)
        #expect(prediction.invalidAnswer == labels)
    }

    @Test(arguments: [#""billing""#, "null", #"{"a":1}"#, #"["billing",1]"#, "true"])
    func whatIsNoListOfNamesIsNoAnswer(labels: String) async throws {
        let prediction = try await judged(labels)
        #expect(prediction.outcome == .invalidOutput)
    }

    @Test func aRepairTellsWhichLabelsThereAre() async throws {
        try await Desk.open(task: Self.task()) { desk in
            desk.server.enqueue(.answer(says(#"["billing","spam"]"#)), .answer(says(#"["billing"]"#)))
            let first = try await desk.ask()
            let question = Question(Item(id: .init("t-1"), text: "x"), repairing: first)
            let again = try await desk.client.ask(question) { _ in }
            #expect(again.label == Label("billing") && again.isRepair)
            let body = try desk.body(1)
            #expect(
                body.at("messages", "1", "content") == .string(#"{"rationale":"r","labels":["billing","spam"]}"#))
            let words = String(describing: body.at("messages", "2", "content"))
            #expect(words.contains("not all of its labels are of the labels") && words.contains("or none"))
        }
    }

    @Test func theProbabilitiesOfTokensAreNotAskedForAndTheReasonIsSaid() async throws {
        try await Desk.open(Chat.gpt, task: Self.task()) { desk in
            let prediction = try await desk.ask("billing")
            #expect(prediction.confidenceSource == .stated)
            #expect(try desk.body().at("logprobs") == .null)
            #expect(desk.client.notices.contains { $0.contains("say nothing of a set of labels") })
        }
    }

    @Test func aVoteCountsWholeSets() async throws {
        var setting = Self.form(nil)
        setting.samples = 5
        try await Desk.open(setting, task: Self.task()) { desk in
            desk.server.enqueue(
                .answer(says(#"["refund"]"#)), .answer(says(#"["billing","refund"]"#)), .answer(says("[]")),
                .answer(says(#"["refund","billing"]"#)), .answer(says("[]")))
            let prediction = try await desk.ask()
            // The empty set comes before all others.
            #expect(prediction.label == LabelSet.none)
            #expect(prediction.confidence == 0.4 && prediction.confidenceSource == .voteShare)
        }
    }

    @Test func thePromptsVersionTellsSetsFromSingleLabels() throws {
        var task = try Self.task()
        func version(_ task: TaskDefinition, _ provider: Provider, _ model: String) throws -> String {
            try makeClient(
                setting: ModelSetting(provider: provider, model: model), task: task, table: .shipped(),
                environment: ["ANTHROPIC_API_KEY": "k"]
            ).promptVersion
        }
        let models: [(Provider, String)] = [(.anthropic, Desk.haiku), (.offline, "offline-small")]
        let several = try models.map { try version(task, $0.0, $0.1) }
        task.labels = try LabelSet(task.labels.definitions)
        #expect(try models.map { try version(task, $0.0, $0.1) } != several)
    }

    // MARK: Offline

    private static let training: [(String, [String])] = [
        ("please refund my money", ["refund"]), ("the invoice is wrong", ["billing"]),
        ("my lawyer will write to you", ["legal"]), ("refund the wrong invoice", ["refund", "billing"]),
        ("the invoice shows a double charge, refund it", ["refund", "billing"]),
        ("the lawyer says the invoice is void", ["billing", "legal"]),
        ("refund me or meet my lawyer", ["refund", "legal"]),
        ("hello there, good morning", []), ("thanks, all is well", []), ("what a nice day", []),
        ("I want the refund now", ["refund"]), ("send the invoice again", ["billing"]),
        ("a lawyer and a court", ["legal"]), ("have a nice morning", []),
    ]

    @Test(arguments: ["offline-small", "offline-large"])
    func theOfflineModelsAnswerWithSetsThatNobodyHasDecidedYet(model: String) throws {
        var task = try Self.task()
        task.labels = try LabelSet(
            Self.names.map { name in
                LabelDefinition(label: Label(name), examples: ["the \(name == "billing" ? "invoice" : name)"])
            }, allowsSeveral: true)
        let examples = try Self.training.enumerated().map { index, line in
            TrainingExample(
                item: Item.ID("\(index)"), text: line.0,
                label: try #require(task.labels.combination(of: line.1.map { Label($0) })))
        }
        func client(_ training: [TrainingExample]) throws -> OfflineClient {
            try #require(
                makeClient(
                    setting: ModelSetting(provider: .offline, model: model), task: task, table: .shipped(),
                    environment: [:], training: training) as? OfflineClient)
        }
        let offline = try client(examples + examples)
        func answer(_ text: String) -> Prediction { offline.answers(to: [Item(id: .init("new"), text: text)])[0] }
        let both = answer("refund the invoice")
        #expect(both.label == Label("billing|refund"), "\(both)")
        #expect(both.rationale?.hasPrefix("words that weigh most: ") == true)
        #expect((both.confidence ?? 0) > 0.3 && (both.confidence ?? 2) <= 1)
        let none = answer("good morning, nice day")
        #expect(none.label == LabelSet.none, "\(none)")
        // The same every time, and each answer is a set of the task.
        #expect(
            try client(examples + examples).answers(to: [Item(id: .init("new"), text: "refund")])[0].label
                == answer("refund").label)
        #expect(
            task.labels.contains(try #require(try client([]).answers(to: [Item(id: .init("x"), text: "y")])[0].label)))
    }
}

extension Int64 {
    fileprivate var money: Money { Money(picodollars: self) }
}
