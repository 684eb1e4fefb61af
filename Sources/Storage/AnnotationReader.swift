internal import GRDB
internal import Labeling

/// Reads items with everything that was said of them by going through each table once, side by side, in the order of the
/// items: a few milliseconds of a window at a time, nothing of which is kept.
struct AnnotationReader {
    struct Wanted {
        var groundTruthOnly: Bool
        var filter: FilterExpression
        var since: Timestamp?
    }

    private struct Truth {
        var item: Int64
        var truth: GroundTruth
        /// The decision behind it.
        var decision: Int64?
    }

    private let wanted: Wanted
    private let last: Int64
    /// The items of which the filter holds, in order; nil: all.
    private let matching: SteppedStatement?
    /// The items of a run of which something is new since the time that is asked; nil: all.
    private let changed: SteppedStatement?
    private let truthRows: SteppedStatement
    private let provenances = RepeatedWords<GroundTruth.Provenance>()
    private var items: ItemCursor
    private var predictions: PredictionCursor
    private var decisions: DecisionCursor
    private var names = RepeatedTexts()
    private var batch: [StoredItem] = []
    private var weight = 0

    /// How many items are asked for at once. Statements that begin anew for each window stay true to the order of the
    /// items without sorting, whatever indexes the tables have.
    private static let window: Int64 = 256
    private static let itemsAtOnce = 64
    private static let weightAtOnce = 1 << 20

    init(_ wanted: Wanted, _ db: Database) throws {
        self.wanted = wanted
        last = try Int64.fetchOne(db, sql: "SELECT max(number) FROM item") ?? 0
        if wanted.filter == .everything {
            matching = nil
        } else {
            let filter = FilterSQL(wanted.filter)
            matching = try SteppedStatement(
                "SELECT q.item FROM queue q NOT INDEXED WHERE \(filter.text) ORDER BY q.item",
                StatementArguments(filter.arguments), db)
        }
        changed = try wanted.since.map { since in
            try SteppedStatement(
                """
                SELECT i.number FROM item i WHERE i.number BETWEEN ? AND ? AND (i.added_at >= ?
                    OR EXISTS (SELECT 1 FROM gold g WHERE g.item = i.number AND g.at >= ?)
                    OR EXISTS (SELECT 1 FROM decision d WHERE d.item = i.number AND (d.at >= ? OR d.recorded_at >= ?
                        OR EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id AND u.at >= ?))))
                ORDER BY i.number
                """, StatementArguments([0, -1] + Array(repeating: since.milliseconds, count: 5)), db)
        }
        truthRows = try SteppedStatement(
            "SELECT t.item, t.label, t.provenance, t.decision FROM ground_truth t WHERE t.item BETWEEN ? AND ?",
            [0, -1],
            db)
        items = try ItemCursor(db)
        predictions = try PredictionCursor(db)
        decisions = try DecisionCursor(db)
    }

    /// - Parameter give: takes a batch and about how many bytes it is; false: no more is wanted.
    mutating func read(_ give: ([StoredItem], Int) -> Bool) throws {
        var next: Int64 = 1
        while let run = try nextRun(&next) {
            let truths = try truths(run)
            var some = try changes(run)
            if wanted.groundTruthOnly {
                let known = truths.map(\.item)
                some = some.map { Set($0).intersection(known).sorted() } ?? known
            }
            // Where only some items of a run are wanted, the rows of the others are not stepped over.
            for part in some.map(AnnotationReader.parts) ?? [run] {
                guard try read(part, truths, give) else { return }
            }
        }
        _ = flush(give)
    }

    /// The next items that are wanted as far as the filter knows, without a gap; nil: there are none.
    private func nextRun(_ next: inout Int64) throws -> ClosedRange<Int64>? {
        guard let matching else {
            guard next <= last else { return nil }
            let run = next...min(last, next + AnnotationReader.window - 1)
            next = run.upperBound + 1
            return run
        }
        // `next` is the item that ended the run before, where there was one.
        var first = next
        if first <= 1 {
            guard try matching.next() else { return nil }
            first = matching.int(0)
        }
        guard first <= last else { return nil }
        var end = first
        while true {
            guard try matching.next() else {
                next = .max
                return first...end
            }
            let item = matching.int(0)
            guard item == end + 1, item - first < AnnotationReader.window else {
                next = item
                return first...end
            }
            end = item
        }
    }

    /// Those of a run of which something is new, in order; nil: nobody asked.
    private func changes(_ run: ClosedRange<Int64>) throws -> [Int64]? {
        guard let changed else { return nil }
        changed.restart(run.lowerBound, run.upperBound)
        var numbers: [Int64] = []
        while try changed.next() { numbers.append(changed.int(0)) }
        return numbers
    }

    /// Those of a run that have one, in order.
    private mutating func truths(_ run: ClosedRange<Int64>) throws -> [Truth] {
        truthRows.restart(run.lowerBound, run.upperBound)
        var truths: [Truth] = []
        while try truthRows.next() {
            let truth = GroundTruth(
                label: names.text(truthRows.bytes(1)).map { Label($0) },
                provenance: try provenances.someWord(truthRows.bytes(2)))
            truths.append(Truth(item: truthRows.int(0), truth: truth, decision: truthRows.intIfAny(3)))
        }
        truths.sort { $0.item < $1.item }
        return truths
    }

    /// Numbers in order as ranges.
    private static func parts(_ numbers: [Int64]) -> [ClosedRange<Int64>] {
        var parts: [ClosedRange<Int64>] = []
        for number in numbers {
            if let last = parts.last, last.upperBound >= number - 1 {
                parts[parts.count - 1] = last.lowerBound...number
            } else {
                parts.append(number...number)
            }
        }
        return parts
    }

    private mutating func read(
        _ range: ClosedRange<Int64>, _ truths: [Truth], _ give: ([StoredItem], Int) -> Bool
    ) throws -> Bool {
        items.begin(range)
        try predictions.begin(range)
        try decisions.begin(range)
        var place = truths.partitioningIndex { $0.item >= range.lowerBound }
        while let (number, item, gold) = try items.next() {
            let said = try predictions.take(number)
            let acts = try decisions.take(number)
            while place < truths.count, truths[place].item < number { place += 1 }
            var truth: GroundTruth?
            if place < truths.count, truths[place].item == number {
                truth = truths[place].truth
                if let id = truths[place].decision { truth?.decision = acts.first { $0.id == id }?.decision }
            }
            weight += item.text.utf8.count + 500 * (1 + said.count + acts.count)
            batch.append(
                StoredItem(
                    number: ItemNumber(number),
                    annotated: AnnotatedItem(
                        item: item, gold: gold, predictions: said, decisions: acts.map(\.decision)),
                    truth: truth))
            if batch.count >= AnnotationReader.itemsAtOnce || weight >= AnnotationReader.weightAtOnce {
                guard flush(give) else { return false }
            }
        }
        return true
    }

    private mutating func flush(_ give: ([StoredItem], Int) -> Bool) -> Bool {
        guard !batch.isEmpty else { return true }
        defer {
            batch = []
            weight = 0
        }
        return give(batch, weight)
    }
}

extension Array {
    /// The first place from which on the condition holds, in an array where it does from some place on.
    fileprivate func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
