import Cells
import Labeling

// How an item that several reviewers decide is said, in the list, above the text, in the status line.

extension ReviewModel {
    /// What the line above the text says of an item's state.
    func stateWords(of row: QueueRow) -> String? {
        let isHidden = hidesPeers(of: row)
        let state = isHidden ? nil : row.state.words(row.decidedLabel, in: task.labels)
        if row.isAdjudicated { return row.adjudicatedWords(isHidden ? nil : task.labels) }
        if row.isDisputed {
            return row.reviewers.contains(reviewer) ? "you and others differ" : "reviewers differ"
        }
        guard isPartlyDecided(row) else {
            return isHidden ? "decided by \(row.reviewers.joined(separator: ", "))" : state
        }
        guard hasDecided(row) else { return "\(row.voteWords) have decided" }
        return "\(state ?? "you have decided"), \(row.voteWords)"
    }

    /// Some have decided, and more are to.
    private func isPartlyDecided(_ row: QueueRow) -> Bool {
        row.needed > 1 && row.votes > 0 && row.votes < row.needed && row.state != .flagged && !row.isAdjudicated
    }

    /// The sign of an item's state in the list.
    func stateMark(of row: QueueRow) -> String {
        if row.state != .flagged {
            if row.isAdjudicated { return QueueRow.adjudicatedMark(ascii: isASCII) }
            if row.isDisputed { return QueueRow.disputedMark(ascii: isASCII) }
        }
        if hidesPeers(of: row) { return isASCII ? "o" : "○" }
        if isPartlyDecided(row), hasDecided(row) { return QueueRow.partlyMark(ascii: isASCII) }
        return row.state.mark(ascii: isASCII)
    }

    func stateRole(of row: QueueRow) -> Role {
        if row.isDisputed, !row.isAdjudicated { return .disagree }
        return hidesPeers(of: row) ? .muted : row.state.role
    }

    /// What stands above the text of the reviewer's own tag; nil: there is none.
    func unclearWords(_ detail: ItemDetail) -> String? { saysUnclear(detail) ? "guideline unclear" : nil }

    /// `votes 1 of 2`, of the item under the cursor; nil: one reviewer decides it.
    var voteStatus: String? {
        guard let row = currentRow, row.needed > 1 else { return nil }
        return "votes \(row.voteWords)"
    }

    /// What is said where a list of what is to do is empty.
    var nothingToDoWords: String {
        let wait = counts.disputed == 1 ? "1 item waits" : "\(counts.disputed.grouped) items wait"
        let disputed = counts.disputed > 0 ? " \(wait) to be adjudicated: :adjudicate." : ""
        return "Nothing left to do.\(disputed) Tab shows other lists; q quits; renga evaluate compares the models."
    }

    var sideCandidates: [LineCommand.Candidate] {
        guard let detail = currentDetail else { return [] }
        return shownVotes(of: detail).map {
            LineCommand.Candidate(text: $0.decision.reviewer, help: $0.words(in: task.labels))
        }
    }

    /// Who has decided between the reviewers, by name; empty: nobody.
    func adjudicators(of detail: ItemDetail) -> [String] { adjudication(of: detail).map { [$0.reviewer] } ?? [] }

    /// What is said above the answers: who differs, or who has decided between them.
    func voteTitle(of detail: ItemDetail) -> String {
        guard let made = adjudication(of: detail) else { return "reviewers differ" }
        let words = made.verdict.answerWords(in: task.labels)
        let reason = made.note.isEmpty ? "" : " (\(made.note))"
        return "\(QueueRow.adjudicatedMark(ascii: isASCII)) \(made.reviewer) adjudicated: \(words)\(reason)"
    }

    /// Nil: the reviewer is none of those who differ.
    func ownVoteRemark(of detail: ItemDetail) -> String? {
        votes(of: detail).contains(where: \.isOwn) && adjudication(of: detail) == nil
            ? "You are one of them: you decide over your own label." : nil
    }

    var disputeSigns: [(String, String)] {
        [
            (QueueRow.partlyMark(ascii: isASCII), "you have decided; more reviewers are to"),
            (QueueRow.disputedMark(ascii: isASCII), "reviewers differ: to be adjudicated"),
            (QueueRow.adjudicatedMark(ascii: isASCII), "adjudicated: somebody decided between reviewers"),
        ]
    }
}

extension QueueRow {
    static func partlyMark(ascii: Bool) -> String { ascii ? "%" : "◐" }
    static func disputedMark(ascii: Bool) -> String { ascii ? "&" : "⇄" }
    static func adjudicatedMark(ascii: Bool) -> String { ascii ? "=" : "◆" }

    /// `1 of 2`.
    var voteWords: String { "\(min(votes, needed).grouped) of \(needed.grouped)" }

    /// - Parameter labels: nil: what was decided is hidden.
    fileprivate func adjudicatedWords(_ labels: LabelSet?) -> String {
        guard let labels else { return "adjudicated" }
        return switch state {
        case .accepted, .overridden: "adjudicated: \(decidedLabel.map { labels.pathWords(of: $0) } ?? "")"
        case .rejected: "adjudicated: no label fits"
        case .flagged: "adjudicated: flagged"
        case .undecided, .skipped: "adjudicated"
        }
    }

    /// The line as it stands after this decision, until it is read again.
    func decided(_ verdict: Verdict, by reviewer: String, adjudicates: Bool) -> QueueRow {
        var row = self
        // To put off what others have decided changes nothing of it.
        if verdict == .skip, isDisputed || isAdjudicated { return row }
        row.state = ReviewState(verdict.action)
        row.decidedLabel = verdict.label
        if adjudicates {
            row.isAdjudicated = true
            row.isDisputed = false
        }
        if verdict != .skip, !row.reviewers.contains(reviewer) {
            row.reviewers.append(reviewer)
            if !adjudicates { row.votes += 1 }
        }
        return row
    }
}

extension Verdict {
    /// The answer by itself: `Billing`, `no label fits`.
    func answerWords(in labels: LabelSet) -> String {
        switch self {
        case .accept(let label), .override(let label): labels.title(of: label)
        case .reject: "no label fits"
        case .flag: "flagged for an expert"
        case .skip: "skipped"
        }
    }
}

extension Vote {
    func words(in labels: LabelSet) -> String { decision.verdict.answerWords(in: labels) }

    var name: String { decision.reviewer + (isOwn ? " (you)" : "") }

    /// When and how it was decided, the most telling first.
    func facts(in labels: LabelSet) -> [String] {
        var facts: [String] = []
        if decision.isUnclear { facts.append("guideline unclear") }
        if decision.act != nil { facts.append("with other items") }
        if let seconds = decision.seconds { facts.append("\(Int(max(0, min(seconds, 1e9)).rounded())) s") }
        if !decision.shown.isEmpty {
            facts.append("saw " + decision.shown.map { Prediction(model: $0).shortModel }.joined(separator: ", "))
        } else {
            facts.append(decision.exposure == nil ? "models seen: not known" : "blind")
        }
        if let first = decision.firstChoice {
            facts.append("first choice \(labels.title(of: first))")
        } else if decision.exposure?.firstReject == true {
            facts.append("first choice: no label fits")
        }
        if let peers = decision.exposure?.peers, !peers.isEmpty {
            facts.append("saw what \(peers.joined(separator: ", ")) decided")
        }
        facts.append(String(decision.at.rfc3339.prefix(16)).replacing("T", with: " "))
        return facts
    }
}

extension DashboardData {
    /// What the work of several reviewers on one item has come to; nil: nobody works so here.
    var disputeWords: String? {
        let parts = [
            (counts.disputed, "to adjudicate"), (counts.partlyDecided, "partly decided"),
            (counts.unclear, "guideline unclear"),
        ]
        let known = parts.filter { $0.0 > 0 }.map { "\($0.1) \($0.0.grouped)" }
        return known.isEmpty ? nil : known.joined(separator: ", ")
    }
}
