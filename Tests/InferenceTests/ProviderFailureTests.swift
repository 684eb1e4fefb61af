import Foundation
import Labeling
import TestSupport
import Testing

@testable import Inference

struct ProviderFailureTests {
    struct Shape: Sendable {
        var status: Int
        var body: String
        var headers: [String: String] = [:]
        var says: String
        var kind: InferenceError.Kind
    }

    @Test(arguments: [
        Shape(
            status: 400,
            body: #"{"type":"error","error":{"type":"invalid_request_error","message":"m"},"request_id":"req_1"}"#,
            says: "(400 invalid_request_error: m) (request req_1)", kind: .invalidRequest),
        Shape(
            status: 401, body: #"{"error":{"message":"m","type":"auth","param":null,"code":"invalid_api_key"}}"#,
            headers: ["x-request-id": "req_2"], says: "(401 auth: m) (request req_2)", kind: .authentication),
        Shape(
            status: 502, body: #"{"error":{"code":502,"message":"m","metadata":{}}}"#, says: "(502 m)", kind: .server),
        Shape(
            status: 400, body: #"{"message":"m"}"#,
            headers: ["x-amzn-errortype": "ValidationException:http://x", "x-amzn-requestid": "req_3"],
            says: "(400 ValidationException: m) (request req_3)", kind: .invalidRequest),
        Shape(
            status: 403, body: #"{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED"}}"#,
            says: "(403 PERMISSION_DENIED: m)", kind: .permission),
        Shape(
            status: 404, body: #"[{"error":{"code":404,"message":"m","status":"NOT_FOUND"}}]"#,
            says: "(404 NOT_FOUND: m)", kind: .notFound),
        Shape(status: 500, body: #"{"error":"m"}"#, says: "(500 m)", kind: .server),
        Shape(status: 422, body: #"{"detail":"m"}"#, says: "(422 m)", kind: .invalidRequest),
        Shape(status: 502, body: "<html>Bad Gateway</html>", says: "(502 <html>Bad Gateway</html>)", kind: .server),
        Shape(status: 503, body: "", says: "(503)", kind: .server),
        Shape(
            status: 429, body: #"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            says: "(429 insufficient_quota: m)", kind: .spendCap),
        Shape(status: 429, body: #"{"error":{"message":"m","code":"429"}}"#, says: "(429 m)", kind: .rateLimited),
        Shape(
            status: 400, body: #"{"error":{"message":"m","code":"context_length_exceeded"}}"#, says: "(400 m)",
            kind: .tooLarge),
        Shape(status: 402, body: #"{"error":{"code":402,"message":"m"}}"#, says: "(402 m)", kind: .payment),
    ])
    func everyProvidersFailureIsUnderstood(shape: Shape) {
        let response = HTTPResponse(status: shape.status, headers: shape.headers, body: Data(shape.body.utf8))
        let error = ProviderFailure(response).error(
            model: "x", host: "h", secret: Secret(value: "k"), retryLimit: 120, date: 0, isProven: false)
        #expect(error.kind == shape.kind)
        #expect(error.description.hasSuffix(shape.says), "\(error)")
    }

    @Test func aQuotaOfTheAccountIsNoFaultOfTheItem() {
        func error(_ type: String) -> InferenceError {
            let response = HTTPResponse(
                status: 400, headers: ["x-amzn-errortype": type], body: Data(#"{"message":"m"}"#.utf8))
            return ProviderFailure(response).error(
                model: "x", host: "h", secret: Secret(value: "k"), retryLimit: 120, date: 0, isProven: true)
        }
        #expect(error("ServiceQuotaExceededException:http://x").isFatalForRun)
        #expect(!error("ValidationException:http://x").isFatalForRun)
    }

    @Test(arguments: [
        Chat.error(429, code: "\"insufficient_quota\""), Chat.error(402),
        Chat.body(#"{"error":{"code":402,"message":"m"}}"#),
    ])
    func anAccountWithoutCreditEndsTheRunAtOnce(behaviour: ModelServer.Behaviour) async throws {
        try await Desk.open(Chat.gpt) { desk in
            desk.server.enqueue(behaviour)
            let error = try await desk.failure()
            #expect(error.isFatalForRun)
            #expect(desk.server.ledger.requests == 1)
        }
    }

    @Test func anErrorInsideASuccessIsTriedAgainAsWhatItIs() async throws {
        try await Desk.open(Chat.gpt) { desk in
            desk.server.enqueue(
                Chat.body(
                    #"{"error":{"code":502,"message":"upstream"},"usage":{"prompt_tokens":4,"completion_tokens":0}}"#),
                Chat.answer(Chat.billing, model: "gpt-5.4"))
            #expect(try await desk.ask().label == Label("billing"))
            #expect(desk.time.sleeps == [0.5])
            let attempt = try #require(desk.attempts.all.first)
            #expect(attempt.kind == .discarded)
            #expect(attempt.usage.inputTokens == 4)
            #expect(attempt.cost == .charged(Money(picodollars: 10_000_000)))
        }
    }

    @Test func everyLostAnswerIsToldOfWithWhatItMayHaveCost() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.cut, .cut, .cut)
            let error = try await desk.failure()
            let attempts = desk.attempts.all
            #expect(error.possiblyBilled == 3)
            #expect(attempts.map(\.kind) == [.lost, .lost, .lost])
            let worst = desk.client.estimate(Item(id: .init("t-1"), text: "I was charged twice")).worst
            #expect(attempts.allSatisfy { $0.possible == worst && $0.cost == .unknown })
        }
    }

    @Test func aBodyThatIsNoAnswerIsToldOfAsDiscarded() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(Chat.body(#"{"usage":{"input_tokens":1000,"output_tokens":0}}"#))
            _ = try await desk.failure()
            let attempt = try #require(desk.attempts.all.first)
            #expect(attempt.kind == .discarded)
            #expect(attempt.cost == .charged(Money(picodollars: 1_000_000_000)))
        }
    }
}
