import Interchange
import Labeling
import Testing

@Suite struct AnnotationTests {
    @Test func aPredictedLabelOutsideTheSetIsThatModelsInvalidAnswer() throws {
        let read = try #require(try prediction(#""model":"m","label":"Refund","confidence":0.5"#))
        #expect(read.label == nil)
        #expect(read.outcome == .invalidOutput)
        #expect(read.invalidAnswer == "Refund")
        #expect(read.confidence == 0.5)
        #expect(try prediction(#""model":"m","label":" Billing""#)?.label == Label("billing"))
    }

    @Test func withoutALabelSetEveryLabelIsTakenAsItStands() throws {
        let line = #"{"text":"t","gold":"G","predictions":[{"model":"m","label":"Any"}]}"#
        let item = try #require(try read(line).items.first)
        #expect(item.gold == Label("G"))
        #expect(item.predictions.first?.label == Label("Any"))
    }

    @Test func aPredictionWithoutALabelIsNoLabelledAnswer() throws {
        #expect(try prediction(#""model":"m""#)?.outcome == .invalidOutput)
        #expect(try prediction(#""model":"m","outcome":"refusal""#)?.outcome == .refusal)
        #expect(try prediction(#""model":"m","label":"""#)?.invalidAnswer == "")
    }

    @Test func everyOptionalFieldOfAPredictionArrives() throws {
        let read = try #require(
            try prediction(
                #"""
                "model":"m","label":"billing","confidence":1,"confidence_source":"stated","snapshot":"m-1","request_id":"r",\#
                "prompt_version":"p","stop_reason":"end_turn","escalation":"low-confidence","at":"2026-01-01T00:00:00.250Z",\#
                "estimated_cost_usd":"0.1","estimated_as":"big","unknown":[1]
                """#))
        let expected = Prediction(
            model: "m", snapshot: "m-1", label: Label("billing"), confidence: 1, confidenceSource: .stated,
            cost: .estimated(try #require(Money(decimal: "0.1")), as: "big"), escalation: .lowConfidence,
            requestID: "r", promptVersion: "p", stopReason: "end_turn",
            at: Timestamp(rfc3339: "2026-01-01T00:00:00.250Z"))
        #expect(read == expected)
    }

    @Test func aCostAsANumberIsTakenByItsSpelling() throws {
        #expect(try prediction(#""model":"m","cost_usd":0.000982"#)?.cost == .charged(Money(picodollars: 982_000_000)))
        #expect(try predictionReason(#""model":"m","cost_usd":1e-5"#)?.contains("at most 12 decimals") == true)
        #expect(try predictionReason(#""model":"m","cost_usd":0.0000000000001"#) != nil)
        #expect(try prediction(#""model":"m""#)?.cost == .unknown)
    }

    @Test(arguments: [
        #""label":"billing""#, #""model":"""#, #""model":5"#, #""model":"m","confidence":1.01"#,
        #""model":"m","confidence":-0.1"#, #""model":"m","confidence":"0.9""#, #""model":"m","confidence":1e999"#,
        #""model":"m","usage":{"input_tokens":-1}"#, #""model":"m","usage":{"output_tokens":1.5}"#,
        #""model":"m","usage":{"input_tokens":1e12}"#, #""model":"m","usage":[]"#, #""model":"m","cost_usd":"-1""#,
        #""model":"m","cost_usd":"1000000""#, #""model":"m","cost_usd":"free""#, #""model":"m","latency_ms":-1"#,
        #""model":"m","outcome":"fine""#, #""model":"m","outcome":"refusal","label":"billing""#,
        #""model":"m","at":"yesterday""#, #""model":"m","at":"9999-12-31T23:59:59-01:00""#,
        #""model":"m","estimated_cost_usd":"1""#,
        #""model":"m","cost_usd":"1","estimated_cost_usd":"1","estimated_as":"b""#,
        #""model":"m","samples":0"#, #""model":"m","is_repair":"yes""#, #""model":"m","service":"priority""#,
        #""model":"m","usage":{"cache_creation":7}"#, #""model":"m","usage":{"reasoning_tokens":-1}"#,
        #""model":"m","escalation":"whim""#, #""model":"m","rationale":"\u0000""#, #""model":"m","label":5"#,
    ])
    func anImpossiblePredictionRejectsItsLineAndIsNamed(members: String) throws {
        let reason = try #require(try predictionReason(members))
        #expect(reason.contains("predictions[0]"))
    }

    @Test func howAnAnswerWasHadArrives() throws {
        let read = try #require(
            try prediction(
                #"""
                "model":"m","label":"billing","confidence":0.8,"confidence_source":"vote-share","samples":5,\#
                "is_repair":true,"service":"batch","escalation":"routing",\#
                "usage":{"output_tokens":9,"reasoning_tokens":7,"cache_creation_1h_input_tokens":3}
                """#))
        let expected = Prediction(
            model: "m", label: Label("billing"), confidence: 0.8, confidenceSource: .voteShare,
            usage: Usage(outputTokens: 9, cacheCreation1hInputTokens: 3, reasoningTokens: 7), escalation: .routing,
            isRepair: true, service: .batch, samples: 5)
        #expect(read == expected)
        #expect(try prediction(#""model":"m","repair":true"#)?.isRepair == true)
        #expect(
            try prediction(#""model":"m","samples":null,"is_repair":null,"service":null"#)
                == prediction(#""model":"m""#))
    }

    @Test(arguments: Prediction.Outcome.allCases)
    func everyOutcomesWordIsRead(outcome: Prediction.Outcome) throws {
        let label = outcome == .labeled ? #","label":"billing""# : #","invalid_answer":"Refund""#
        let read = try prediction(#""model":"m","outcome":"\#(outcome.rawValue)"\#(label)"#)
        #expect(read?.outcome == outcome)
        #expect(read?.invalidAnswer == (outcome == .labeled ? nil : "Refund"))
    }

    @Test(arguments: [
        (
            #"{"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":4}}"#,
            Usage(cacheCreationInputTokens: 5, cacheCreation1hInputTokens: 4)
        ),
        (
            #"{"output_tokens":5,"output_tokens_details":{"thinking_tokens":4}}"#,
            Usage(outputTokens: 5, reasoningTokens: 4)
        ),
        (
            #"{"output_tokens":5,"output_tokens_details":{"reasoning_tokens":3}}"#,
            Usage(outputTokens: 5, reasoningTokens: 3)
        ),
        (
            #"{"output_tokens":5,"completion_tokens_details":{"reasoning_tokens":2}}"#,
            Usage(outputTokens: 5, reasoningTokens: 2)
        ),
        (
            #"{"reasoning_tokens":1,"output_tokens_details":{"thinking_tokens":4},"cache_creation":null}"#,
            Usage(reasoningTokens: 1)
        ),
    ])
    func usageIsTakenAsTheProvidersNestItToo(document: String, usage: Usage) throws {
        #expect(try prediction(#""model":"m","usage":\#(document)"#)?.usage == usage)
    }

    @Test func acceptWithoutALabelMeansTheFirstPredictions() throws {
        let line =
            #"{"text":"t","predictions":[{"model":"m","label":"account"}],"decisions":[{"reviewer":"a","action":"accept","at":"2026-01-01T00:00:00Z"}]}"#
        #expect(try item(line)?.decisions.first?.verdict == .accept(Label("account")))
        let reason = try #require(try decisionReason(#""reviewer":"a","action":"accept","at":"2026-01-01T00:00:00Z""#))
        #expect(reason.contains("none to accept"))
    }

    @Test func everyFieldOfADecisionArrives() throws {
        let read = try decision(
            #"""
            "reviewer":"a","action":"override","label":"ACCOUNT","at":"2026-01-01T01:00:00+01:00","seconds":0.5,"note":"n",\#
            "shown":["m","k"],"first_choice":"billing","probability":0.25,"undone_at":"2026-01-01T00:00:01Z","undone_by":"b"
            """#)
        let expected = Decision(
            reviewer: "a", verdict: .override(Label("account")),
            at: try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z")), seconds: 0.5, note: "n", shown: ["m", "k"],
            firstChoice: Label("billing"), probability: 0.25, undoneAt: Timestamp(rfc3339: "2026-01-01T00:00:01Z"),
            undoneBy: "b")
        #expect(read == expected)
    }

    @Test func whatWasOnScreenArrivesAndALaterVersionsWordsAreLeftOut() throws {
        let read = try decision(
            #"""
            "reviewer":"a","action":"reject","at":"2026-01-01T01:00:00Z","exposure":{"peers":["bo"],"calibrated":true,\#
            "order":"oldest","concealed":false,"first_reject":true,"draw":"informative","weight":0.5,"columns":80,"rows":24,"of_a_later_version":[1]}
            """#)
        let expected = Exposure(
            peers: ["bo"], calibrated: true, order: "oldest", concealed: false, firstReject: true, draw: "informative",
            weight: 0.5,
            columns: 80, rows: 24)
        #expect(read?.exposure == expected)
        let members = #""reviewer":"a","action":"skip","at":"2026-01-01T00:00:00Z","exposure":{"peers":"bo"}"#
        let reason = try #require(try decisionReason(members))
        #expect(reason.contains("\"peers\" of decisions[0].exposure must be an array of strings"))
    }

    @Test func verdictsWithoutALabelAreReadAsSuch() throws {
        for (action, verdict) in [("reject", Verdict.reject), ("flag", .flag), ("skip", .skip)] {
            let members = #""reviewer":"a","action":"\#(action)","label":null,"at":"2026-01-01T00:00:00Z""#
            #expect(try decision(members)?.verdict == verdict)
        }
    }

    @Test(arguments: [
        #""action":"skip","at":"2026-01-01T00:00:00Z""#, #""reviewer":"a","at":"2026-01-01T00:00:00Z""#,
        #""reviewer":"a","action":"skip""#, #""reviewer":"a","action":"skip","at":"2026-01-01""#,
        #""reviewer":"a","action":"maybe","at":"2026-01-01T00:00:00Z""#,
        #""reviewer":"a","action":"override","at":"2026-01-01T00:00:00Z""#,
        #""reviewer":"a","action":"override","label":"other","at":"2026-01-01T00:00:00Z""#,
        #""reviewer":"a","action":"reject","label":"billing","at":"2026-01-01T00:00:00Z""#,
        #""reviewer":"a","action":"skip","at":"2026-01-01T00:00:00Z","probability":0"#,
        #""reviewer":"a","action":"skip","at":"2026-01-01T00:00:00Z","probability":1.5"#,
        #""reviewer":"a","action":"skip","at":"2026-01-01T00:00:00Z","seconds":-1"#,
        #""reviewer":"a","action":"skip","at":"2026-01-01T00:00:00Z","first_choice":"other""#,
        #""reviewer":"a","action":"skip","at":"2026-01-01T00:00:00Z","undone_by":"b""#,
        #""reviewer":"a","action":"skip","at":"2026-01-01T00:00:00Z","shown":[1]"#,
    ])
    func anImpossibleDecisionRejectsItsLineAndIsNamed(members: String) throws {
        let reason = try #require(try decisionReason(members))
        #expect(reason.contains("decisions[0]"))
    }

    @Test func anExportsFlatFieldsYieldToItsDecisions() throws {
        let item = try #require(
            try item(
                #"""
                {"id":"t","text":"t","label":"nonsense","action":"accept","reviewer":"x","decided_at":"2026-01-01T00:00:00Z",\#
                "provenance":"single","predictions":[],"decisions":[{"reviewer":"a","action":"reject","at":"2026-01-01T00:00:00Z"}],"meta":{}}
                """#))
        #expect(item.decisions.map(\.verdict) == [.reject])
        #expect(item.gold == nil)
        #expect(item.item.meta.isEmpty)
    }

    @Test func anImportedLabelWithoutDecisionsIsGold() throws {
        let item = try #require(try item(#"{"text":"t","label":"Billing","provenance":"imported","decisions":[]}"#))
        #expect(item.gold == Label("billing"))
        #expect(item.item.meta.isEmpty)
    }

    @Test func aFlatDecisionWithoutItsLogIsADecision() throws {
        let item = try #require(
            try item(
                #"{"text":"t","label":"billing","action":"override","reviewer":"a","decided_at":"2026-01-01T00:00:00Z","provenance":"single"}"#
            ))
        #expect(item.decisions.map(\.verdict) == [.override(Label("billing"))])
    }
}
