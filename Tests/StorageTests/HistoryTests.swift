import Labeling
import Storage
import TestSupport
import Testing

/// What a store must hold after a history, kept the slow and obvious way.
private struct Expected {
    struct Entry {
        var id: Item.ID
        var gold: Label?
        var predictions: [Prediction] = []
        var decisions: [Decision] = []

        func newest(_ model: String?) -> Prediction? { predictions.last { $0.model == model } }

        var state: (ReviewState, Label?) {
            let standing = decisions.filter { $0.undoneAt == nil }
            func last(_ list: [Decision]) -> Decision? {
                list.reduce(nil) { best, next in best.map { next.at < $0.at ? $0 : next } ?? next }
            }
            let word = last(standing.filter { $0.verdict != .skip }) ?? last(standing)
            return (ReviewState(word?.verdict.action), word?.verdict.label)
        }
    }

    var entries: [Entry] = []
    /// Item index, decision index and reviewer, in the order of recording; imported decisions are not in it.
    var recorded: [(item: Int, decision: Int, reviewer: String)] = []
    var first: String? = "small"
    var second: String? = "large"

    var counts: TaskCounts {
        var counts = TaskCounts()
        counts.items = entries.count
        for entry in entries {
            let (state, label) = entry.state
            let one = entry.newest(first)
            let other = entry.newest(second)
            if one == nil { counts.unclassified += 1 }
            if other != nil { counts.secondOpinions += 1 }
            if state.isDecided { counts.decided += 1 }
            if state == .flagged { counts.flagged += 1 }
            if state == .skipped { counts.skipped += 1 }
            if let a = one?.label, let b = other?.label, a != b { counts.disagreements += 1 }
            if state.isDecided, let one {
                counts.firstCompared += 1
                if let label, one.label == label { counts.firstAgreed += 1 }
            }
            if entry.gold != nil { counts.gold += 1 }
            for prediction in entry.predictions { counts.spent += prediction.cost.spent ?? .zero }
        }
        counts.undecided = counts.items - counts.decided - counts.flagged
        return counts
    }

    func uncertainty(_ entry: Entry) -> Double {
        guard let one = entry.newest(first) else { return 2 }
        return one.label == nil ? -2 : one.confidence ?? -1
    }

    func todo() -> [Int64] {
        let open = entries.indices.filter { !entries[$0].state.0.isDecided && entries[$0].state.0 != .flagged }
        return open.sorted { (uncertainty(entries[$0]), $0) < (uncertainty(entries[$1]), $1) }.map { Int64($0 + 1) }
    }
}

@Suite struct HistoryTests {
    private static let reviewers = ["ana", "ben"]
    private static let labels = ["x", "y", "z"].map { Label($0) }

    private func randomPrediction(_ random: inout SeededGenerator) -> Prediction {
        let label = Self.labels.randomElement(using: &random)
        let isLabeled = Int.random(in: 0..<5, using: &random) > 0
        return Prediction(
            model: ["small", "large", "other"].randomElement(using: &random) ?? "", label: isLabeled ? label : nil,
            confidence: Bool.random(using: &random) ? Double.random(in: 0...1, using: &random) : nil,
            cost: .charged(Money(picodollars: Int64.random(in: 0...999, using: &random))),
            outcome: isLabeled ? .labeled : .refusal)
    }

    private func randomDecision(_ random: inout SeededGenerator) -> Decision {
        let label = Self.labels.randomElement(using: &random) ?? Label("x")
        let verdicts: [Verdict] = [.accept(label), .override(label), .reject, .flag, .skip]
        return Decision(
            reviewer: Self.reviewers.randomElement(using: &random) ?? "",
            verdict: verdicts.randomElement(using: &random) ?? .skip,
            // Few different times, so that many are equal and many go backwards.
            at: time(Int64.random(in: 0...5, using: &random)))
    }

    private func step(_ store: Store, _ expected: inout Expected, _ random: inout SeededGenerator) throws {
        let index = expected.entries.indices.randomElement(using: &random)
        let number = ItemNumber(Int64(index ?? 0) + 1)
        switch (Int.random(in: 0..<20, using: &random), index) {
        case (0...1, _), (_, nil):
            var new = item("t-\(expected.entries.count + 1)")
            if Bool.random(using: &random) { new.gold = Self.labels.randomElement(using: &random) }
            if Bool.random(using: &random) { new.predictions = [randomPrediction(&random)] }
            if Bool.random(using: &random) {
                new.decisions = [randomDecision(&random)]
                if Bool.random(using: &random) { new.decisions[0].undoneAt = time(9) }
            }
            #expect(try store.add([new]) == [.added])
            expected.entries.append(
                Expected.Entry(
                    id: new.item.id, gold: new.gold, predictions: new.predictions, decisions: new.decisions))
        case (2...6, let index?):
            let prediction = randomPrediction(&random)
            if Bool.random(using: &random) {
                let request = try store.recordIntent(RequestIntent(item: number, model: prediction.model, at: time(0)))
                try store.record(prediction, for: request)
            } else {
                try store.record([Answer(item: number, prediction: prediction)])
            }
            expected.entries[index].predictions.append(prediction)
        case (7...13, let index?):
            var decision = randomDecision(&random)
            _ = try store.record(decision, on: number)
            // What is decided now is not dated before what stands.
            let standing = expected.entries[index].decisions.filter { $0.undoneAt == nil }
            decision.at = max(decision.at, standing.map(\.at).max() ?? decision.at)
            expected.recorded.append((index, expected.entries[index].decisions.count, decision.reviewer))
            expected.entries[index].decisions.append(decision)
        case (14...18, _):
            let reviewer = Self.reviewers.randomElement(using: &random) ?? ""
            let undone = try store.undoLast(by: reviewer, at: time(9))
            let last = expected.recorded.lastIndex { $0.reviewer == reviewer }
            #expect((undone == nil) == (last == nil))
            guard let last else { return }
            let target = expected.recorded.remove(at: last)
            expected.entries[target.item].decisions[target.decision].undoneAt = time(9)
            expected.entries[target.item].decisions[target.decision].undoneBy = reviewer
            #expect(undone?.item == ItemNumber(Int64(target.item) + 1))
            #expect(undone?.decision == expected.entries[target.item].decisions[target.decision])
        default:
            guard Int.random(in: 0..<5, using: &random) == 0 else { return }
            swap(&expected.first, &expected.second)
            try store.setModels(ladder: [expected.first, expected.second].compactMap(\.self))
        }
    }

    private func compare(_ store: Store, _ expected: Expected) throws {
        #expect(try store.counts() == expected.counts)
        #expect(try store.order(QueueQuery()).map(\.value) == expected.todo())
        let stored = try all(store)
        #expect(stored.map(\.annotated.decisions) == expected.entries.map(\.decisions))
        #expect(stored.map(\.annotated.predictions) == expected.entries.map(\.predictions))
        let truths = expected.entries.map { GroundTruth.resolve(decisions: $0.decisions, gold: $0.gold) }
        #expect(stored.map(\.truth) == truths)
        #expect(try all(store, groundTruthOnly: true) == stored.filter { $0.truth != nil })
        let rows = try store.rows(stored.map(\.number))
        #expect(rows.map(\.state) == expected.entries.map(\.state.0))
        #expect(rows.map(\.decidedLabel) == expected.entries.map(\.state.1))
        #expect(rows.map(\.first?.label) == expected.entries.map { $0.newest(expected.first)?.label })
        #expect(rows.map(\.second?.label) == expected.entries.map { $0.newest(expected.second)?.label })
        let examples = zip(stored, truths).compactMap { item, truth in
            truth?.decision?.verdict.label.map {
                TrainingExample(id: item.annotated.item.id, text: item.annotated.item.text, label: $0)
            }
        }
        #expect(try store.trainingExamples() == examples)
        #expect(try store.verify().findings == [])
    }

    @Test(arguments: 1...8)
    func afterAnyHistoryTheStoreIsWhatItsRowsSay(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var expected = Expected()
        let scratch = try Scratch()
        for count in 1...120 {
            try step(scratch.store, &expected, &random)
            if count.isMultiple(of: 40) { try compare(scratch.store, expected) }
        }
        // What comes out goes in again, here without effect and elsewhere without loss.
        let exported = try all(scratch.store)
        #expect(try scratch.store.add(exported.map(\.annotated)).allSatisfy { $0 == .duplicate })
        let other = try Scratch(
            exported.map(\.annotated), ladder: [expected.first, expected.second].compactMap(\.self))
        #expect(try all(other.store) == exported)
        #expect(try other.store.counts() == expected.counts)
    }
}
