import Foundation
import Inference
import Labeling
import TestSupport
import Testing

struct FailureTests {
    struct Case: Sendable {
        var status: Int
        var type: String
        var kind: InferenceError.Kind
        var isFatal: Bool
    }

    @Test(arguments: [
        Case(status: 400, type: "invalid_request_error", kind: .invalidRequest, isFatal: true),
        Case(status: 401, type: "authentication_error", kind: .authentication, isFatal: true),
        Case(status: 402, type: "billing_error", kind: .payment, isFatal: true),
        Case(status: 403, type: "permission_error", kind: .permission, isFatal: true),
        Case(status: 404, type: "not_found_error", kind: .notFound, isFatal: true),
        Case(status: 413, type: "request_too_large", kind: .tooLarge, isFatal: false),
        Case(status: 422, type: "unheard_of", kind: .invalidRequest, isFatal: true),
        Case(status: 302, type: "moved", kind: .configuration, isFatal: true),
    ])
    func whatWaitingDoesNotMendIsAskedOnce(of expected: Case) async throws {
        try await Desk.open { desk in
            desk.server.enqueue(
                .status(expected.status, type: expected.type, message: "because", headers: ["location": "/elsewhere"]))
            let error = try await desk.failure()
            #expect(error.kind == expected.kind)
            #expect(error.isFatalForRun == expected.isFatal)
            #expect(error.status == expected.status)
            #expect(error.requestID == "req_failed")
            #expect(error.attempts == 1)
            #expect(error.message.contains("because"))
            #expect(desk.server.ledger.requests == 1)
            #expect(desk.time.sleeps.isEmpty)
        }
    }

    @Test(arguments: [
        (408, InferenceError.Kind.timeout), (409, .server), (429, .rateLimited), (500, .server), (503, .server),
        (504, .timeout), (529, .overloaded),
    ])
    func whatWaitingMayMendIsAskedThreeTimesAndThenGivenUpForThisItem(
        status: Int, kind: InferenceError.Kind
    ) async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.status(status), .status(status), .status(status))
            let error = try await desk.failure()
            #expect(error.kind == kind)
            #expect(error.attempts == 3)
            #expect(desk.time.sleeps == [0.5, 1])
            #expect(desk.server.ledger.requests == 3)
            #expect(!error.isFatalForRun)
        }
    }

    @Test func anOverloadThatPassesIsNoFailure() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.overloaded, .overloaded)
            let prediction = try await desk.ask("billing")
            #expect(prediction.label == Label("billing"))
            #expect(desk.time.sleeps == [0.5, 1])
        }
    }

    @Test(arguments: [
        ("7", 7.0), ("0.25", 0.25), ("-3", 0.5), ("0", 0.5), ("soon", 0.5), ("nan", 0.5), ("inf", 0.5),
        ("Wed, 18 Nov 2026 11:06:50 GMT", 10), ("Wednesday, 18-Nov-26 11:06:50 GMT", 10),
        ("Wed Nov 18 11:06:50 2026", 10), ("Wed, 18 Nov 2026 11:06:30 GMT", 0.5), ("Wed, 18 Nov 2026 11:06:50", 0.5),
        ("Wed, 18 Foo 2026 11:06:50 GMT", 0.5),
    ])
    func theServerSaysHowLongToWaitIfItCanBeUnderstood(header: String, seconds: Double) async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.rateLimited(retryAfter: header))
            _ = try await desk.ask()
            #expect(desk.time.sleeps == [seconds])
        }
    }

    @Test func aDateToWaitForIsTakenByTheServersClock() async throws {
        try await Desk.open { desk in
            // Our own clock is at 11:06:40, almost an hour behind.
            desk.server.enqueue(
                .status(
                    429,
                    headers: [
                        "retry-after": "Wed, 18 Nov 2026 12:00:05 GMT", "date": "Wed, 18 Nov 2026 12:00:00 GMT",
                    ]))
            _ = try await desk.ask()
            #expect(desk.time.sleeps == [5])
        }
    }

    @Test func millisecondsComeBeforeSeconds() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.status(500, headers: ["retry-after-ms": "1500", "retry-after": "60"]))
            _ = try await desk.ask()
            #expect(desk.time.sleeps == [1.5])
        }
    }

    @Test func anHourIsNotWaitedForButEndsTheRun() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.rateLimited(retryAfter: "3600"))
            let error = try await desk.failure()
            #expect(error.kind == .rateLimited)
            #expect(error.isFatalForRun)
            #expect(error.message.contains("3600"))
            #expect(desk.time.sleeps.isEmpty)
        }
    }

    @Test func theServerDecidesWhetherToRetry() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.status(429, headers: ["x-should-retry": "false", "retry-after": "1"]))
            _ = try await desk.failure()
            #expect(desk.server.ledger.requests == 1)
            desk.server.enqueue(.status(400, headers: ["x-should-retry": "true"]))
            _ = try await desk.ask()
            #expect(desk.server.ledger.requests == 3)
        }
    }

    @Test(arguments: ["enforced_spend_limit_reached", "contract_spend_limit_reached"])
    func aSpendCapStopsTheRunAtOnce(code: String) async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.rateLimited(code: code))
            let error = try await desk.failure()
            #expect(error.kind == .spendCap)
            #expect(error.isFatalForRun)
            #expect(desk.server.ledger.requests == 1)
        }
    }

    @Test func aLimitHoldsBackAllRequestsOnTheKey() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.rateLimited(retryAfter: "30"), .rateLimited(retryAfter: "30"), .rateLimited())
            _ = try await desk.failure()
            #expect(desk.time.sleeps == [30, 30])
        }
    }

    @Test func aRefusedRequestAfterAnAcceptedOneIsTheItemsFault() async throws {
        try await Desk.open { desk in
            _ = try await desk.ask()
            desk.server.enqueue(
                .status(400, type: "invalid_request_error", message: "prompt is too long"),
                .status(400, type: "invalid_request_error", message: "on hold", code: "organization_on_hold"))
            let tooLong = try await desk.failure()
            let onHold = try await desk.failure()
            #expect(!tooLong.isFatalForRun)
            #expect(onHold.isFatalForRun)
        }
    }

    @Test func aPageOfHTMLIsStillAReadableError() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.html, .html, .html)
            let error = try await desk.failure()
            #expect(error.kind == .server)
            #expect(error.message.contains("502"))
            #expect(error.message.contains("Bad Gateway"))
            #expect(error.requestID == nil)
        }
    }

    @Test func aConnectionThatBreaksIsTriedAgainAndCounted() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.cut)
            let prediction = try await desk.ask("billing")
            #expect(prediction.label == Label("billing"))
            #expect(desk.time.sleeps == [0.5])
            desk.server.enqueue(.cut, .cut, .cut)
            let error = try await desk.failure()
            #expect(error.kind == .unreachable)
            #expect(error.possiblyBilled == 3)
            #expect(!error.isFatalForRun)
        }
    }

    @Test func aServerThatIsNotThereIsUnreachableAndNeverBills() async throws {
        let nobody = try ClosedPort()
        try await Desk.open(environment: ["ANTHROPIC_BASE_URL": nobody.address]) { desk in
            let error = try await desk.failure()
            #expect(error.kind == .unreachable)
            #expect(error.attempts == 3)
            #expect(error.possiblyBilled == 0)
        }
    }

    @Test func aWrongKeyIsNeverRepeatedInTheError() async throws {
        let key = "sk-ant-very-secret-0123456789"
        try await Desk.open(key: key) { desk in
            let refused = try await desk.failure()
            #expect(refused.kind == .authentication)
            desk.server.enqueue(
                .status(400, type: "invalid_request_error", message: "your key \(key)\u{1B}[2J\u{202E}\nis odd"))
            let echoed = try await desk.failure()
            #expect(echoed.message.contains("your key (hidden)"))
            for error in [refused, echoed] {
                #expect(!"\(error)".contains("secret"))
                #expect(!"\(error)".unicodeScalars.contains { $0.value < 32 || $0 == "\u{202E}" })
            }
        }
    }

    @Test func anUnknownModelIsSaidByName() async throws {
        try await Desk.open(ModelSetting(provider: .anthropic, model: "claude-nope")) { desk in
            let error = try await desk.failure()
            #expect(error.kind == .notFound)
            #expect(error.message.contains("claude-nope"))
        }
    }

    @Test func aTextThatNoModelCanTakeIsNotSent() async throws {
        try await Desk.open { desk in
            let error = try await desk.failure(String(repeating: "word ", count: 200_000))
            #expect(error.kind == .tooLarge)
            #expect(!error.isFatalForRun)
            #expect(desk.server.ledger.requests == 0)
        }
    }

    @Test func cancellingEndsARequestUnderWayPromptly() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.held(then: nil))
            let client = desk.client
            let task = Task { try await client.ask(Question(Item(id: .init("x"), text: "x"))) { _ in } }
            await desk.server.waitForRequests(1)
            task.cancel()
            // The server would hold it for ever; how long it takes is for a quiet machine to measure.
            let result = await task.result
            #expect(throws: InferenceError.self) { try result.get() }
            if case .failure(let error as InferenceError) = result {
                #expect(error.kind == .cancelled)
                #expect(error.possiblyBilled == 1)
            }
        }
    }

    @Test func manyRequestsAtOnceEachGetTheirOwnAnswer() async throws {
        try await Desk.open(answer: { .label("billing", rationale: $0.item) }) { desk in
            let client = desk.client
            let answers = try await withThrowingTaskGroup(of: (String, Prediction).self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let text = "item \(number)"
                        return (text, try await client.ask(Question(Item(id: .init(text), text: text))) { _ in })
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1.rationale }
            }
            #expect(answers.count == 60)
            for (text, rationale) in answers { #expect(text == rationale) }
        }
    }
}
