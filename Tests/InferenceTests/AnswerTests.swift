import Foundation
import Inference
import Labeling
import TestSupport
import Testing

struct AnswerTests {
    @Test func anAnswerBecomesAPredictionWithItsBill() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.answer(.label("billing", confidence: "0.93", rationale: "a double charge")))
            let prediction = try await desk.ask("I was charged twice", .lowConfidence)
            #expect(prediction.outcome == .labeled)
            #expect(prediction.label == Label("billing"))
            #expect(prediction.confidence == 0.93)
            #expect(prediction.confidenceSource == .stated)
            #expect(prediction.rationale == "a double charge")
            #expect(prediction.model == Desk.haiku)
            #expect(prediction.snapshot == "claude-haiku-4-5-20251001")
            #expect(prediction.escalation == .lowConfidence)
            #expect(prediction.requestID == "req_01Test")
            #expect(prediction.promptVersion == desk.client.promptVersion)
            #expect(prediction.stopReason == "end_turn")
            #expect(prediction.at == Timestamp(milliseconds: 1_795_000_000_000))
            #expect((prediction.latencyMilliseconds ?? 0) > 0)
            #expect(prediction.usage.outputTokens == 50)
            #expect(prediction.cost == .charged(Money(picodollars: desk.server.ledger.billedPicodollars)))
        }
    }

    @Test func caseSpaceAndQuotesAroundALabelDoNotMatter() async throws {
        try await Desk.open { desk in
            for name in ["BILLING", " Billing\n", "\"billing\"", "“billing”"] {
                desk.server.enqueue(.answer(.label(name)))
                let prediction = try await desk.ask()
                #expect(prediction.label == Label("billing"), "\(name)")
            }
        }
    }

    @Test(arguments: ["bill", "billings", "billing, technical", "Billing team", "", "refund"])
    func aLabelOutsideTheSetIsNeverSnappedToANearOne(name: String) async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.answer(.label(name)))
            let prediction = try await desk.ask()
            #expect(prediction.outcome == .unknownLabel)
            #expect(prediction.label == nil)
            #expect(prediction.confidence == nil)
            #expect(prediction.invalidAnswer == name)
            #expect(prediction.cost.spent != nil)
            #expect(prediction.usage.outputTokens == 50)
        }
    }

    @Test(arguments: [
        ("0.8", 0.8), ("\"0.8\"", 0.8), ("1", 1), ("0", 0), ("\"80%\"", nil), ("1.7", nil), ("-0.1", nil), ("80", nil),
        ("\"high\"", nil), ("\"nan\"", nil), ("\"0x1\"", nil), ("null", nil), ("true", nil), (nil, nil), ("[0.8]", nil),
    ])
    func aConfidenceIsANumberFromZeroToOneOrNone(text: String?, value: Double?) async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.answer(.label("billing", confidence: text)))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("billing"))
            #expect(prediction.confidence == value)
            #expect((prediction.confidenceSource == nil) == (value == nil))
        }
    }

    @Test func theAnswerIsFoundBehindBlocksOfOtherKinds() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.answer(.labelAfterOtherBlocks("technical")))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("technical"))
        }
    }

    @Test func severalTextBlocksAreOneAnswer() async throws {
        try await Desk.open { desk in
            let parts = [
                #"{"type":"text","text":"{\"rationale\":\"x\",\"label\":"}"#,
                #"{"type":"text","text":"\"account\",\"confidence\":0.5}"}"#,
            ]
            desk.server.enqueue(.answer(.init(content: parts)))
            let prediction = try await desk.ask()
            #expect(prediction.label == Label("account"))
        }
    }

    @Test func aRefusalIsAnOutcomeOfItsOwn() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.answer(.refusal), .answer(.refusalMidway))
            for _ in 0..<2 {
                let prediction = try await desk.ask()
                #expect(prediction.outcome == .refusal)
                #expect(prediction.label == nil)
                #expect(prediction.rationale == "told to refuse")
                #expect(prediction.stopReason == "refusal")
                #expect(prediction.cost.spent != nil)
            }
        }
    }

    @Test func aCutAnswerIsTruncatedEvenIfItIsValidByChance() async throws {
        let valid = #"{"rationale":"x","label":"billing","confidence":0.9}"#
        try await Desk.open { desk in
            desk.server.enqueue(
                .answer(.truncated), .answer(.text(valid, stopReason: "max_tokens")),
                .answer(.text(valid, stopReason: "model_context_window_exceeded")))
            for _ in 0..<3 {
                let prediction = try await desk.ask()
                #expect(prediction.outcome == .truncated)
                #expect(prediction.label == nil)
                #expect(prediction.cost.spent != nil)
            }
        }
    }

    @Test(arguments: ["sulking", "pause_turn", nil])
    func anUnknownStopReasonIsForAPersonToLookAt(reason: String?) async throws {
        try await Desk.open { desk in
            let valid = #"{"rationale":"x","label":"billing","confidence":0.9}"#
            desk.server.enqueue(.answer(.text(valid, stopReason: reason)))
            let prediction = try await desk.ask()
            #expect(prediction.outcome == .unknownStop)
            #expect(prediction.stopReason == reason)
            #expect(prediction.invalidAnswer == valid)
        }
    }

    @Test(arguments: [
        "billing", "{\"label\":\"billing\"", "```json\n{\"label\":\"billing\"}\n```", "[1]", "{}", "{\"label\":3}",
        "{\"label\":\"billing\",\"label\":\"account\"}",
    ])
    func textThatIsNotTheDocumentIsInvalidAndKept(text: String) async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.answer(.text(text)))
            let prediction = try await desk.ask()
            #expect(prediction.outcome == .invalidOutput)
            #expect(prediction.invalidAnswer == text)
            #expect(prediction.cost.spent != nil)
        }
    }

    @Test func anAnswerWithoutAWordIsEmpty() async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.answer(.init(content: [], outputTokens: 2)), .answer(.text(" \n", outputTokens: 2)))
            for _ in 0..<2 {
                let prediction = try await desk.ask()
                #expect(prediction.outcome == .empty)
                #expect(prediction.invalidAnswer == nil)
                #expect(prediction.usage.outputTokens == 2)
            }
        }
    }

    @Test(arguments: [
        "not JSON", "", "[]", "{}", "{\"content\":{}}",
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
    ])
    func aSuccessWithoutAMessageIsAFailureOfThisItem(body: String) async throws {
        try await Desk.open { desk in
            desk.server.enqueue(.raw(status: 200, contentType: "application/json", body: body))
            let error = try await desk.failure()
            #expect(error.kind == .badResponse)
            #expect(!error.isFatalForRun)
            #expect(error.possiblyBilled == 1)
            #expect(desk.server.ledger.requests == 1)
        }
    }

    @Test func anAnswerThatDoesNotSayWhatItUsedHasAnUnknownCost() async throws {
        let text = #"{"type":"text","text":"{\"rationale\":\"x\",\"label\":\"billing\",\"confidence\":1}"}"#
        for usage in ["null", "{}", "{\"input_tokens\":null,\"output_tokens\":3}"] {
            try await Desk.open { desk in
                let body = #"{"content":[\#(text)],"stop_reason":"end_turn","usage":\#(usage)}"#
                desk.server.enqueue(.raw(status: 200, contentType: "application/json", body: body))
                let prediction = try await desk.ask()
                #expect(prediction.label == Label("billing"))
                #expect(prediction.cost == .unknown)
            }
        }
    }

    @Test func theCacheIsWrittenOnceThenReadAndBilledSo() async throws {
        var task = try Desk.task()
        task.guidelines = String(repeating: "Refunds belong to billing. ", count: 800)
        let setting = ModelSetting(provider: .anthropic, model: Desk.haiku, cache: .oneHour)
        try await Desk.open(setting, task: task) { desk in
            let written = try await desk.ask("one")
            let read = try await desk.ask("two")
            #expect(written.usage.cacheCreationInputTokens > 4_096)
            #expect(read.usage.cacheReadInputTokens == written.usage.cacheCreationInputTokens)
            let sum = try #require(written.cost.spent) + (try #require(read.cost.spent))
            #expect(sum.picodollars == desk.server.ledger.billedPicodollars)
        }
    }
}
