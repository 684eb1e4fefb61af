import Labeling

/// What is kept of two who each give an item a set of labels, label by label and as a whole.
struct SetsTally: Sendable {
    private(set) var n = 0
    private var overlap = CompensatedSum()
    /// Of each label, in the task's order, who of the two gave it: 1 yes, 0 no.
    private(set) var labels: [PairCounts]
    /// Labels of items in which the two differ.
    private(set) var differences = 0

    init(labelCount: Int) { labels = Array(repeating: PairCounts(), count: labelCount) }

    /// - Parameter a: the labels by their numbers; nil: no valid answer, which agrees with nothing but its like.
    mutating func add(_ a: [Int]?, _ b: [Int]?) {
        n += 1
        overlap.add(SetsTally.jaccard(a, b))
        for label in labels.indices {
            let (one, other) = (SetsTally.category(label, a), SetsTally.category(label, b))
            labels[label].add(one, other)
            if one != other { differences += 1 }
        }
    }

    static let given = Category.label(1)

    private static func category(_ label: Int, _ set: [Int]?) -> Category {
        set.map { $0.contains(label) ? given : Category.label(0) } ?? .besides
    }

    /// Labels in both over labels in either (Jaccard 1901); two empty sets are the same set, and 1.
    static func jaccard(_ a: [Int]?, _ b: [Int]?) -> Double {
        guard let a, let b else { return a == nil && b == nil ? 1 : 0 }
        let common = a.count(where: b.contains)
        let all = a.count + b.count - common
        return all == 0 ? 1 : Double(common) / Double(all)
    }

    var jaccard: Double? { n > 0 ? overlap.value / Double(n) : nil }

    /// The share of all yes-or-no answers about labels that differ.
    var hammingLoss: Double? {
        let all = n * labels.count
        return all > 0 ? Double(differences) / Double(all) : nil
    }

    /// With the first as the truth.
    var classes: [ClassCounts] {
        labels.map { counts in
            let (predicted, common) = counts.second(SetsTally.given)
            return ClassCounts(truePositives: common, support: counts.first(SetsTally.given), predicted: predicted)
        }
    }
}

/// The costly mistakes about severe labels where an item can have several.
struct SetsSeverityTally: Sendable {
    private var severe = 0
    private var passed = 0
    private var others = 0
    private var alarms = 0

    /// - Parameter answer: nil: no valid one.
    mutating func add(truth: [Int], answer: [Int]?, isSevere: [Bool]) {
        let isRaised = answer?.contains { isSevere[$0] } ?? false
        if truth.contains(where: { isSevere[$0] }) {
            severe += 1
            if !isRaised { passed += 1 }
        } else {
            others += 1
            if isRaised { alarms += 1 }
        }
    }

    func report(labels: [Label]) -> SeverityReport {
        SeverityReport(
            labels: labels, severe: severe, falseAccepts: passed,
            falseAcceptRate: .wilson(successes: passed, of: severe), notSevere: others, falseRejects: alarms,
            falseRejectRate: .wilson(successes: alarms, of: others))
    }
}

/// One model's answers where an item can have several labels, against the ground truth.
struct ModelSetsTally: Sendable {
    private(set) var sets: SetsTally
    private(set) var severity: SetsSeverityTally?
    /// Truth and answer as whole sets.
    private(set) var whole = PairCounts()
    private let isSevere: [Bool]

    /// - Parameter isSevere: for each label; empty: none is.
    init(labelCount: Int, isSevere: [Bool]) {
        sets = SetsTally(labelCount: labelCount)
        self.isSevere = isSevere
        severity = isSevere.contains(true) ? SetsSeverityTally() : nil
    }

    mutating func add(truth: Int, answer: Category, members: [[Int]]) {
        let (known, said) = (members[truth], answer.position.map { members[$0] })
        sets.add(known, said)
        severity?.add(truth: known, answer: said, isSevere: isSevere)
        whole.add(.label(truth), answer)
    }

    func severityReport(of labels: [Label]) -> SeverityReport? {
        severity?.report(labels: zip(labels, isSevere).filter(\.1).map(\.0))
    }
}
