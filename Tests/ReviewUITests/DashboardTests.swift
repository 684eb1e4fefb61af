import Cells
import Labeling
@testable import ReviewUI
import Testing

/// The dashboard as a state: what it asks for, when, and what its keys do.
struct DashboardTests {
    private func load(_ effects: [Effect]) -> (request: RequestID, query: DashboardQuery, delay: Int64)? {
        for effect in effects {
            if case .dashboard(.load(let request, let query, let delay)) = effect { return (request, query, delay) }
        }
        return nil
    }

    private func opened(_ keys: String = "D", size: Size = Size(rows: 24, columns: 80)) -> Bench {
        var bench = Bench(size: size)
        bench.press(keys)
        bench.answerReads()
        return bench
    }

    @Test func openingAsksForTheFiguresOnceAndKeysWorkMeanwhile() throws {
        var bench = Bench()
        bench.send(.resized(Size(rows: 24, columns: 80)))
        let asked = try #require(load(bench.press("D", after: 60_000)))
        #expect(asked.delay == 0)
        #expect(asked.query.reviewer == "ana" && asked.query.models == [Fixture.haiku, Fixture.opus])
        #expect(asked.query.began == Fixture.start && asked.query.now == bench.now)
        #expect(asked.query.labels == Fixture.supportLabels.labels)
        #expect(bench.text.contains("reading…"))
        #expect(load(bench.press("3 j m tab enter")) == nil)
        #expect(bench.screen[1].contains("[4 reliability]"))
        bench.answerReads()
        #expect(bench.text.contains("ECE 0.043"))
        #expect(bench.model.isIdle)
    }

    @Test func theDashboardOpensThoughTheItemIsNotReadYet() {
        var bench = Bench(loaded: false)
        #expect(load(bench.press("D")) != nil)
        #expect(bench.text.contains("Dashboard"))
    }

    @Test func aLateAnswerIsDropped() throws {
        var bench = Bench()
        let asked = try #require(load(bench.press("D")))
        let first = DashboardFixture.data(of: asked.query, Fixture.counts)
        bench.send(.dashboard(.loaded(asked.request, first)))
        var other = Fixture.counts
        other.items = 77_777
        let before = bench.model
        bench.send(.dashboard(.loaded(asked.request, DashboardFixture.data(of: asked.query, other))))
        bench.send(.dashboard(.failed(asked.request, reason: "late")))
        #expect(bench.model == before)
    }

    @Test func figuresAreRenewedWhenTheStoreChangesButNotMoreOftenThanEveryTwoSeconds() throws {
        var bench = opened()
        #expect(load(bench.press("2 3", after: 5_000)) == nil, "nothing has changed")
        bench.send(.resized(Size(rows: 24, columns: 80)), after: 5_000)
        let second = try #require(load(bench.send(.storeChanged(Fixture.counts))))
        #expect(second.delay == 0, "the last reading is long ago")
        #expect(load(bench.send(.storeChanged(Fixture.counts), after: 100)) == nil, "one at a time")
        let data = DashboardFixture.data(of: second.query, Fixture.counts)
        let third = try #require(load(bench.send(.dashboard(.loaded(second.request, data)), after: 100)))
        #expect(third.delay == 2_000)
        #expect(load(bench.send(.dashboard(.loaded(third.request, data)), after: 2_100)) == nil)
    }

    @Test func whatTakesLongIsReadSeldom() throws {
        var bench = Bench()
        let first = try #require(load(bench.press("D")))
        let data = DashboardFixture.data(of: first.query, Fixture.counts)
        bench.send(.storeChanged(Fixture.counts), after: 10)
        let second = try #require(load(bench.send(.dashboard(.loaded(first.request, data)), after: 2_990)))
        #expect(second.delay == 12_000)
    }

    @Test func whileItIsClosedNothingIsRead() throws {
        var bench = opened("D q")
        #expect(load(bench.send(.storeChanged(Fixture.counts), after: 10_000)) == nil)
        let again = try #require(load(bench.press("D")))
        #expect(again.delay == 0)
        #expect(bench.text.contains("time left") || bench.text.contains("to do"), "the old figures stay until then")
    }

    @Test func aFailureIsSaidAndRTriesAgain() throws {
        var bench = Bench()
        let asked = try #require(load(bench.press("D")))
        #expect(load(bench.send(.dashboard(.failed(asked.request, reason: "the disk is gone")))) == nil)
        #expect(bench.text.contains("the disk is gone"))
        let again = try #require(load(bench.press("R")))
        #expect(again.delay == 0)
        bench.answerReads()
        #expect(!bench.text.contains("the disk is gone"))
    }

    @Test func digitsTabsAndArrowsGoFromPictureToPicture() {
        var bench = opened()
        for (keys, name) in [
            ("tab", "2 agreement"), ("shift-tab", "1 progress"), ("shift-tab", "7 labels"), ("5", "5 cost"),
            ("right", "6 reviewers"), ("4", "4 reliability"), ("left", "3 confusion"), ("8", "3 confusion"),
        ] {
            bench.press(keys)
            #expect(bench.screen[1].contains("[\(name)]"), "\(keys): \(bench.screen[1])")
        }
    }

    @Test(arguments: ["q", "escape", "D"])
    func leavingComesBackToTheItemAndOpeningToTheSamePicture(key: String) {
        var bench = opened("D 3")
        bench.press(key)
        #expect(bench.model.mode == .review)
        #expect(bench.text.contains("charged twice for March"))
        bench.press("D")
        #expect(bench.screen[1].contains("[3 confusion]"))
    }

    @Test func aCellOfTheConfusionMatrixOpensItsItems() throws {
        var bench = opened("D 3")
        // The worst is under the cursor, n goes to the next.
        #expect(bench.text.contains(": true Other, said Billing"))
        bench.press("n")
        #expect(bench.text.contains(": true Legal, said Other"))
        bench.press("N home")
        bench.press("left left left left left left right")
        #expect(bench.text.contains(": true Billing, said Account"))
        let effects = bench.press("enter")
        #expect(bench.model.mode == .review)
        #expect(bench.model.query.expression.description == "label:billing first:account")
        #expect(bench.model.query.filter == .all && bench.model.query.search.isEmpty)
        #expect(
            effects.contains { if case .loadQueue(_, let query) = $0 { query == bench.model.query } else { false } })
        #expect(bench.text.contains("label:billing first:account"))
        bench.answerReads()
        bench.press("D")
        #expect(bench.text.contains("true Billing, said Account"), "the dashboard is where it was left")
    }

    @Test func theSecondModelsCellAsksForItsLabelAndForImportedTruth() {
        var bench = opened("D 3 m")
        #expect(bench.text.contains("second opinion: \(Fixture.opus)"))
        bench.press("enter")
        #expect(
            bench.model.query.expression.description
                == "(label:other OR gold:other state:todo) second:billing")
    }

    @Test func answersWithoutALabelHaveACellToo() {
        var bench = opened("D 3")
        bench.press("home right right right right right right right right")
        #expect(bench.text.contains(": true Billing, gave no label of the task"))
        bench.press("enter")
        #expect(
            bench.model.query.expression.description
                == "label:billing outcome:* -first:billing,account,bug,feature,shipping,legal,other")
    }

    @Test func anEmptyCellOpensNothing() {
        var bench = opened("D 3")
        bench.press("home left left left left left left left right right")
        #expect(bench.text.contains(": true Billing, said Bug report"))
        bench.press("enter")
        #expect(bench.text.contains("no item in this cell"))
        #expect(bench.screen[1].contains("[3 confusion]"))
        bench.press("5 enter")
        #expect(bench.text.contains("Items open from the confusion matrix"))
    }

    @Test func aLabelOpensItsItems() {
        var bench = opened("D 7 j")
        bench.press("enter")
        #expect(bench.model.query.expression.description.hasPrefix("label:"))
        #expect(bench.model.query.filter == .all)
    }

    @Test func theListBeforeComesBack() {
        var bench = Bench(query: QueueQuery(filter: .todo, order: .newest))
        bench.press("D 3")
        bench.answerReads()
        bench.press("b")
        #expect(bench.text.contains("No other list was open"))
        bench.press("enter")
        bench.answerReads()
        bench.press("D n enter")
        bench.answerReads()
        bench.press("D b")
        #expect(bench.model.mode == .review)
        #expect(bench.model.query.filter == .todo && bench.model.query.order == .newest)
        #expect(bench.model.query.expression == .everything)
    }

    @Test func aTaskWithOneModelSaysSo() {
        var bench = Bench(task: Fixture.task(second: false))
        bench.press("D 2")
        bench.answerReads()
        bench.press("m")
        #expect(bench.text.contains("This task has one model."))
        #expect(bench.text.contains("first opinion: \(Fixture.haiku)"))
    }

    @Test func timeLeftIsToldFromTenDecisionsOn() {
        var bench = opened()
        #expect(bench.text.contains("9 to do: under a minute (session's pace)"))
        #expect(bench.text.contains("session: 12.4/min (57 in 4.6 min)"))
        #expect(bench.text.contains("last hour: too few for a pace (4 of 10)"))
        bench.press("q")
        #expect(DashboardPace.Rate(decisions: 9, activeSeconds: 60).perMinute == nil)
        #expect(DashboardPace.Rate(decisions: 10, activeSeconds: 0).perMinute == nil)
        #expect(DashboardPace.Rate(decisions: 10, activeSeconds: 60).perMinute == 10)
    }

    @Test func nothingIsEverShownAsNotANumber() {
        for size in [Size(rows: 24, columns: 80), Size(rows: 50, columns: 200), Size(rows: 8, columns: 40)] {
            var bench = Bench([], size: size, counts: TaskCounts())
            bench.press("D")
            if let (request, query, _) = load(bench.open) {
                let empty = query.models.map { DashboardModel(model: $0, labels: query.labels) }
                bench.send(
                    .dashboard(
                        .loaded(
                            request, DashboardData(counts: TaskCounts(), models: empty, readAt: query.now))))
            }
            for panel in 1...7 {
                bench.press("\(panel)")
                #expect(!bench.text.lowercased().contains("nan") && !bench.text.contains("inf"), "\(bench.text)")
            }
        }
    }

    @Test func plainLinesSayTheSameFigures() {
        var bench = opened()
        let words = bench.model.plainDashboard()
        for part in [
            "right: ", "ECE 0.043  Brier 0.071  n 640", "confused: 18 of 69 (26.1 %): true Other, said Billing",
            "precision undefined: never said",
            "spent: at least $1.234500 for 900 answers", "budget today: $0.950000 of $1.00 (95 %)", "ana: decided 812",
            "blind: no truth was decided without its answer in view",
        ] { #expect(words.contains(part), "\(part)") }
        #expect(!words.contains("\u{1B}"))
        bench.model.leaveDashboard()
        #expect(bench.model.mode == .review)
    }

    @Test func howToUndoIsToldOnTheSmallestScreen() {
        var bench = Bench(size: Size(rows: 12, columns: 40))
        bench.press("a", after: 10)
        bench.answerAll()
        for page in ["D", "?", "H", "i", "* a"] {
            bench.press(page)
            bench.answerReads()
            #expect(bench.screen[0].contains("escape u undo") && bench.screen[0].contains("saved"), "\(bench.text)")
            bench.press("escape")
        }
        bench.press("escape :")
        #expect(bench.text.contains("escape u undo"), "\(bench.text)")
    }

    @Test func blocksAreCountedInWords() {
        #expect(Words.blocks(1, of: 1) == "1 block of 1 decision")
        #expect(Words.blocks(1, of: 7) == "1 block of 7 decisions")
        #expect(Words.blocks(12, of: 10) == "12 blocks of about 10 decisions")
    }

    @Test func setsOfLabelsHaveNoConfusionMatrixAndThePageSaysSo() throws {
        var bench = Bench.several()
        #expect(try #require(load(bench.press("D"))).query.sets == Fixture.severalLabels)
        bench.answerReads()
        bench.press("3")
        #expect(bench.text.contains("Sets of labels have no confusion matrix"))
        bench.press("enter")
        #expect(bench.model.mode != .review && bench.text.contains("no confusion matrix"))
    }
}
