import Inference
import Labeling
import Testing

struct OfflineTests {
    private static let models = ["offline-small", "offline-large"]

    private static let texts: [String: [String]] = [
        "billing": [
            "I was charged twice this month", "please refund my last invoice", "the invoice shows the wrong amount",
            "why is the plan price higher now", "my card was charged without asking", "refund for the double payment",
            "send me a copy of the invoice", "the payment failed but money was taken",
        ],
        "technical": [
            "the app crashes when I open it", "error message on start", "the page does not load",
            "sync is broken since the update", "the screen stays blank after the update", "upload fails with an error",
            "it crashes on my phone", "the button does not react",
        ],
        "account": [
            "I forgot my password", "please delete my account", "change the email of my account",
            "I cannot log in any more", "my account is locked", "reset the password please",
            "how do I change my user name", "log me out of all devices",
        ],
    ]

    private func task(examples count: Int, descriptions: Bool = true) throws -> TaskDefinition {
        let definitions = Self.texts.keys.sorted().map { name in
            LabelDefinition(
                label: Label(name), description: descriptions ? "Everything about \(name)" : "",
                examples: Array((Self.texts[name] ?? []).prefix(count)))
        }
        return try TaskDefinition(
            name: "t", labels: LabelSet(definitions), first: ModelSetting(provider: .offline, model: "offline-small"))
    }

    private func client(
        _ model: String, _ task: TaskDefinition, training: [TrainingExample] = []
    ) throws -> OfflineClient {
        let client = try makeClient(
            setting: ModelSetting(provider: .offline, model: model), task: task, table: .shipped(), environment: [:],
            training: training)
        return try #require(client as? OfflineClient)
    }

    private func item(_ text: String, id: String = "new") -> Item { Item(id: .init(id), text: text) }

    @Test(arguments: models)
    func whatIsLearnedFromExamplesBeatsTheMajority(model: String) throws {
        let client = try client(model, task(examples: 6))
        var right = 0
        for (label, texts) in Self.texts {
            let items = texts.suffix(2).enumerated().map { item($0.element, id: "\(label)\($0.offset)") }
            right += client.answers(to: items).count { $0.label == Label(label) }
        }
        #expect(right >= 4, "of six")
    }

    @Test(arguments: models)
    func theSameTextsGiveTheSameAnswersInEveryRun(model: String) throws {
        func answers() throws -> [Prediction] {
            try client(model, task(examples: 8)).answers(
                to: Self.texts.keys.sorted().map { item("about my \($0) \($0)") })
        }
        let (one, other) = (try answers(), try answers())
        #expect(one.map(\.label) == other.map(\.label))
        #expect(one.map(\.confidence) == other.map(\.confidence))
        #expect(one.map(\.rationale) == other.map(\.rationale))
    }

    @Test(arguments: models)
    func decisionsTeach(model: String) throws {
        let before = try client(model, task(examples: 0)).answers(to: [item("zxqv snorkel")])[0]
        let decided = (0..<12).map {
            TrainingExample(item: .init("d\($0)"), text: "zxqv snorkel number \($0)", label: Label("technical"))
        }
        let after = try client(model, task(examples: 0), training: decided).answers(to: [item("zxqv snorkel")])[0]
        #expect(after.label == Label("technical"))
        #expect((after.confidence ?? 0) > (before.confidence ?? 1))
    }

    @Test(arguments: models)
    func anItemsOwnDecisionNeverAnswersForIt(model: String) throws {
        // A single text with words that no other has, decided against what all else says.
        let odd = TrainingExample(
            item: .init("odd"), text: "refund my invoice qwertz qwertz qwertz", label: Label("account"))
        let client = try client(model, task(examples: 8), training: [odd])
        let own = client.answers(to: [item(odd.text, id: "odd")])[0]
        let other = client.answers(to: [item(odd.text, id: "another")])[0]
        #expect(own.label == Label("billing"))
        #expect(other.label == Label("account") || (other.confidence ?? 1) < (own.confidence ?? 0))
    }

    @Test(arguments: models)
    func confidencesAreProbabilities(model: String) throws {
        let client = try client(model, task(examples: 8))
        let items = ["refund the invoice", "", "....", "👩‍👩‍👧", String(repeating: "refund ", count: 10_000)].map {
            item($0)
        }
        for prediction in client.answers(to: items) {
            let confidence = try #require(prediction.confidence)
            #expect(confidence >= 1.0 / 3 - 1e-9 && confidence <= 1)
            #expect(prediction.confidenceSource == .probability)
            #expect(prediction.outcome == .labeled)
        }
    }

    @Test(arguments: models)
    func noiseIsNotLearnedWithConfidence(model: String) throws {
        // Labels that have nothing to do with the texts: an honest model says about one in three.
        let words = ["red", "green", "blue", "loud", "soft", "warm", "cold", "slow"]
        let labels = Self.texts.keys.sorted()
        let decided = (0..<150).map { number in
            let text = "\(words[number % 8]) \(words[number * 7 % 5]) \(words[number * 3 % 7]) \(number % 13)"
            return TrainingExample(
                item: .init("d\(number)"), text: text, label: Label(labels[(number * number + number / 7) % 3]))
        }
        let client = try client(model, task(examples: 0, descriptions: false), training: decided)
        let answers = client.answers(to: decided.map { item($0.text, id: $0.item?.value ?? "") })
        let mean = answers.reduce(0) { $0 + ($1.confidence ?? 0) } / Double(answers.count)
        let right = zip(answers, decided).count { $0.label == $1.label }
        #expect(abs(mean - Double(right) / Double(answers.count)) < 0.15)
    }

    @Test(arguments: models)
    func aSingleLabelAndLabelsWithoutAnythingStillWork(model: String) throws {
        let setting = ModelSetting(provider: .offline, model: model)
        let one = try TaskDefinition(
            name: "t", labels: LabelSet([LabelDefinition(label: Label("only"))]), first: setting)
        let single = try client(model, one).answers(to: [item("anything")])[0]
        #expect(single.label == Label("only"))
        #expect(single.confidence == 1)
        let bare = try TaskDefinition(
            name: "t", labels: LabelSet(["a", "b", "c", "d"].map { LabelDefinition(label: Label($0)) }), first: setting)
        let uniform = try client(model, bare).answers(to: [item("something else altogether")])[0]
        #expect(abs((uniform.confidence ?? 0) - 0.25) < 0.02)
        // Decisions on labels that the task no longer has are passed over.
        let gone = TrainingExample(item: .init("x"), text: "y", label: Label("gone"))
        #expect(try client(model, bare, training: [gone]).answers(to: [item("y")]).count == 1)
    }

    @Test(arguments: models)
    func theRationaleNamesWordsOfTheText(model: String) throws {
        let client = try client(model, task(examples: 8))
        let rationale = try #require(client.answers(to: [item("Hello, please REFUND it\u{1B}[31m")])[0].rationale)
        #expect(rationale.hasPrefix("words that weigh most: "))
        #expect(rationale.contains("refund"))
        #expect(!rationale.contains("\u{1B}"))
        #expect(client.answers(to: [item("!!!")])[0].rationale == "no word of the text speaks for any label")
    }

    @Test(arguments: models)
    func scriptsWithoutSpacesAreLearnedToo(model: String) throws {
        let labels = try LabelSet([
            LabelDefinition(label: Label("billing"), examples: ["請求書の金額が違います", "返金をお願いします", "二重に請求されました"]),
            LabelDefinition(label: Label("technical"), examples: ["アプリが起動しません", "画面が真っ白です", "エラーが表示されます"]),
        ])
        let task = TaskDefinition(name: "t", labels: labels, first: ModelSetting(provider: .offline, model: model))
        let answers = try client(model, task).answers(to: [item("請求が二重です"), item("アプリがエラーで起動しない")])
        #expect(answers.map(\.label) == [Label("billing"), Label("technical")])
    }

    @Test func theCostIsThatOfTheModelItStandsInFor() async throws {
        let table = try ModelTable.shipped()
        for (model, family) in zip(Self.models, ["haiku", "opus"]) {
            let client = try client(model, task(examples: 3))
            let prediction = try await client.ask(Question(item("refund"), escalation: .sample)) { _ in }
            let standIn = try #require(table.newestActive(family: family)?.id)
            let price = try #require(table.cost(of: prediction.usage, model: standIn).spent)
            #expect(prediction.cost == .estimated(price, as: standIn))
            #expect(prediction.usage.inputTokens > 100)
            #expect(prediction.escalation == .sample)
            #expect(prediction.model == model)
            #expect(!client.isPaid)
            #expect(client.estimate(item("x")) == CostEstimate(expected: .zero, worst: .zero))
        }
    }

    @Test func anUnknownOfflineModelIsRefusedByName() throws {
        let task = try task(examples: 0)
        let error = #expect(throws: InferenceError.self) { try self.client("offline-huge", task) }
        #expect(error?.message.contains("offline-huge") == true)
    }
}
