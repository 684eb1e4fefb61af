import Cells
import Labeling
import ReviewUI
import Testing

/// Leaving never loses what is on its way to the disk.
struct QuitTests {
    private func items(_ count: Int64) -> [ItemDetail] {
        (1...count).map { Fixture.detail($0, "text \($0)", first: Fixture.first("billing", 0.5)) }
    }

    @Test func quitWaitsForWhatIsUnsaved() {
        var bench = Bench(items(3))
        #expect(Bench(items(3)).model.isSettled)
        bench.press("x")
        #expect(bench.press("q") == [])
        #expect(bench.text.contains("Saving 1, then quitting…"))
        bench.answerAll()
        #expect(bench.effects.last == .quit)
        var quiet = Bench(items(3))
        #expect(quiet.press("q") == [.quit])
    }

    @Test func aFailedSaveStopsQuittingButNotTheEnd() {
        for (message, quits) in [(Message.command(.quit), false), (.ended, true)] {
            var bench = Bench(items(3))
            bench.press("x")
            bench.send(message)
            guard case .record(let request, _, _, _)? = bench.open.first(where: { $0.recorded != nil }) else {
                Issue.record("nothing was recorded")
                return
            }
            #expect(bench.send(.recordFailed(request, reason: "disk full")).contains(.quit) == quits)
            #expect(bench.model.isQuitting == quits)
        }
    }

    @Test func theEndLeavesAtOnceWhenAllIsSaved() {
        var bench = Bench(items(3))
        #expect(bench.send(.ended) == [.quit])
    }
}
