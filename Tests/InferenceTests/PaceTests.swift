import Foundation
import Labeling
import Synchronization
import TestSupport
import Testing

@testable import Inference

struct PaceTests {
    private func governor(_ concurrency: Int) -> RateGovernor {
        let governor = RateGovernor()
        governor.join(concurrency)
        return governor
    }

    private func pass(_ governor: RateGovernor) async throws -> RateGovernor.Pass {
        try #require(await governor.pass())
    }

    @Test func anOverloadHalvesWhatMayBeUnderWayAndAnswersBringItBackOneByOne() async throws {
        let governor = governor(8)
        #expect(governor.limit == 8)
        var passes: [RateGovernor.Pass] = []
        for _ in 0..<8 { passes.append(try await pass(governor)) }
        // Eight refusals of requests that were under way together are one piece of news.
        for pass in passes { governor.finish(pass, .throttled) }
        #expect(governor.limit == 4)
        for expected in [5, 6, 7, 8, 8] {
            governor.finish(try await pass(governor), .answered)
            #expect(governor.limit == expected)
        }
        for _ in 0..<5 { governor.finish(try await pass(governor), .throttled) }
        #expect(governor.limit == 1)
    }

    @Test func whoHasNoRoomWaitsForAnEnding() async throws {
        let governor = governor(1)
        let first = try await pass(governor)
        let second = Task { await governor.pass() != nil }
        governor.finish(first, .answered)
        #expect(await second.value)
    }

    @Test func waitingForATurnCanBeCancelled() async throws {
        let governor = governor(1)
        let first = try await pass(governor)
        let waiting = Task { await governor.pass() != nil }
        waiting.cancel()
        #expect(await !waiting.value)
        governor.finish(first, .answered)
        governor.finish(try await pass(governor), .answered)
    }

    @Test func noMoreAreSentThanTheProviderSaysAreLeft() async throws {
        let governor = governor(4)
        governor.heed(RateReport(["anthropic-ratelimit-requests-remaining": "1"], date: 0), now: .zero)
        let first = try await pass(governor)
        let second = Task { await governor.pass() != nil }
        governor.heed(RateReport([:], date: 0), now: .zero)
        #expect(await second.value)
        governor.finish(first, .answered)
    }

    @Test func clientsOfOneKeyAtOneHostShareAndNoOthersDo() {
        let one = RateGovernor.of(host: "a", secret: Secret(value: "k"))
        #expect(RateGovernor.of(host: "a", secret: Secret(value: "k")) === one)
        #expect(RateGovernor.of(host: "b", secret: Secret(value: "k")) !== one)
        #expect(RateGovernor.of(host: "a", secret: Secret(value: "l")) !== one)
        one.join(2)
        one.join(3)
        #expect(one.limit == 5)
        one.leave(3)
        #expect(one.limit == 2)
    }

    private static let date = "Wed, 18 Nov 2026 11:06:40 GMT"

    @Test(arguments: [
        (
            [
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "2026-11-18T11:06:47Z",
            ], 7.0
        ),
        // Our own clock may be wrong by hours: the server's counts.
        (
            [
                "anthropic-ratelimit-tokens-remaining": "0",
                "anthropic-ratelimit-tokens-reset": "2026-11-18T11:06:41.5Z",
            ], 1.5
        ),
        (["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m0s"], 60),
        (["x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms"], 0.12),
        (["x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0s"], nil),
        (
            [
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "2026-11-18T11:06:39Z",
            ], nil
        ),
        (
            [
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "2030-01-01T00:00:00Z",
            ], nil
        ),
        (["anthropic-ratelimit-requests-remaining": "0", "anthropic-ratelimit-requests-reset": "soon"], nil),
        (
            [
                "anthropic-ratelimit-requests-remaining": "3",
                "anthropic-ratelimit-requests-reset": "2026-11-18T11:06:47Z",
            ], nil
        ),
        (
            [
                "anthropic-ratelimit-requests-remaining": "-1",
                "anthropic-ratelimit-requests-reset": "2026-11-18T11:06:47Z",
            ], nil
        ),
    ])
    func whatIsLeftIsBelievedWhereItMakesSense(headers: [String: String], wait: Double?) {
        let report = RateReport(headers.merging(["date": PaceTests.date]) { $1 }, date: 0)
        #expect(report.wait == wait)
        // What is not believed holds nothing back.
        if wait == nil { #expect(report.requests == nil || report.requests == 3) }
    }

    @Test func anEmptyBucketIsWaitedForBeforeTheNextRequest() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(
                .limits(.anthropic, limit: 50, remaining: 0, reset: "2026-11-18T11:06:57Z", then: nil))
            _ = try await desk.ask()
            #expect(desk.time.sleeps.isEmpty)
            _ = try await desk.ask()
            #expect(desk.time.sleeps.count == 1)
        }
    }

    @Test func cancellingWhileTheKeyIsHeldBackIsPrompt() async throws {
        let server = ModelServer()
        let address = try await server.start()
        let client = try makeClient(
            setting: ModelSetting(provider: .anthropic, model: Desk.haiku), task: Desk.task(), table: .shipped(),
            environment: ["ANTHROPIC_API_KEY": "test-key", "ANTHROPIC_BASE_URL": address])
        // One that waited to its end would get an answer.
        server.enqueue(.rateLimited(retryAfter: "60"))
        let task = Task { try await client.ask(Question(Item(id: .init("x"), text: "x"))) { _ in } }
        await server.waitForRequests(1)
        task.cancel()
        let result = await task.result
        #expect(throws: InferenceError.self) { try result.get() }
        #expect(server.ledger.requests == 1)
        await server.stop()
    }
}
