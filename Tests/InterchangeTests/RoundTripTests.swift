import Interchange
import Labeling
import TestSupport
import Testing

@Suite struct RoundTripTests {
    @Test func whatIsWrittenIsReadBackEqualAndWrittenAgainAlike() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let item = AnnotatedItem.random(&random)
            let policy = TruthPolicy.allCases.randomElement(using: &random) ?? .single
            let truth = GroundTruth.resolve(
                decisions: item.decisions, gold: item.gold, policy: policy, needed: Int(random.next() % 3) + 1)
            let line = GroundTruthDocument.line(item, truth: truth).rendered()
            #expect(!line.contains("\n"))
            let records = try read(line, ReadingOptions(format: .jsonl))
            #expect(records.reasons.isEmpty, "\(line)")
            let again = try #require(records.items.first)
            #expect(again == item)
            // Swift compares strings by canonical equivalence; the promise is about bytes.
            #expect(Array(again.item.text.utf8) == Array(item.item.text.utf8))
            #expect(GroundTruthDocument.line(again, truth: truth).rendered() == line)
        }
    }

    @Test func theGroundTruthLineIsTheContracts() throws {
        let at = try #require(Timestamp(rfc3339: "2026-11-01T09:30:00Z"))
        let item = AnnotatedItem(
            item: Item(id: Item.ID("t-1"), text: "a", meta: ["b": .integer(1), "a": .null]),
            predictions: [
                Prediction(model: "m", label: Label("billing"), cost: .charged(Money(picodollars: 982_000_000)))
            ],
            decisions: [
                Decision(
                    reviewer: "ana", verdict: .override(Label("account")), at: at, seconds: 3.2, shown: ["m"])
            ])
        let truth = GroundTruth.resolve(decisions: item.decisions, gold: nil)
        let expected =
            #"{"id":"t-1","text":"a","label":"account","action":"override","reviewer":"ana","#
            + #""decided_at":"2026-11-01T09:30:00Z","seconds":3.2,"note":"","shown":["m"],"first_choice":null,"#
            + #""probability":1.0,"provenance":"single","predictions":[{"model":"m","label":"billing","confidence":null,"#
            + #""rationale":null,"usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0,"#
            + #""cache_read_input_tokens":0,"cache_creation_1h_input_tokens":0,"reasoning_tokens":0},"cost_usd":"0.000982","latency_ms":null,"outcome":"labeled","#
            + #""invalid_answer":null,"snapshot":null,"request_id":null,"prompt_version":null,"stop_reason":null,"#
            + #""escalation":null,"confidence_source":null,"samples":null,"is_repair":false,"service":"standard","at":null}],"decisions":[{"reviewer":"ana","#
            + #""action":"override","label":"account","at":"2026-11-01T09:30:00Z","seconds":3.2,"note":"","shown":["m"],"#
            + #""first_choice":null,"probability":1.0}],"meta":{"a":null,"b":1}}"#
        #expect(GroundTruthDocument.line(item, truth: truth).rendered() == expected)
    }

    @Test func aTruthOfSeveralNamesItsReviewersAndAnAdjudicationSaysSo() throws {
        func say(_ reviewer: String, _ label: String, _ at: Int64) -> Decision {
            Decision(reviewer: reviewer, verdict: .override(Label(label)), at: Timestamp(milliseconds: at))
        }
        var item = AnnotatedItem(item: Item(id: Item.ID("1"), text: "a"))
        item.decisions = [say("ana", "x", 1), say("bo", "y", 2), say("cy", "x", 3), say("bo", "z", 4)]
        func line() throws -> String {
            let truth = GroundTruth.resolve(decisions: item.decisions, gold: nil, policy: .majority, needed: 2)
            let line = GroundTruthDocument.line(item, truth: truth).rendered()
            #expect(try read(line).items == [item])
            return line
        }
        let majority = try line()
        #expect(majority.contains(#""provenance":"majority","reviewers":["ana","cy"]"#))
        #expect(!majority.contains("adjudication") && !majority.contains("unclear"))
        item.decisions.append(say("dan", "z", 5))
        item.decisions[4].isAdjudication = true
        item.decisions[4].isUnclear = true
        let adjudicated = try line()
        #expect(
            adjudicated.contains(#""provenance":"adjudicated","unclear":true"#) && !adjudicated.contains("reviewers"))
        #expect(adjudicated.contains(#""adjudication":true,"unclear":true}]"#))
    }

    @Test func anItemWithoutTruthKeepsItsNullsOutOfMeta() throws {
        let item = AnnotatedItem(item: Item(id: Item.ID("1"), text: "a"))
        let line = GroundTruthDocument.line(item, truth: nil).rendered()
        #expect(line.contains(#""label":null,"action":null"#) && line.contains(#""provenance":null"#))
        #expect(try read(line).items == [item])
    }
}

extension SeededGenerator {
    mutating func chance() -> Bool { next() & 1 == 0 }

    mutating func text() -> String {
        let pieces = [
            "a", "é", "e\u{301}", "\u{1F469}\u{200D}\u{1F680}", "\"", "\\", "\n", "\r\n", "\t", "\u{1}", "\u{7F}",
            "\u{85}", "\u{9B}",
            "\u{2028}", "\u{2029}", "\u{2027}", "漢", "\u{FEFF}", "/", "{", "]", ",", "'", "=", "\u{10FFFF}", "شكر",
            "\u{C2}\u{A0}",
        ]
        return "x"
            + (0..<Int.random(in: 0...12, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }

    mutating func label() -> Label {
        Label(["billing", "account", "Größe", "a \"b\""].randomElement(using: &self) ?? "x")
    }

    mutating func time() -> Timestamp {
        Timestamp(milliseconds: Int64.random(in: 0..<253_402_300_800_000, using: &self))
    }

    mutating func number(to bound: Double) -> Double { Double.random(in: 0...bound, using: &self) }

    mutating func json(depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0...(depth > 3 ? 5 : 8), using: &self) {
        case 0: .null
        case 1: .bool(chance())
        case 2: .integer(Int64.random(in: .min ... .max, using: &self))
        case 3: (try? JSONDocument.double(number(to: 1e6) - 5e5).jsonValue()) ?? .null
        case 4: (try? JSONDocument.number("1\(next())\(next() % 1000)e-7").jsonValue()) ?? .null
        case 5: .string(text())
        case 6: .array((0..<3).map { _ in json(depth: depth + 1) })
        default: .object(["k": json(depth: depth + 1), text(): json(depth: depth + 1)])
        }
    }
}

extension AnnotatedItem {
    static func random(_ random: inout SeededGenerator) -> AnnotatedItem {
        let meta: [String: JSONValue] = random.chance() ? [:] : [random.text(): random.json(), "label": random.json()]
        return AnnotatedItem(
            item: Item(
                id: Item.ID(random.text()), text: random.text(), meta: meta,
                images: (0..<Int(random.next() % 4)).map { _ in random.text() }),
            gold: random.chance() ? random.label() : nil,
            predictions: (0..<Int(random.next() % 3)).map { _ in Prediction.random(&random) },
            decisions: (0..<Int(random.next() % 4)).map { _ in Decision.random(&random) })
    }
}

extension Prediction {
    static func random(_ random: inout SeededGenerator) -> Prediction {
        let outcome = Outcome.allCases.randomElement(using: &random) ?? .labeled
        let costs: [Cost] = [
            .unknown, .charged(Money(picodollars: Int64(random.next() % 1_000_000_000_000))),
            .estimated(Money(picodollars: Int64(random.next() % 1_000_000)), as: random.text()),
        ]
        return Prediction(
            model: random.text(), snapshot: random.chance() ? random.text() : nil,
            label: outcome == .labeled ? random.label() : nil,
            invalidAnswer: outcome != .labeled && random.chance() ? random.text() : nil,
            confidence: random.chance() ? random.number(to: 1) : nil,
            confidenceSource: random.chance() ? ConfidenceSource.allCases.randomElement(using: &random) : nil,
            rationale: random.chance() ? random.text() : nil,
            usage: Usage(
                inputTokens: Int(random.next() % 1_000_000), cacheReadInputTokens: Int(random.next() % 9),
                cacheCreation1hInputTokens: Int(random.next() % 9), reasoningTokens: Int(random.next() % 9)),
            cost: costs.randomElement(using: &random) ?? .unknown,
            latencyMilliseconds: random.chance() ? random.number(to: 1e5) : nil, outcome: outcome,
            escalation: random.chance() ? EscalationReason.allCases.randomElement(using: &random) : nil,
            requestID: random.chance() ? random.text() : nil, promptVersion: random.chance() ? random.text() : nil,
            stopReason: random.chance() ? random.text() : nil, at: random.chance() ? random.time() : nil,
            isRepair: random.chance(), service: random.chance() ? .batch : .standard,
            samples: random.chance() ? Int(random.next() % 9) + 1 : nil)
    }
}

extension Decision {
    static func random(_ random: inout SeededGenerator) -> Decision {
        let verdicts: [Verdict] = [.accept(random.label()), .override(random.label()), .reject, .flag, .skip]
        let undoneAt = random.chance() ? random.time() : nil
        return Decision(
            reviewer: random.text(), verdict: verdicts.randomElement(using: &random) ?? .skip, at: random.time(),
            seconds: random.chance() ? random.number(to: 100) : nil, note: random.chance() ? random.text() : "",
            shown: (0..<Int(random.next() % 3)).map { _ in random.text() },
            firstChoice: random.chance() ? random.label() : nil, probability: 1 - random.number(to: 0.999),
            exposure: random.chance() ? .random(&random) : nil,
            act: random.chance() ? Act(key: "k-1", kind: .bulk) : nil,
            undoneAt: undoneAt, undoneBy: undoneAt == nil || random.chance() ? nil : random.text(),
            isAdjudication: random.chance(), isUnclear: random.chance())
    }
}

extension Exposure {
    static func random(_ random: inout SeededGenerator) -> Exposure {
        Exposure(
            peers: random.chance() ? [random.text()] : nil, calibrated: random.chance() ? random.chance() : nil,
            masked: random.chance() ? true : nil, order: random.chance() ? "uncertain" : nil,
            filter: random.chance() ? random.text() : nil, seen: random.chance() ? false : nil,
            concealed: random.chance() ? random.chance() : nil,
            rationales: random.chance() ? [] : nil, gold: random.chance() ? false : nil,
            firstReject: random.chance() ? true : nil, typedAhead: random.chance() ? true : nil,
            draw: random.chance() ? "random" : nil, weight: random.chance() ? random.number(to: 2) : nil,
            columns: random.chance() ? 80 : nil, rows: random.chance() ? 24 : nil)
    }
}
