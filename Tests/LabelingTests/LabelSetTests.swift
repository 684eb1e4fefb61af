import Labeling
import Testing

struct LabelSetTests {
    private func set(_ names: String...) throws -> LabelSet {
        try LabelSet(names.map { LabelDefinition(label: Label($0)) })
    }

    @Test(arguments: ["billing", "BILLING", "  Billing\n", "\u{a0}billing\t"])
    func aNameIsFoundWithoutRegardToCaseAndSurroundingSpace(name: String) throws {
        #expect(try set("Billing", "other").label(matching: name) == Label("Billing"))
    }

    @Test(arguments: ["bill", "billing.", "bil ling", "", " ", "billing other"])
    func aNameOutsideTheSetIsNeverSnappedIntoIt(name: String) throws {
        #expect(try set("Billing", "other").label(matching: name) == nil)
    }

    @Test func caseIsForgivenBeyondASCII() throws {
        let labels = try set("ÄRGER", "Στάση")
        #expect(labels.label(matching: "ärger") == Label("ÄRGER"))
        #expect(labels.label(matching: "ΣΤΆΣΗ") == Label("Στάση"))
        #expect(labels.label(matching: "A\u{308}rger") == Label("ÄRGER"), "another normal form is the same name")
    }

    @Test func labelsKeepTheirOrderAndSpelling() throws {
        let labels = try set("zeta", "Alpha", "mid dle")
        #expect(labels.labels.map(\.name) == ["zeta", "Alpha", "mid dle"])
        #expect(labels.position(of: Label("ALPHA")) == 1)
        #expect(labels.count == 3)
    }

    @Test func aListThatIsNoLabelSetSaysWhy() {
        #expect(throws: LabelSet.Problem.empty) { try LabelSet([]) }
        #expect(throws: LabelSet.Problem.unnamed(index: 1)) { try set("a", " \t") }
        #expect(throws: LabelSet.Problem.ambiguous("Spam", "sPAM")) { try set("Spam", "ham", "sPAM") }
        #expect(throws: LabelSet.Problem.ambiguous("spam", " spam ")) { try set("spam", " spam ") }
        #expect(throws: LabelSet.Problem.sharedKey("b", "billing", "bugs")) {
            try LabelSet([
                LabelDefinition(label: Label("billing"), key: "b"), LabelDefinition(label: Label("bugs"), key: "b"),
            ])
        }
    }

    @Test func aTitleFallsBackOnTheName() throws {
        let labels = try LabelSet([
            LabelDefinition(label: Label("a"), title: "First"), LabelDefinition(label: Label("b")),
        ])
        #expect(labels.title(of: Label("A")) == "First")
        #expect(labels.title(of: Label("b")) == "b")
        #expect(labels.title(of: Label("stranger")) == "stranger")
        #expect(labels.definition(of: Label("stranger")) == nil)
    }

    private func tree(_ pairs: KeyValuePairs<String, String?>) throws -> LabelSet {
        try LabelSet(
            pairs.map { name, parent in
                LabelDefinition(label: Label(name), title: name.uppercased(), parent: parent.map { Label($0) })
            })
    }

    @Test func aTreeIsToldInTheTasksOrderWhateverComesFirst() throws {
        let labels = try tree([
            "refund": "billing", "billing": nil, "late": "Refund ", "other": nil, "invoice": "BILLING",
        ])
        #expect(labels.isHierarchical)
        #expect(labels.children(of: nil) == [Label("billing"), Label("other")])
        #expect(labels.children(of: Label("Billing")) == [Label("refund"), Label("invoice")])
        #expect(labels.children(of: Label("late")).isEmpty)
        #expect(labels.ancestors(of: Label("late")) == [Label("billing"), Label("refund")])
        #expect(labels.ancestors(of: Label("other")).isEmpty)
        #expect(labels.path(of: Label("late")) == ["BILLING", "REFUND", "LATE"])
    }

    @Test func aLabelOutsideTheSetHasNoFamily() throws {
        let labels = try tree(["a": nil, "b": "a"])
        #expect(labels.children(of: Label("stranger")).isEmpty)
        #expect(labels.ancestors(of: Label("stranger")).isEmpty)
        #expect(labels.path(of: Label("stranger")) == ["stranger"])
        #expect(try !set("a", "b").isHierarchical)
    }

    @Test func aParentOutsideTheSetAndACircleAreRefused() {
        #expect(throws: LabelSet.Problem.unknownParent(label: "b", parent: "nobody")) {
            try tree(["a": nil, "b": "nobody"])
        }
        #expect(throws: LabelSet.Problem.circle(["a"])) { try tree(["top": nil, "a": "A"]) }
        #expect(throws: LabelSet.Problem.circle(["b", "d", "c"])) {
            try tree(["a": "b", "b": "d", "c": "b", "d": "c"])
        }
    }

    @Test func aLongChainOfParentsIsNoTrouble() throws {
        let chain = (0..<2_000).map { index in
            LabelDefinition(label: Label("l\(index)"), parent: index == 0 ? nil : Label("l\(index - 1)"))
        }
        #expect(try LabelSet(chain).path(of: Label("l1999")).count == 2_000)
    }
}
