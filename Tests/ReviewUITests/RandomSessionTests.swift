import Cells
import Labeling
@testable import ReviewUI
import TestSupport
import Testing

/// Sessions nobody would have thought of: seeded keys, pastes, sizes and events against a store that is late and fails.
struct RandomSessionTests {
    private static let keys: [Key] = commandKeys + typedKeys

    private static let commandKeys: [Key] = Binding.all.flatMap(\.keys).flatMap(\.keys)

    private static let typedKeys: [Key] =
        "0123456789bcrzlaaaaxxssffuunno!é返 ".map(Key.character)
        + "llllreflatebug".map(Key.character) + [.control("n"), .control("p"), .down, .pageDown]
        + ":::thneme order list go label help".map(Key.character) + [.wordLeft, .wordRight, .home, .end]
        + [.enter, .enter, .enter, .escape, .escape, .tab, .delete, .insert, .function(5), .control("w")]

    private static let lines = [
        "accept", "label bug", "theme nord", "theme drak", "go 3", "go t-9", "order random", "list all",
        "search charged",
        "help undo", "note look", "filter conf<0.5", "skip", "label", "undo", "nonsense", ":", "quit x",
        "adjudicate", "adjudicate", "side bo", "side cy", "side-2", "reason it says so", "unclear",
        "list to adjudicate",
    ]

    private static let sizes = [
        Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 1, columns: 1),
        Size(rows: 2, columns: 300),
        Size(rows: 100, columns: 3), Size(rows: 12, columns: 40), Size(rows: 20, columns: 130),
        Size(rows: 7, columns: 20),
    ]

    private static let items: [ItemDetail] =
        Fixture.tickets
        + (14...120).map {
            Fixture.detail(
                $0,
                "text \($0) \($0 % 4 == 0 ? "to a@b.example " : "")"
                    + String(repeating: "charged twice ", count: Int($0) % 40),
                images: $0 % 5 == 0 ? ["a/\($0).png", "https://h/\u{1B}[2J.png"] : [],
                first: $0 % 9 == 0 ? nil : Fixture.first(["billing", "bug", "retired"][Int($0) % 3], Double($0) / 120))
        }

    /// Every second is for two: by nobody yet, by bo, by two who differ.
    private static let votedItems: [ItemDetail] = items.map { item in
        guard item.row.number.value % 2 == 0 else { return item }
        let bo = DisputeScene.vote("bo", .override(Label("legal")), note: "a threat")
        let cy = DisputeScene.vote("cy", .override(Label("bug")))
        let votes = [[], [bo], [bo, cy]][Int(item.row.number.value / 2) % 3]
        return DisputeScene.item(item, votes)
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func nothingIsLostAndNothingTraps(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var task = Fixture.task(
            seed > 8 ? Fixture.severalLabels : seed % 3 == 0 ? Fixture.treeLabels : Fixture.supportLabels,
            further: seed % 4 == 1 ? ["claude-mythos-1"] : [], blindSample: seed % 2 == 0 ? 0.3 : 0,
            guidelines: "Be kind.",
            redact: seed % 3 == 1 ? [.email] : [])
        task.review.conceals = seed % 4 == 1
        let overlaps = [3, 4, 7, 9].contains(seed)
        if overlaps { task.review.overlap = 2 }
        var session = Session(
            model: ReviewModel(
                task: task, reviewer: "ana", size: Size(rows: 24, columns: 80),
                query: QueueQuery(folding: seed % 2 == 0 ? nil : Folding()),
                blindSession: seed % 5 == 0, commitsFirst: seed % 4 >= 2, canAskModels: seed % 3 != 0,
                isASCII: seed % 4 == 0, keys: KeySettings(preset: KeyPreset.allCases[Int(seed % 4)]),
                typing: TypingState(
                    history: ["theme nord", "go 7", "accept"], themes: KeyTests.themes, theme: "dark")),
            store: SimulatedStore(
                overlaps ? Self.votedItems : Self.items, failureShare: 0.05, readFailureShare: seed % 2 == 0 ? 0.05 : 0)
        )
        session.model.outside.usesMouse = true
        if seed % 2 == 1 {
            for number in 20...60 { session.store.groups[ItemNumber(Int64(number))] = Int64(number % 6) + 20 }
            session.model.shareItems()
            session.store.sharesItems = true
        }
        session.model.start().forEach { session.store.take($0) }
        // Ten seeds are 60,000 messages.
        for step in 0..<20_000 where session.messages < 6_000 {
            try session.send(Self.message(&random, &session))
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                if let answer = session.store.step(&random) { try session.send(answer) }
            }
            if step % 10 == 0 {
                try session.checkScreen()
                // Where there is one core, there is one thread for all tests.
                await Task.yield()
            }
            // Nobody searches nonsense for ever: there would be no item to decide.
            if step % 100 == 50 {
                for key in [Key.escape, .escape, .character("/"), .enter] { try session.send(.key(key)) }
            }
        }
        try session.send(.resized(Size(rows: 24, columns: 80)))
        try session.finish(&random)
        #expect(session.store.log.count > 20, "the session decided something")
        #expect(session.messages >= 6_000)
    }

    private static func message(_ random: inout SeededGenerator, _ session: inout Session) -> Message {
        switch Int.random(in: 0..<100, using: &random) {
        case 0: .resized(sizes.randomElement(using: &random) ?? Size(rows: 1, columns: 1))
        case 1:
            .resized(
                Size(rows: Int.random(in: 1...100, using: &random), columns: Int.random(in: 1...300, using: &random)))
        case 2: .paste(["charged", "aaqxu", "\u{1B}[2J\n\0", ""].randomElement(using: &random) ?? "")
        case 3, 4: session.store.change(&random)
        case 5:
            .modelsProgressed(
                ModelActivity(
                    inFlight: Int.random(in: 0...9, using: &random),
                    stopped: Bool.random(using: &random) ? "budget" : nil))
        case 6: .choose(Label("bug"))
        case 7: [.bulk(.propose("0.5")), .bulk(.propose("x")), .bulk(.revoke)].randomElement(using: &random) ?? .ended
        case 8: .typing(.line(lines.randomElement(using: &random) ?? "accept"))
        case 9: .paste(":\(lines.randomElement(using: &random) ?? "go 1")")
        case 10:
            .typing(
                .themeRead(RequestID(Int.random(in: 0...500, using: &random)), "nord"))
        case 11: .command(Command.allCases.randomElement(using: &random) ?? .help)
        case 12...13:
            .outside(
                .mouse(
                    Mouse(
                        Mouse.Action.allCases.randomElement(using: &random) ?? .press,
                        row: Int.random(in: -1...30, using: &random), column: Int.random(in: -1...130, using: &random)))
            )
        default: .key(keys.randomElement(using: &random) ?? .escape)
        }
    }
}

/// A model and its store, with what must hold after every message.
private struct Session {
    var model: ReviewModel
    var store: SimulatedStore
    var now = Fixture.start
    var asked: Set<RequestID> = []
    var messages = 0

    mutating func send(_ message: Message) throws {
        now.milliseconds += 137
        messages += 1
        let before = model
        let effects = update(&model, message, now: now)
        for effect in effects {
            if let request = effect.request { #expect(asked.insert(request).inserted, "\(request) is used twice") }
            if case .record(let request, let decision, let number, _) = effect {
                try check(decision, number, of: request, after: message, before)
            }
            if case .bulk(.recordGroup(let request, let decision, let number, let members, _)) = effect {
                try check(decision, number, of: request, after: message, before)
                #expect(!members.isEmpty && !members.contains(number) && decision.act?.kind == .group)
            }
            if effect == .quit {
                try #require(model.isSettled && model.unsaved.isEmpty, "quits with something unsaved")
                model.isQuitting = false
            }
            store.take(effect)
        }
        let failed: RequestID? =
            switch message {
            case .recordFailed(let request, _), .care(.decidedByOther(let request, _)): request
            default: nil
            }
        if let request = failed, let lost = before.unsaved.first(where: { $0.request == request }) {
            try #require(!model.unsaved.contains { $0.request == request })
            #expect(model.notice?.text.hasPrefix("NOT saved: ") == true, "\(lost.number) is lost without a word")
        }
        if let count = model.queue?.count {
            try #require(
                (0..<max(count, 1)).contains(model.cursor) && model.top >= 0, "cursor \(model.cursor) of \(count)")
        }
    }

    private func check(
        _ decision: Decision, _ number: ItemNumber, of request: RequestID, after message: Message, _ before: ReviewModel
    ) throws {
        try #require(model.unsaved.contains { $0.request == request && $0.number == number })
        let item = try #require(store.details[number])
        if case .accept(let label) = decision.verdict {
            #expect(label == item.first?.label, "accepted another item's label")
            #expect(decision.shown.contains(Fixture.haiku), "accepted without having seen it")
        }
        if let label = decision.verdict.label { #expect(model.task.labels.contains(label)) }
        if decision.isAdjudication {
            #expect(before.isAdjudicationListed || model.isAdjudicationListed, "adjudicated in another list")
            #expect(decision.verdict != .skip && item.row.needed > 1 && decision.firstChoice == nil)
        }
        switch message {
        case .key, .command, .choose, .outside:
            #expect(before.current == number && before.currentDetail != nil, "decided an item that was not on screen")
            if let picker = before.picker, case .key(let key) = message {
                #expect(picker.item == number, "a label picked for another item")
                #expect(picker.entries.contains { decision.verdict == .override($0.label) })
                #expect(key != .enter || decision.verdict == picker.selectedLabel.map(Verdict.override))
            }
            if let detail = before.currentDetail {
                #expect(decision.shown == before.seenModels(of: detail))
                #expect(Set(decision.shown).isSuperset(of: before.visibleOpinions(of: detail).map(\.model)))
            }
        default: #expect(decision.at == now)
        }
    }

    func checkScreen() throws {
        let screen = view(model)
        try #require(screen.canvas.size == model.size)
        try #require(screen.canvas.text.count == model.size.rows)
        for row in 0..<model.size.rows {
            let width = screen.canvas.cells(row: row).reduce(0) { $0 + $1.width }
            try #require(width == model.size.columns, "row \(row) has \(width) columns on a screen of \(model.size)")
        }
        if let cursor = screen.cursor {
            #expect(screen.canvas[cursor.row, cursor.column] != nil, "\(cursor) is outside of \(model.size)")
        }
    }

    /// Lets the store answer everything; then what the screen says is what the store has.
    mutating func finish(_ random: inout SeededGenerator) throws {
        var steps = 0
        while !store.isDone {
            if let answer = store.step(&random) { try send(answer) }
            steps += 1
            try #require(steps < 200_000, "the review asks for ever")
        }
        try checkScreen()
        #expect(model.isIdle)
        let recorded = asked.count
        #expect(recorded > 0)
        let decided = Set(store.log.map(\.request)).union(store.failedRecords)
        #expect(Set(model.unsaved.map(\.request)).isDisjoint(with: decided))
        #expect(model.unsaved.isEmpty)
        if store.readFailureShare == 0 { checkStates() }
        store.failureShare = 0
        store.readFailureShare = 0
        model.mode = .review
        try send(.resized(Size(rows: 24, columns: 80)))
        try send(.command(.reload))
        while !store.isDone { if let answer = store.step(&random) { try send(answer) } }
        #expect(model.isIdle)
        checkStates()
    }

    /// The lines on screen show what is on disk.
    private mutating func checkStates() {
        let marks: [ReviewState: String] = [
            .undecided: " ", .accepted: "✓+", .overridden: "✎*", .rejected: "✗x○o", .flagged: "⚑!", .skipped: "»-",
        ]
        model.mode = .review
        let canvas = view(model).canvas
        // The divider may have left the queue fewer lines.
        let shown = model.queueRows
        for (line, number) in (model.queue ?? []).dropFirst(model.top).prefix(min(6, shown)).enumerated() {
            let state = store.details[number]?.row.state ?? .undecided
            let mark = canvas[line + 1, 1]?.text ?? "?"
            if let row = store.details[number]?.row, row.needed > 1 {
                let isChosen = model.choiceMark(number) != nil && "☑c".contains(mark)
                #expect(
                    mark == model.stateMark(of: row) || isChosen,
                    "item \(number.value) is \(row), the screen says \(mark)")
                continue
            }
            let isChosen = model.choiceMark(number) != nil && "☑c".contains(mark)
            #expect(
                marks[state]?.contains(mark) == true || isChosen,
                "item \(number.value) is \(state), the screen says \(mark)")
        }
        if let detail = model.currentDetail {
            let stored = store.details[detail.row.number]
            #expect(detail.row.state == stored?.row.state && detail.second == stored?.second, "\(detail.item.id)")
            #expect(detail.pendingNote == stored?.pendingNote)
        }
    }
}
