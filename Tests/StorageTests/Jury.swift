import Labeling
import Storage
import TestSupport
import Testing

/// Several reviewers: the store's rule against the same rule in Swift, after histories of everything that bears on it.
struct Jury {
    static let reviewers = ["ana", "bo", "cy", "dé"]
    static let labels = ["x", "y", "z"].map { Label($0) }

    var random: SeededGenerator
    let scratch: Scratch
    var settings = ReviewSettings()
    var golds: [Label?] = []
    /// By item, in the order of recording.
    var decisions: [[Decision]] = []
    /// Of decisions that were made here, in order: whose they are.
    var recorded: [(item: Int, decision: Int)] = []
    var acts = 0

    init(seed: UInt64, items count: Int) throws {
        random = SeededGenerator(seed: seed)
        scratch = try Scratch()
        for _ in 0..<count { try addItem() }
    }

    func id(_ index: Int) -> Item.ID { Item.ID("t-\(index + 1)") }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &random)] }

    mutating func randomDecision() -> Decision {
        let label = pick(Self.labels)
        var made = Decision(
            reviewer: pick(Self.reviewers),
            verdict: pick([.accept(label), .override(label), .override(label), .accept(label), .reject, .flag, .skip]),
            at: time(Int64.random(in: 0...5, using: &random)))
        made.isAdjudication = Int.random(in: 0..<8, using: &random) == 0
        made.isUnclear = Int.random(in: 0..<6, using: &random) == 0
        if Int.random(in: 0..<8, using: &random) == 0 {
            acts += 1
            made.verdict = .accept(label)
            made.isAdjudication = false
            made.act = Act(key: "act-\(acts)", kind: pick([.policy, .policy, .bulk]))
        }
        return made
    }

    mutating func addItem() throws {
        let gold = pick([nil, nil, Label("x")])
        let made = (0..<pick([0, 0, 0, 1, 3])).map { _ in
            var one = randomDecision()
            if pick([false, false, true]) { one.undoneAt = time(9) }
            return one
        }
        var new = item("t-\(decisions.count + 1)")
        new.gold = gold
        new.decisions = made
        #expect(try scratch.store.add([new]) == [.added])
        golds.append(gold)
        decisions.append(made)
    }

    mutating func setRule() throws {
        settings.overlap = pick([1, 2, 2, 3])
        settings.overlapShare = pick([1, 1, 0.5, 0])
        settings.truth = pick([nil, nil, .single, .majority, .adjudicated, .dawidSkene])
        try scratch.store.setTruth(
            overlap: settings.overlap, share: settings.overlapShare, policy: settings.truth)
    }

    mutating func step() throws {
        let store = scratch.store
        let index = Int.random(in: decisions.indices, using: &random)
        let number = ItemNumber(Int64(index) + 1)
        switch Int.random(in: 0..<30, using: &random) {
        case 0: try addItem()
        case 1: try setRule()
        case 2...6:
            let reviewer = pick(Self.reviewers)
            let last = recorded.lastIndex { decisions[$0.item][$0.decision].reviewer == reviewer }
            let undone = try store.undoLast(by: reviewer, at: time(9))
            #expect((undone == nil) == (last == nil))
            guard let last else { return }
            let target = recorded.remove(at: last)
            decisions[target.item][target.decision].undoneAt = time(9)
            decisions[target.item][target.decision].undoneBy = reviewer
        case 7...9:
            let (reviewer, unclear) = (pick(Self.reviewers), pick([true, false]))
            let standing = decisions[index].indices.filter {
                let one = decisions[index][$0]
                return one.reviewer == reviewer && one.undoneAt == nil && one.verdict != .skip
            }
            // The last in time, and of equal times the later recorded.
            let tagged = standing.max { (decisions[index][$0].at, $0) < (decisions[index][$1].at, $1) }
            #expect(try store.tag(unclear: unclear, on: number, by: reviewer) == (tagged != nil))
            if let tagged { decisions[index][tagged].isUnclear = unclear }
        default:
            var made = randomDecision()
            _ = try store.record(made, on: number)
            let standing = decisions[index].filter { $0.undoneAt == nil }
            made.at = max(made.at, standing.map(\.at).max() ?? made.at)
            recorded.append((index, decisions[index].count))
            decisions[index].append(made)
        }
    }

    func votes(_ index: Int) -> ItemVotes {
        ItemVotes(
            decisions: decisions[index], gold: golds[index], policy: settings.truthPolicy(for: id(index)),
            needed: settings.reviewersNeeded(for: id(index)))
    }

    var isVoting: Bool { settings.overlap > 1 || ![nil, .single].contains(settings.truth) }

    /// Whether the item is to do for the reviewer, kept the slow way.
    func isToDo(_ index: Int, for reviewer: String?) -> Bool {
        let votes = votes(index)
        let words = decisions[index].filter {
            $0.undoneAt == nil && $0.verdict != .skip && !$0.isAdjudication && !$0.isByPolicy
        }
        guard isVoting, !words.isEmpty else {
            return [nil, .skip].contains(votes.decision?.verdict.action)
        }
        return votes.isOpen && !words.contains { $0.reviewer == reviewer }
    }

    func compare() throws {
        let store = scratch.store
        let all = decisions.indices.map { votes($0) }
        let stored = try StorageTests.all(store)
        #expect(stored.map(\.annotated.decisions) == decisions)
        #expect(stored.map(\.truth) == all.map(\.truth))
        let rows = try store.rows(stored.map(\.number))
        #expect(rows.map(\.state) == all.map { ReviewState($0.decision?.verdict.action) })
        #expect(rows.map(\.decidedLabel) == all.map { $0.decision?.verdict.label })
        #expect(rows.map(\.isDisputed) == all.map(\.isDisputed))
        #expect(rows.map(\.isAdjudicated) == all.map { $0.decision?.isAdjudication == true })
        #expect(rows.map(\.needed) == all.map(\.needed))
        if isVoting { #expect(rows.map(\.votes) == all.map(\.count)) }
        let counts = try store.counts()
        #expect(counts.decided == all.count(where: { ReviewState($0.decision?.verdict.action).isDecided }))
        #expect(counts.disputed == all.count(where: \.isDisputed))
        #expect(counts.partlyDecided == (isVoting ? all.count(where: \.isOpen) : 0))
        #expect(
            counts.unclear
                == decisions.count(where: { of in
                    of.contains { $0.isUnclear && $0.undoneAt == nil && $0.verdict != .skip }
                }))
        func listed(_ query: QueueQuery) throws -> [Int] { try store.order(query).map { Int($0.value) - 1 } }
        let disputed = decisions.indices.filter { all[$0].isDisputed }
        #expect(try listed(QueueQuery(filter: .disputed, order: .oldest)) == disputed)
        #expect(try Set(listed(QueueQuery(filter: .disputed, order: .uncertain))) == Set(disputed))
        for reviewer in [nil, "ana", "dé", "nobody"] {
            #expect(
                try listed(QueueQuery(order: .oldest, reviewer: reviewer))
                    == decisions.indices.filter { isToDo($0, for: reviewer) }, "\(reviewer ?? "-")")
        }
        let taught = all.compactMap { votes in
            votes.decision?.isByPolicy == true ? nil : votes.truth?.decision?.verdict.label
        }
        #expect(try store.trainingExamples().map(\.label) == taught)
        #expect(try store.verify().findings == [])
    }
}
