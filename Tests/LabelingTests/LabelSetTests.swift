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
}
