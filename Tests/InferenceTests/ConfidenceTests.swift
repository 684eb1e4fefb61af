import Foundation
import Inference
import Labeling
import TestSupport
import Testing

struct ConfidenceTests {
    private func tokens(_ tokens: [(String, Double)]) -> String {
        let list = tokens.map { text, value in
            #"{"token":\#(Chat.text(text)),"bytes":\#(Array(text.utf8)),"logprob":\#(value),"top_logprobs":[]}"#
        }
        return #"{"content":[\#(list.joined(separator: ","))]}"#
    }

    private func ask(_ content: String, _ logprobs: String) async throws -> Prediction {
        var prediction: Prediction?
        try await Desk.open(Chat.gpt) { desk in
            desk.server.enqueue(Chat.answer(content, logprobs: logprobs, model: "gpt-5.4"))
            prediction = try await desk.ask()
        }
        return try #require(prediction)
    }

    @Test func theProbabilityOfTheLabelsTokensIsItsConfidence() async throws {
        let parts = [("{\"label\":\"", -3.0), ("bill", -0.25), ("ing", -0.125), ("\",\"confidence\":0.7}", -5)]
        let prediction = try await ask(parts.map(\.0).joined(), tokens(parts))
        #expect(prediction.confidenceSource == .logProbability)
        #expect(abs((prediction.confidence ?? 0) - exp(-0.375)) < 1e-12)
    }

    @Test func aTokenThatReachesIntoTheLabelCounts() async throws {
        let parts = [("{\"label\":", -3.0), ("\"billing", -0.5), ("\"}", -5)]
        let prediction = try await ask(parts.map(\.0).joined(), tokens(parts))
        #expect(abs((prediction.confidence ?? 0) - exp(-0.5)) < 1e-12)
    }

    @Test func tokensOfThoughtAreNotTheAnswers() async throws {
        let parts = [
            ("<think>billing</think>", -1.0), ("{\"label\":\"", -3), ("billing", -0.5), ("\"}", -5),
        ]
        let prediction = try await ask(parts.map(\.0).joined(), tokens(parts))
        #expect(abs((prediction.confidence ?? 0) - exp(-0.5)) < 1e-12)
    }

    @Test func aVeryUnlikelyTokenIsNoConfidenceAtAll() async throws {
        let parts = [("{\"label\":\"", 0.0), ("billing", -9_999), ("\"}", 0)]
        #expect(try await ask(parts.map(\.0).joined(), tokens(parts)).confidence == 0)
    }

    @Test(arguments: [
        "null", "{}", #"{"content":null}"#, #"{"content":[]}"#, #"{"content":[{"token":"other","logprob":-1}]}"#,
        #"{"content":[{"token":"billing","bytes":null,"logprob":null}]}"#,
    ])
    func withoutUsableProbabilitiesTheStatedConfidenceHolds(logprobs: String) async throws {
        let prediction = try await ask(Chat.billing, logprobs)
        #expect(prediction.confidence == 0.7)
        #expect(prediction.confidenceSource == .stated)
    }

    @Test func theShareOfTheAnswersIsTheConfidenceOfAVote() async throws {
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, samples: 5)
        try await Desk.open(setting) { desk in
            desk.server.enqueue(
                .answer(.label("billing")), .answer(.label("account")), .answer(.label("billing")),
                .answer(.label("billing")), .answer(.refusal))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("billing"))
            #expect(prediction.confidence == 0.6)
            #expect(prediction.confidenceSource == .voteShare)
            #expect(prediction.samples == 5)
            #expect(prediction.cost == .charged(Money(picodollars: desk.server.ledger.billedPicodollars)))
            let attempts = desk.attempts.all
            #expect(attempts.count == 5)
            #expect(attempts.allSatisfy { $0.kind == .sample })
            #expect(attempts.map(\.usage).reduce(Usage(), +) == prediction.usage)
            #expect(desk.server.ledger.requests == 5)
        }
    }

    @Test func amongEqualsTheLabelThatComesFirstInTheTaskWins() async throws {
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, samples: 4)
        try await Desk.open(setting) { desk in
            desk.server.enqueue(
                .answer(.label("account")), .answer(.label("account")), .answer(.label("technical")),
                .answer(.label("technical")))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("technical"))
            #expect(prediction.confidence == 0.5)
        }
    }

    @Test func withoutAValidAnswerTheCommonestKindIsTheOutcome() async throws {
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, samples: 3)
        try await Desk.open(setting) { desk in
            desk.server.enqueue(.answer(.refusal), .answer(.label("x")), .answer(.label("y")))
            let prediction = try await desk.ask()
            #expect(prediction.outcome == .unknownLabel)
            #expect(prediction.confidence == nil)
            #expect(prediction.samples == 3)
        }
    }

    @Test func theAnswersThatCameAreCounted() async throws {
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, samples: 3)
        try await Desk.open(setting) { desk in
            desk.server.enqueue(.answer(.label("billing")), .status(418), .answer(.label("billing")))
            let prediction = try await desk.ask()
            #expect(prediction.samples == 2)
            #expect(prediction.confidence == 1)
            desk.server.enqueue(.status(418), .status(418), .status(418))
            let error = try await desk.failure()
            #expect(error.attempts == 3)
        }
    }

    @Test func aVoteOverOneAndTheSameAnswerIsSaid() throws {
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, temperature: 0, samples: 3)
        let client = try makeClient(
            setting: setting, task: Desk.task(), table: .shipped(), environment: ["ANTHROPIC_API_KEY": "k"])
        #expect(client.notices.contains { $0.contains("samples = 3 with temperature = 0") })
    }
}
