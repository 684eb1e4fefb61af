import Cells
import Labeling
import Testing

@testable import ReviewUI

/// What every command does, in one line each: whoever adds one has to say it here.
struct EveryCommandTests {
    private struct Claim {
        var command: Command
        var words: String
        var bench: () -> Bench = { Bench(typing: TypingState(themes: KeyTests.themes, theme: "dark")) }
        /// Before, after, and what was asked for.
        var holds: (Bench, Bench, [Effect]) -> Bool
    }

    // MARK: Where they are tried

    private static func at(_ line: Int, _ bench: Bench = Bench()) -> () -> Bench {
        {
            var bench = bench
            bench.press("g" + String(repeating: " j", count: line))
            bench.answerAll()
            return bench
        }
    }

    private static func long(_ scroll: Int = 0) -> () -> Bench {
        {
            let text = (1...100).map { "line \($0)" }.joined(separator: "\n")
            var bench = Bench([Fixture.detail(1, text)])
            for _ in 0..<scroll { bench.press("space") }
            return bench
        }
    }

    private static func pictures() -> Bench { Bench([Fixture.detail(1, "Broken?", images: ["a.png", "b.png"])]) }

    private static func secret() -> Bench {
        var task = Fixture.task(redact: [.email])
        task.review.conceals = true
        return Bench([Fixture.detail(1, "from a@b.example", first: Fixture.first("billing", 0.9))], task: task)
    }

    private static func searching() -> Bench {
        var bench = Bench([Fixture.detail(1, "a refund"), Fixture.detail(2, "refunds and a refund")])
        bench.send(.typing(.line("search refund")))
        bench.answerReads()
        bench.press("n j")
        bench.answerReads()
        return bench
    }

    // MARK: What they do

    private static func decides(_ command: Command, _ verdict: Verdict) -> Claim {
        Claim(command: command, words: "decides and goes on") { _, after, asked in
            asked.compactMap(\.recorded).map(\.decision.verdict) == [verdict]
                && asked.compactMap(\.recorded).map(\.number) == [ItemNumber(1)] && after.model.cursor == 1
        }
    }

    private static func sides(_ command: Command, _ verdict: Verdict) -> Claim {
        var claim = decides(command, verdict)
        claim.bench = {
            var items = DisputeScene.items
            items[0] = DisputeScene.item(items[0], items[0].decisions + [DisputeScene.vote("dee", .reject)])
            return DisputeScene.bench(items)
        }
        return claim
    }

    private static func moves(_ command: Command, from line: Int, _ fits: @escaping (Int) -> Bool) -> Claim {
        Claim(command: command, words: "moves", bench: at(line)) { _, after, _ in fits(after.model.cursor) }
    }

    private static func asks(_ command: Command, _ words: String, _ fits: @escaping (QueueQuery) -> Bool) -> Claim {
        Claim(command: command, words: words) { _, _, asked in
            asked.contains { if case .loadQueue(_, let query) = $0 { fits(query) } else { false } }
        }
    }

    private static func scrolls(_ command: Command, from: Int, _ fits: @escaping (Int, Int) -> Bool) -> Claim {
        Claim(command: command, words: "scrolls the text", bench: long(from)) { before, after, _ in
            fits(before.model.textScroll, after.model.textScroll)
        }
    }

    private static func opens(_ command: Command, _ fits: @escaping (ReviewModel.Mode) -> Bool) -> Claim {
        Claim(command: command, words: "opens its page or line") { _, after, _ in fits(after.model.mode) }
    }

    private static func claims() -> [Claim] {
        let deciding: [Claim] = [
            decides(.accept, .accept(Label("billing"))), decides(.acceptSecond, .override(Label("account"))),
            decides(.reject, .reject), decides(.flag, .flag), decides(.skip, .skip),
            sides(.sideFirst, .override(Label("account"))), sides(.sideSecond, .accept(Label("billing"))),
            sides(.sideThird, .reject),
            Claim(command: .unclear, words: "tags the item") { before, after, _ in
                !before.text.contains("guideline unclear") && after.text.contains("guideline unclear")
            },
            Claim(
                command: .reason, words: "asks why, of the item before",
                bench: {
                    var bench = Bench()
                    bench.press("x")
                    bench.answerAll()
                    return bench
                }
            ) { _, after, _ in
                guard case .prompt(let prompt) = after.model.mode else { return false }
                return prompt.purpose == .reason(on: ItemNumber(1), Item.ID("t-1"))
            },
            opens(.pickLabel) { if case .picker = $0 { true } else { false } },
            Claim(command: .undo, words: "takes the last decision back") { _, _, asked in
                asked.contains { if case .undoLast = $0 { true } else { false } }
            },
            opens(.note) {
                if case .prompt(let prompt) = $0 { prompt.purpose == .note(on: ItemNumber(1)) } else { false }
            },
            Claim(command: .secondOpinion, words: "asks the second model", bench: at(3)) { _, _, asked in
                asked.contains {
                    if case .askSecondOpinion(_, let number, let model) = $0 {
                        number == ItemNumber(4) && model == Fixture.opus
                    } else {
                        false
                    }
                }
            },
        ]
        let looking: [Claim] = [
            Claim(command: .history, words: "reads and shows the history") { _, after, asked in
                guard case .history = after.model.mode else { return false }
                return asked.contains { if case .eyes(.loadHistory(_, ItemNumber(1))) = $0 { true } else { false } }
            },
            Claim(command: .showConcealed, words: "shows what is concealed", bench: secret) { before, after, _ in
                !before.text.contains("a@b.example") && after.text.contains("a@b.example")
            },
            Claim(
                command: .showMasked, words: "shows what the models are sent",
                bench: {
                    var bench = secret()
                    bench.send(.command(.showConcealed))
                    return bench
                }
            ) { before, after, _ in
                !before.text.contains("from [email]") && after.text.contains("from [email]")
            },
            scrolls(.scrollDown, from: 0) { before, after in before == 0 && after > 0 },
            scrolls(.scrollUp, from: 2) { before, after in after < before },
            scrolls(.scrollStart, from: 2) { before, after in before > 0 && after == 0 },
            scrolls(.scrollEnd, from: 0) { _, after in after > 80 },
            Claim(command: .viewImage, words: "opens the image", bench: pictures) { _, _, asked in
                asked.contains { if case .openImage(_, let name) = $0 { name.contains("a.png") } else { false } }
            },
            Claim(command: .nextImage, words: "chooses the next image", bench: pictures) { before, after, _ in
                before.model.selectedImage == 0 && after.model.selectedImage == 1
            },
            Claim(command: .open, words: "opens the text elsewhere") { _, _, asked in
                asked.contains {
                    if case .outside(.open(_, let text)) = $0 { text.hasPrefix("Hello, I was") } else { false }
                }
            },
            Claim(command: .copyText, words: "copies the text") { _, _, asked in
                asked.contains {
                    if case .outside(.copy(let text)) = $0 { text.hasPrefix("Hello, I was") } else { false }
                }
            },
            Claim(command: .copyID, words: "copies the id") { _, _, asked in asked.contains(.outside(.copy("t-1"))) },
        ]
        let moving: [Claim] = [
            moves(.next, from: 3) { $0 == 4 }, moves(.previous, from: 3) { $0 == 2 },
            moves(.nextPage, from: 0) { $0 > 1 }, moves(.previousPage, from: 12) { $0 < 11 },
            moves(.first, from: 5) { $0 == 0 }, moves(.last, from: 5) { $0 == 12 },
            // Between the eighth and the thirteenth all are decided, or skipped, which comes last.
            moves(.nextUndecided, from: 7) { $0 == 12 },
        ]
        let finding: [Claim] = [
            asks(.nextFilter, "shows the next list") { $0.filter == .decided },
            asks(.previousFilter, "shows the list before") { $0.filter == .todo },
            opens(.filter) { if case .filterLine = $0 { true } else { false } },
            opens(.search) { if case .prompt(let prompt) = $0 { prompt.purpose == .search } else { false } },
            Claim(command: .nextMatch, words: "goes to the next match", bench: searching) { _, after, _ in
                after.text.contains("match 1 of 2")
            },
            Claim(command: .previousMatch, words: "goes to the match before", bench: searching) { _, after, _ in
                after.text.contains("match 2 of 2")
            },
            asks(.nextOrder, "shows the list in the next order") { $0.order == .disagreement },
            asks(.reload, "reads the list again") { $0.filter == .all && $0.order == .uncertain },
            Claim(command: .select, words: "selects from here on") { _, after, _ in
                after.model.isSelected(line: 0) && !after.model.isSelected(line: 1)
            },
            Claim(command: .selectAll, words: "selects the list") { _, after, _ in
                (0..<13).allSatisfy(after.model.isSelected)
            },
            Claim(command: .unfoldGroup, words: "shows the alike items", bench: at(1, BulkScene.bench())) {
                before, after, _ in
                var after = after
                after.answerReads()
                return (after.model.queue?.count ?? 0) > (before.model.queue?.count ?? 0)
            },
        ]
        let screen: [Claim] = [
            Claim(command: .doubts, words: "looks for likely mistakes") { _, after, asked in
                asked.contains { if case .doubts(.find) = $0 { true } else { false } }
                    && after.text.contains("likely mistakes")
            },
            Claim(command: .dashboard, words: "reads and shows the figures") { _, after, asked in
                guard case .dashboard = after.model.mode else { return false }
                return asked.contains { if case .dashboard(.load) = $0 { true } else { false } }
            },
            Claim(command: .nextTheme, words: "shows the next theme") { _, _, asked in
                asked.contains { if case .typing(.readTheme(_, "light")) = $0 { true } else { false } }
            },
            Claim(command: .toggleMouse, words: "takes the mouse") { before, after, _ in
                !before.model.outside.usesMouse && after.model.outside.usesMouse
            },
            Claim(command: .togglePace, words: "shows the pace") { before, after, _ in
                !before.text.contains("in a row") && after.text.contains("in a row")
            },
            Claim(command: .widenQueue, words: "gives the queue more room") { before, after, _ in
                after.model.layout.queueExtent > before.model.layout.queueExtent
            },
            Claim(command: .narrowQueue, words: "gives the queue less room") { before, after, _ in
                after.model.layout.queueExtent < before.model.layout.queueExtent
            },
            opens(.pause) { $0 == .paused },
            Claim(command: .redraw, words: "draws anew") { _, _, asked in asked == [.redraw] },
            opens(.commandLine) { if case .commandLine = $0 { true } else { false } },
            opens(.help) { if case .help = $0 { true } else { false } },
            opens(.guidelines) { if case .guidelines = $0 { true } else { false } },
            Claim(command: .quit, words: "quits") { _, after, asked in
                after.model.isQuitting && asked.contains(.quit)
            },
        ]
        return deciding + looking + moving + finding + screen
    }

    @Test func eachHasAClaim() {
        let named = Self.claims().map(\.command)
        #expect(Set(named) == Set(Command.allCases) && named.count == Command.allCases.count)
    }

    @Test func eachDoesItByEachOfItsKeysByMessageAndByName() {
        for claim in Self.claims() {
            let before = claim.bench()
            func check(_ how: String, _ act: (inout Bench) -> [Effect]) {
                var bench = before
                let asked = act(&bench)
                #expect(claim.holds(before, bench, asked), "\(claim.command) by \(how) \(claim.words):\n\(bench.text)")
            }
            check("message") { $0.send(.command(claim.command)) }
            for keys in Binding.all.first(where: { $0.command == claim.command })?.keys ?? [] {
                check("\(keys)") { bench in keys.keys.flatMap { bench.send(.key($0)) } }
            }
            // Some names are those of lines with words, which may be none.
            let name = claim.command.rawValue
            guard claim.command != .commandLine, LineCommand.named(name) == nil else { continue }
            check("name") { $0.send(.typing(.line(name))) }
        }
    }
}
