import Cells
import Labeling

// The history of an item in words: the newest first, what the reviewer may not see yet left out and said so.

extension ReviewModel {
    /// The item whose history is open.
    var historyDetail: ItemDetail? { eyes.history.flatMap { details[$0.number] } }

    /// The lines of the history page, wrapped to the screen's width.
    var historyLines: [PageLine] {
        guard let entries = eyes.history?.entries, let detail = historyDetail else { return [] }
        var lines: [PageLine] = []
        let columns = max(size.columns - 3, 20)
        func add(_ text: String, _ role: Role, indent: Int = 0) {
            // The lines after the first stand two columns further in.
            let fits = displayWidth(text, ascii: isASCII) <= columns - indent
            let room = max(columns - indent - (fits ? 0 : 2), 10)
            for (index, line) in wrap(text, columns: room, ascii: isASCII, maximumLines: 60).enumerated() {
                let words = line.glyphs.map(\.text).joined()
                let margin = indent + (index > 0 ? 2 : 0)
                lines.append(PageLine(text: String(repeating: " ", count: margin) + words, role: role))
            }
        }
        if hidesPeerHistory(detail) {
            add(peersWarning, .warning)
            lines.append(PageLine(text: "", role: .text))
        }
        for entry in entries.reversed() {
            let said = words(of: entry.what, detail)
            add("\(entry.at.minute)  \(said.text)", said.role)
            for more in said.more { add(more, .muted, indent: 4) }
        }
        return lines
    }

    private var peersWarning: String {
        // Line by line the page is left as soon as it is said, so that a second key would only open it again.
        if let detail = historyDetail, mustBeIndependent(rows[detail.row.number] ?? detail.row) {
            return
                "Others have decided this item. What, is shown once you have: several are to decide it by themselves."
        }
        let key = eyes.isSpoken ? "history peers" : keymap.key(for: .history)
        return "Others have decided this item. \(key) shows what; your decision will say that you saw it."
    }

    /// Others have decided the item, and what they decided is still hidden.
    func hidesPeerHistory(_ detail: ItemDetail) -> Bool {
        guard keepsPeersHidden(rows[detail.row.number] ?? detail.row) else { return false }
        return eyes.history?.entries?.contains { entry in
            switch entry.what {
            case .decision(let decision), .undone(let decision):
                decision.reviewer != reviewer && decision.verdict != .flag
            case .note(let author, _): author != reviewer
            default: false
            }
        } ?? false
    }

    private func words(
        of what: HistoryEntry.What, _ detail: ItemDetail
    ) -> (text: String, role: Role, more: [String]) {
        let hidesModels = hidesOpinions(of: detail.row)
        let hidden = "hidden until you have decided"
        switch what {
        case .imported: return ("imported", .muted, [])
        case .gold(let label):
            // Who has not decided must not copy the truth.
            return hasDecided(detail.row)
                ? ("imported ground truth: \(task.labels.title(of: label))", .label, [])
                : ("imported ground truth: \(hidden)", .muted, [])
        case .prediction(let prediction):
            guard !hidesModels else { return ("\(prediction.model): \(hidden)", .muted, []) }
            return words(of: prediction)
        case .escalated(let reason, let rung):
            let model = task.ladder.indices.contains(rung) ? task.ladder[rung].model : "model \(rung + 1)"
            return ("escalated to \(model)\(hidesModels ? "" : ": \(reason.rawValue)")", .note, [])
        case .attempt(let model, let attempt):
            let cost = attempt.cost == .unknown ? "" : ", \(attempt.cost.amount)"
            let detail = hidesModels || attempt.detail.isEmpty ? "" : ": \(attempt.detail.prefix(300))"
            return ("\(model): \(attempt.kind.rawValue)\(cost)\(detail)", .muted, [])
        case .failed(let model, let message, let status, let attempts):
            let code = status.map { " (HTTP \($0))" } ?? ""
            let tries = "\(attempts) \(attempts == 1 ? "attempt" : "attempts")"
            return ("\(model) gave no answer\(code) in \(tries)", .warning, [String(message.prefix(500))])
        case .decision(let decision): return words(of: decision, detail)
        case .undone(let decision):
            let whose = decision.reviewer == decision.undoneBy ? "the decision:" : "\(decision.reviewer)'s decision:"
            let verdict = isHidden(decision, detail) ? "hidden" : decision.verdict.phrase(in: task.labels)
            return ("\(decision.undoneBy ?? "somebody") took back \(whose) \(verdict)", .note, [])
        case .note(let author, let text):
            let isPeers = author != reviewer && hidesPeerHistory(detail)
            return ("\(author) noted: \(isPeers ? hidden : text)", .note, [])
        }
    }

    private func words(of prediction: Prediction) -> (text: String, role: Role, more: [String]) {
        var parts = ["\(prediction.model) says \(prediction.words(in: task.labels))"]
        if let confidence = prediction.confidence {
            parts[0] += " \(confidence.twoDecimals)"
            if let source = prediction.sourceWords() { parts.append(source) }
        }
        parts.append(prediction.cost.words)
        if prediction.outcome != .labeled { parts.append("outcome \(prediction.outcome.rawValue)") }
        parts += prediction.making
        if prediction.service == .standard, prediction.promptVersion != nil { parts.append("asked at once") }
        if let version = prediction.promptVersion { parts.append("prompt \(version.prefix(8))") }
        if let latency = prediction.latencyMilliseconds { parts.append("\(Int(latency.rounded())) ms") }
        let role: Role = prediction.label == nil ? .warning : .text
        return (parts.joined(separator: ", "), role, [prediction.endWords, prediction.rationale].compactMap(\.self))
    }

    private func words(of decision: Decision, _ detail: ItemDetail) -> (text: String, role: Role, more: [String]) {
        guard !isHidden(decision, detail) else {
            return ("\(decision.reviewer) decided: hidden until you have decided", .muted, [])
        }
        // A sign and a word beside the colour: a decision that was taken back reads as one.
        let sign =
            decision.undoneAt != nil ? (isASCII ? "~" : "↺") : ReviewState(decision.verdict.action).mark(ascii: isASCII)
        let how = decision.isAdjudication ? " adjudicated" : ""
        var text = "\(sign) \(decision.reviewer)\(how): \(decision.verdict.phrase(in: task.labels))"
        if let undone = decision.undoneAt {
            text += ", taken back \(undone.minute) by \(decision.undoneBy ?? "somebody")"
        }
        let canSeeModels = !hidesOpinions(of: detail.row)
        var more: [String] = []
        if let choice = decision.firstChoice {
            more.append("first choice, before the models' answers: \(task.labels.title(of: choice))")
        } else if decision.exposure?.firstReject == true {
            more.append("first choice, before the models' answers: no label fits")
        }
        if canSeeModels {
            more.append(decision.shown.isEmpty ? "decided blind" : "saw \(decision.shown.joined(separator: ", "))")
        }
        if let peers = decision.exposure?.peers, !peers.isEmpty {
            more.append("saw what \(peers.joined(separator: ", ")) decided")
        }
        if decision.exposure?.concealed == true { more.append("the text was concealed") }
        if let seconds = decision.seconds { more.append("after \(Int(seconds.rounded())) s") }
        if decision.isUnclear { more.append("the guideline is unclear here") }
        if let act = decision.act { more.append("one of several: \(act.kind.rawValue)") }
        if !decision.note.isEmpty { more.append("note: \(decision.note)") }
        let role = decision.undoneAt == nil ? ReviewState(decision.verdict.action).role : .muted
        return (text, role, more.isEmpty ? [] : [more.joined(separator: "; ")])
    }

    private func isHidden(_ decision: Decision, _ detail: ItemDetail) -> Bool {
        decision.reviewer != reviewer && decision.verdict != .flag && hidesPeerHistory(detail)
    }
}

extension Timestamp {
    /// `2026-11-01 09:30`, in UTC.
    fileprivate var minute: String { String(rfc3339.prefix(16)).replacing("T", with: " ") }
}
