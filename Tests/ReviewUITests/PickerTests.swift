import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// What the label picker lists, in which order, and what it costs.
struct PickerTests {
    private func bank(_ size: Size = Size(rows: 24, columns: 80)) -> Bench {
        Bench(Fixture.bankItems, task: Fixture.task(Fixture.manyLabels), size: size)
    }

    private func tree(_ size: Size = Size(rows: 24, columns: 80)) -> Bench {
        Bench(Fixture.treeItems, task: Fixture.task(Fixture.treeLabels), size: size)
    }

    private func typed(_ text: String, _ labels: LabelSet) -> [String] {
        var bench = Bench([Fixture.detail(1, "x")], task: Fixture.task(labels))
        bench.press("l")
        bench.type(text)
        return bench.picked.map(\.name)
    }

    private func verdicts(_ effects: [Effect]) -> [Verdict] { effects.compactMap(\.recorded).map(\.decision.verdict) }

    // MARK: What is listed

    @Test func beforeTypingComeTheModelsChoicesThenTheRecentOnesThenTheTasksOrder() {
        var bench = bank()
        bench.press("j")
        bench.answerReads()
        bench.press("4 k")
        bench.answerAll()
        bench.press("k l")
        let names = bench.picked.map(\.name)
        #expect(bench.model.current == ItemNumber(1))
        #expect(
            names.prefix(3) == [
                "card_payment_wrong_exchange_rate_business", "top_up_by_bank_transfer_charge_disputed",
                "card_arrival_disputed",
            ])
        #expect(names.count == 77 && Set(names).count == 77, "each once")
        #expect(names[3...] == Fixture.manyLabels.labels.map(\.name).filter { !names.prefix(3).contains($0) }[...])
        #expect(bench.text.contains("1st 0.61") && bench.text.contains("2nd 0.80") && bench.text.contains("recent"))
        #expect(bench.text.contains("77 of 77"))
    }

    @Test func aDecisionThatWasTakenBackIsNotRecent() {
        var bench = bank()
        bench.press("1")
        bench.answerAll()
        #expect(bench.model.recentLabels == [Label("card_arrival")])
        bench.press("u")
        bench.answerAll()
        #expect(bench.model.recentLabels.isEmpty)
    }

    @Test(arguments: [
        ("link bus", ["card_linking_business"]),
        ("BUSINESS linking", ["card_linking_business"]),
        ("cardlink", ["card_linking"]),
        ("vmi", ["verify_my_identity"]),
        ("pcw_vip", ["pending_cash_withdrawal_vip"]),
        ("exchange_rate", ["exchange_rate"]),
    ])
    func aFewLettersFindTheLabel(text: String, first: [String]) {
        #expect(Array(typed(text, Fixture.manyLabels).prefix(1)) == first)
    }

    @Test func lettersInARowAndWordStartsComeFirst() {
        let set = Fixture.labels(
            ["Scare", "Discard", "Card", "Car rental department", "Postcard"].map { LabelDefinition(label: Label($0)) })
        #expect(typed("card", set) == ["Card", "Car rental department", "Discard", "Postcard"])
        #expect(typed("car", set).first == "Card", "of equal ones the first in the task's order")
        #expect(typed("crd", set).first == "Card")
        #expect(typed("cd", set).first == "Car rental department", "the starts of words")
    }

    @Test func caseAccentsAndWidthAreForgivenAndTheNameCountsToo() {
        let set = Fixture.labels([
            LabelDefinition(label: Label("L-77"), title: "Réclamation"),
            LabelDefinition(label: Label("b"), title: "Ärger"),
            LabelDefinition(label: Label("shipDelay"), title: "配送の遅延"),
        ])
        #expect(typed("reclam", set) == ["L-77"])
        #expect(typed("RÉC", set) == ["L-77"])
        #expect(typed("l-", set) == ["L-77"])
        #expect(typed("arg", set) == ["b"])
        #expect(typed("ＡＲＧ", set) == ["b"])
        #expect(typed("遅", set) == ["shipDelay"])
        #expect(typed("sd", set) == ["shipDelay"])
        #expect(typed("xyz", set).isEmpty)
    }

    @Test func scatteredLettersAreNoMatch() {
        #expect(!typed("adt", Fixture.manyLabels).contains("card_payment_wrong_exchange_rate"))
        #expect(typed(String(repeating: "card", count: 60), Fixture.manyLabels).isEmpty)
        #expect(typed("  _ ", Fixture.manyLabels).count == 77, "blanks search nothing")
    }

    @Test func aLaterAnswerIsMarkedButMovesNoLine() {
        var bench = Bench(Array(Fixture.bankItems[1...]), task: Fixture.task(Fixture.manyLabels))
        bench.press("o l")
        let before = bench.picked
        bench.details[ItemNumber(2)]?.second = Fixture.second("card_linking", 0.77)
        guard case .askSecondOpinion(let request, let number, _)? = bench.takeOpen(where: { !$0.isRead }) else {
            Issue.record("nobody was asked")
            return
        }
        bench.send(.secondOpinionStored(request, number))
        bench.answerReads()
        bench.press("page-down page-up")
        #expect(bench.picked == before)
        bench.type("linking")
        #expect(bench.text.contains("2nd 0.77"))
    }

    // MARK: Trees

    @Test func aTreeIsListedInTheTasksOrderWithTheShortcutsBeforeIt() {
        var bench = tree()
        bench.press("l")
        let entries = bench.model.picker?.entries ?? []
        #expect(entries.prefix(2).map(\.label.name) == ["billing.refund.late", "billing"])
        #expect(entries.prefix(2).allSatisfy { $0.isShortcut })
        #expect(entries.dropFirst(2).map(\.label) == Fixture.treeLabels.labels)
        #expect(entries.dropFirst(2).prefix(4).map(\.depth) == [0, 1, 2, 2])
        #expect(bench.text.contains("Billing › Refunds › Late refund"))
    }

    @Test func aMatchShowsWhatItStandsUnderAndThatCanBeChosenToo() {
        var bench = tree()
        bench.press("l")
        bench.type("late")
        let entries = bench.model.picker?.entries ?? []
        #expect(
            entries.map(\.label.name) == [
                "billing", "billing.refund", "billing.refund.late", "shipping", "shipping.late",
            ])
        #expect(entries.map(\.isMatch) == [false, false, true, false, true])
        #expect(bench.model.picker?.selectedLabel == Label("billing.refund.late"), "the best match, not its parent")
        #expect(bench.model.picker?.matchCount == 2)
        bench.press("up")
        #expect(verdicts(bench.press("enter")) == [.override(Label("billing.refund"))])
    }

    @Test func theDetailShowsThePathAndTheListTheLastPart() {
        var bench = tree(Size(rows: 24, columns: 100))
        bench.press("a")
        bench.answerAll()
        bench.press("k")
        bench.answerAll()
        #expect(bench.text.contains("accepted: Billing › Refunds › Late refund"))
        #expect(bench.screen[1].contains("Late refund") && !bench.screen[1].contains("›"))
        bench.press("i")
        bench.press("space")
        #expect(bench.text.contains("Account › Sign-in"))
    }

    // MARK: Speed

    @Test func aKeyCostsTheSameHoweverManyItemsThereAre() {
        func time(items: Int64) -> Duration {
            let details = (1...items).map { Fixture.detail($0, "text", first: Fixture.first("topic 5 of many", 0.5)) }
            var bench = Bench(details, task: Fixture.task(Fixture.numberedLabels(150)))
            bench.press("l")
            return processorTime {
                bench.type("topic of")
                bench.press("down page-down ctrl-u")
                _ = view(bench.model)
            }
        }
        let (few, many) = (time(items: 100), time(items: 20_000))
        #expect(many < few * 3 + .milliseconds(75), "\(few) with 100 items, \(many) with 20,000")
    }

    @Test(arguments: [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 12, columns: 40)])
    func theTextALineAndTheCountStayInView(size: Size) {
        var bench = bank(size)
        bench.press("1")
        bench.answerAll()
        bench.press("k l")
        bench.answerAll()
        for words in ["Why was I charged", "label:", "77 of 77", "card_payment", "undo"] {
            #expect(bench.text.contains(words), "\(words) at \(size)")
        }
        #expect(view(bench.model).cursor != nil)
        let lines = bench.screen.filter {
            $0.dropFirst(2).first.map { "1"..."9" ~= $0 } == true && $0.dropFirst(3).first == " "
        }
        #expect(lines.count >= 4, "\(lines)")
    }

    @Test func whatATreeListsTwiceIsCalledRecentOnce() {
        var bench = tree(Size(rows: 50, columns: 100))
        bench.press("x", after: 10)
        bench.press("l")
        bench.type("legal")
        bench.press("enter", after: 10)
        bench.answerAll()
        bench.press("l")
        #expect(bench.screen.count { $0.contains("recent") } == 1, "\(bench.text)")
    }

    @Test func namesThatBeginAlikeAreToldApartInTheList() {
        let names = ["card_payment_fee_charged", "card_payment_wrong_exchange_rate"]
        let items = zip([1, 2] as [Int64], names).map { Fixture.detail($0, "text", first: Fixture.first($1, 0.5)) }
        let labels = Fixture.labels(names.map { LabelDefinition(label: Label($0)) })
        let bench = Bench(items, task: Fixture.task(labels))
        #expect(bench.screen[1].contains("card_p…arged") && bench.screen[2].contains("card_p…_rate"), "\(bench.text)")
    }
}
