import Foundation
import Labeling
import Testing

@Suite struct LabelCombinationTests {
    private func set(_ names: [String] = ["refund", "billing", "legal"], several: Bool = true) throws -> LabelSet {
        try LabelSet(
            names.map { LabelDefinition(label: Label($0), title: $0.capitalized) }, allowsSeveral: several)
    }

    private func labels(_ names: String...) -> [Label] { names.map { Label($0) } }

    @Test func theSameLabelsMakeTheSameSetInAnyOrderCaseAndNumber() throws {
        let set = try set()
        let one = Label("billing|refund")
        #expect(set.combination(of: labels("refund", "billing")) == one)
        #expect(set.combination(of: labels("billing", "refund", "billing")) == one)
        for name in ["refund|billing", " Billing | REFUND ", "billing|refund|billing"] {
            #expect(set.label(matching: name) == one, "\(name)")
        }
        #expect(set.label(matching: "Billing") == Label("billing"))
        #expect(set.label(matching: "billing|billing") == Label("billing"))
        #expect(set.label(matching: "(None)") == LabelSet.none)
        #expect(set.combination(of: []) == LabelSet.none)
    }

    @Test(arguments: ["", "|", "billing|", "|billing", "billing|spam", "none", "()", "billing,refund"])
    func whatIsNotMadeOfTheLabelsIsNoSet(name: String) throws {
        #expect(try set().label(matching: name) == nil)
        #expect(try set().members(of: Label(name)) == nil)
    }

    @Test func aSetIsStoredAlikeHoweverTheTaskFileOrdersItsLabels() throws {
        let (one, other) = (try set(["refund", "billing"]), try set(["billing", "refund"]))
        #expect(one.combination(of: one.labels) == other.combination(of: other.labels))
        #expect(one.members(of: Label("billing|refund")) == labels("refund", "billing"))
        #expect(one.title(of: Label("billing|refund")) == "Refund + Billing")
        #expect(other.title(of: Label("billing|refund")) == "Billing + Refund")
    }

    @Test func aSetIsShownByItsTitlesAndShortByItsFirst() throws {
        let set = try set()
        let all = Label("billing|legal|refund")
        #expect(set.title(of: all) == "Refund + Billing + Legal")
        #expect(set.shortTitle(of: all) == "Refund +2")
        #expect(set.shortTitle(of: Label("legal")) == "Legal")
        #expect(set.title(of: LabelSet.none) == "(none)")
        #expect(set.path(of: all) == ["Refund + Billing + Legal"])
        #expect(set.title(of: Label("gone|billing")) == "gone|billing")
    }

    @Test func anAnswerHasItsOwnLabelsAndNoOthers() throws {
        let set = try set()
        #expect(set.answer(Label("billing|legal"), has: Label("legal")))
        #expect(!set.answer(Label("billing|legal"), has: Label("refund")))
        #expect(!set.answer(LabelSet.none, has: Label("legal")))
        #expect(try !self.set(several: false).answer(Label("billing|legal"), has: Label("legal")))
    }

    @Test(arguments: ["a|b", "(none)", "(NONE)", " (none) "])
    func aNameThatCouldBeASetIsRefusedWhereThereAreSets(name: String) throws {
        #expect(throws: LabelSet.Problem.reserved(name)) { try set(["a", name]) }
        #expect(try set(["a", name], several: false).label(matching: name) == Label(name))
    }

    @Test func whereAnAnswerIsOneLabelThereAreNoSets() throws {
        let set = try set(several: false)
        #expect(set.label(matching: "billing|refund") == nil && set.label(matching: "(none)") == nil)
        #expect(set.combination(of: labels("billing", "refund")) == nil && set.combination(of: []) == nil)
        #expect(set.combination(of: labels("billing")) == Label("billing"))
        #expect(set.members(of: Label("Billing")) == labels("billing"))
    }

    @Test func setsAreInTheOrderOfTheirLabels() throws {
        let set = try set()
        let sorted = ["(none)", "refund", "billing|refund", "billing", "legal"].map { Label($0) }
        #expect(sorted.shuffled().sorted(by: set.areInOrder) == sorted)
    }

    // MARK: What follows from an answer

    private func task(_ routing: [String: Int] = [:]) throws -> TaskDefinition {
        try TaskDefinition(
            name: "t", labels: set(), first: ModelSetting(provider: .offline, model: "small"),
            second: ModelSetting(provider: .offline, model: "large"),
            further: [ModelSetting(provider: .offline, model: "largest")],
            secondOpinion: SecondOpinionPolicy(sample: 0, labels: [Label("legal")]),
            routing: Routing(rungs: Dictionary(uniqueKeysWithValues: routing.map { (Label($0.key), $0.value) })))
    }

    private func step(_ task: TaskDefinition, _ label: String, _ confidence: Double = 0.99) -> LadderStep? {
        task.step(after: Prediction(model: "small", label: Label(label), confidence: confidence), of: Item.ID("1"))
    }

    @Test func aSetThatHoldsAListedLabelIsEscalated() throws {
        let task = try task()
        #expect(step(task, "billing|legal") == .escalate(rung: 1, .label))
        #expect(step(task, "legal") == .escalate(rung: 1, .label))
        #expect(step(task, "billing|refund") == nil)
        #expect(step(task, "(none)") == nil)
        #expect(step(task, "(none)", 0.3) == .escalate(rung: 1, .lowConfidence))
    }

    @Test func aSetGoesToTheStrongestModelThatOneOfItsLabelsIsLeftTo() throws {
        let task = try task(["billing": 0, "refund": 0, "legal": 2])
        #expect(step(task, "billing|legal") == .escalate(rung: 2, .routing))
        #expect(step(task, "billing|refund", 0.1) == nil)
        let some = try self.task(["billing": 0])
        #expect(step(some, "billing", 0.1) == nil)
        #expect(step(some, "billing|refund", 0.1) == .escalate(rung: 1, .lowConfidence))
    }

    // MARK: Filters

    @Test func aFilterAsksForOneLabelOfASet() throws {
        let set = try set()
        let now = Timestamp(milliseconds: 1_790_000_000_000)
        func matches(_ filter: String, _ label: String) throws -> Bool {
            let expression = try FilterExpression.parse(filter, labels: set, now: now)
            let facts = FilterFacts(
                item: Item(id: Item.ID("1"), text: "t"), added: now,
                first: Prediction(model: "m", label: Label(label)), allowsSeveral: true)
            return expression.matches(facts)
        }
        #expect(try matches("first:billing", "billing|legal"))
        #expect(try matches("first:refund,legal", "billing|legal"))
        #expect(try !matches("first:refund", "billing|legal"))
        #expect(try matches("first:\"(none)\"", "(none)"))
        #expect(try !matches("first:billing", "(none)"))
        #expect(throws: FilterProblem.self) {
            try FilterExpression.parse("first:\"billing|legal\"", labels: set, now: now)
        }
    }
}
