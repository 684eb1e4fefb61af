package import Labeling

internal import GRDB

extension Store {
    /// Counts what a plan would do. Writes nothing.
    ///
    /// - Parameters:
    ///   - round: which of the samples are wanted: 0 the first ones in the items' shuffled order, 1 the next.
    ///   - reviewer: where several reviewers decide, what they have voted on is decided for them; nil: what anybody has.
    package func preview(
        _ plan: BulkPlan, round: Int = 0, samples: Int = 8, reviewer: String? = nil
    ) throws -> BulkPreview {
        try read { db in
            var preview = BulkPreview()
            preview.latestPrediction =
                try db.first("SELECT coalesce(max(id), 0) FROM prediction") { try $0.value(0) } ?? 0
            var labels: [Label?: Int] = [:]
            var range: (low: Double, high: Double)?
            var places: [(shuffle: Double, item: ItemNumber)] = []
            try forEachCandidate(
                of: plan, latestPrediction: preview.latestPrediction, reviewer: reviewer, db
            ) { candidate in
                preview.items += 1
                switch candidate.standing {
                case .decided: preview.decided += 1
                case .blind: preview.blind += 1
                case .concealed: preview.concealed += 1
                case .unanswered: preview.unanswered += 1
                case .eligible(let verdict):
                    preview.eligible += 1
                    labels[candidate.first, default: 0] += 1
                    if candidate.disagrees { preview.disagreeing += 1 }
                    if let label = verdict.label, let first = candidate.first, label != first { preview.changed += 1 }
                    if let confidence = candidate.confidence {
                        range = (min(range?.low ?? confidence, confidence), max(range?.high ?? confidence, confidence))
                    }
                    places.append((candidate.shuffle, candidate.item))
                }
            }
            preview.labels = labels.map { BulkPreview.LabelShare(label: $0.key, count: $0.value) }
                .sorted { ($1.count, $0.label?.name ?? "") < ($0.count, $1.label?.name ?? "") }
            preview.confidence = range.map { $0.low...$0.high }
            places.sort { ($0.shuffle, $0.item) < ($1.shuffle, $1.item) }
            if !places.isEmpty {
                let start = max(0, round) * samples % places.count
                let turned = places[start...] + places[..<start]
                preview.samples = try rows(turned.prefix(samples).map(\.item), db)
            }
            return preview
        }
    }

    /// Decides the items of a plan as one act, in one transaction: all of it is on disk, or nothing.
    ///
    /// The same items as the preview counted, but for those that were decided since, or answered anew, or that another
    /// reviewer, or another session than the holder, has before them.
    /// - Parameters:
    ///   - progress: told now and then how many are written, before they are on disk.
    /// - Returns: nil: nothing was left to decide.
    package func record(
        _ plan: BulkPlan, latestPrediction: Int64, by reviewer: String, as act: Act, at: Timestamp,
        holder: String? = nil, progress: (Int) -> Void = { _ in }
    ) throws -> ActOutcome? {
        try write { db in
            var leftOut: [String: Int] = [:]
            let held =
                try holder.map { try itemsHeld(besidesSession: $0, db) } ?? itemsHeld(besides: reviewer, db)
            var chosen: [(item: ItemNumber, verdict: Verdict, shown: [String])] = []
            try forEachCandidate(
                of: plan, latestPrediction: latestPrediction, reviewer: reviewer, db
            ) { candidate in
                switch candidate.standing {
                case .eligible where held.contains(candidate.item): leftOut["held", default: 0] += 1
                case .eligible(let verdict): chosen.append((candidate.item, verdict, candidate.models))
                case .blind: leftOut["blind", default: 0] += 1
                case .concealed: leftOut["concealed", default: 0] += 1
                case .decided: leftOut["decided", default: 0] += 1
                case .unanswered: leftOut["unanswered", default: 0] += 1
                }
            }
            guard !chosen.isEmpty else { return nil }
            let grounds = BulkGrounds(
                choice: plan.choice.word, items: chosen.count, list: plan.list, leftOut: leftOut)
            return try insert(
                chosen, by: reviewer, as: act, detail: try ActRow.json(grounds), at: at, progress: progress, db)
        }
    }

    /// Stores an act and its decisions in the transaction that is open.
    ///
    /// - Parameter chosen: not empty; `shown` are the models whose answers were in view, counted and in samples.
    func insert(
        _ chosen: [(item: ItemNumber, verdict: Verdict, shown: [String])], by reviewer: String, as act: Act,
        detail: String, at: Timestamp, progress: (Int) -> Void, _ db: Database
    ) throws -> ActOutcome {
        _ = try ActRow.insert(act, reviewer: reviewer, detail: detail, at: at, db)
        var latest = DecisionID(0)
        for (index, (item, verdict, shown)) in chosen.enumerated() {
            let decision = Decision(
                reviewer: reviewer, verdict: verdict, at: at, shown: shown, exposure: Exposure(seen: false), act: act)
            latest = try insert(decision, on: item, db)
            if (index + 1) % 1_000 == 0 { progress(index + 1) }
        }
        let decided = try chosen.prefix(100).map { item, verdict, _ in
            let id = try db.first("SELECT CAST(id AS BLOB) FROM item WHERE number = ?", [item.value]) { try $0.text(0) }
            return ActOutcome.Decided(id: Item.ID(id ?? ""), verdict: verdict)
        }
        return ActOutcome(act: act, count: chosen.count, latest: latest, decided: decided)
    }

    private struct Candidate {
        var item: ItemNumber
        var first: Label?
        var confidence: Double?
        var disagrees: Bool
        var shuffle: Double
        var models: [String]
        var standing: Standing
    }

    private enum Standing {
        case decided, blind, concealed, unanswered
        case eligible(Verdict)
    }

    private func forEachCandidate(
        of plan: BulkPlan, latestPrediction: Int64, reviewer: String?, _ db: Database,
        _ body: (Candidate) throws -> Void
    ) throws {
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT q.item, CAST(i.id AS BLOB), q.state, q.first_label, q.first_confidence, q.second_label,
                        q.disagrees, q.shuffle, max(coalesce(q.first, 0), coalesce(q.second, 0)),
                        (SELECT l.model FROM ladder l WHERE l.rung = 0 AND q.first IS NOT NULL),
                        (SELECT p.model FROM prediction p WHERE p.id = q.second), \(QueueSQL.isVotedOn)
                    FROM json_each(:items) j CROSS JOIN queue q ON q.item = j.value
                    CROSS JOIN item i ON i.number = q.item
                    """),
            arguments: ["items": plan.items.map(\.value).json, "todoOf": reviewer?.withoutNUL])
        while let row = try cursor.next() {
            let state: ReviewState = try row.someWord(2)
            var candidate = Candidate(
                item: try row.number(0), first: try row.label(3), confidence: try row.value(4),
                disagrees: try row.value(6), shuffle: try row.value(7),
                models: [try row.value(9) as String?, try row.value(10) as String?].compactMap(\.self),
                standing: .decided)
            let second = try row.label(5)
            let id = Item.ID(try row.text(1))
            let isNewer = try row.value(8) as Int64 > latestPrediction
            let isVotedOn: Bool = try row.value(11)
            if !isVotedOn, state == .undecided || state == .skipped {
                let hides = plan.blind.map {
                    $0.hides(id, confidence: candidate.confidence, disagrees: candidate.disagrees)
                }
                let opinions = [candidate.first, second].compactMap(\.self)
                if hides ?? true {
                    candidate.standing = .blind
                } else if opinions.contains(where: plan.concealed.contains)
                    || (candidate.first == nil && !plan.concealed.isEmpty)
                {
                    // What no model has labelled may be what is concealed.
                    candidate.standing = .concealed
                } else if let verdict = plan.choice.verdict(first: candidate.first, second: second),
                    verdict.label.map(plan.labels.contains) ?? true, !isNewer
                {
                    candidate.standing = .eligible(verdict)
                } else {
                    candidate.standing = .unanswered
                }
            }
            try body(candidate)
        }
    }
}
