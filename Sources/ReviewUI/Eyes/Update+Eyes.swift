import Cells
import Labeling

extension ReviewModel {
    mutating func eyesAnswered(_ message: EyesMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .measured(let request, let measures):
            guard awaiting[request] == .eyes(.measure) else { return [] }
            awaiting[request] = nil
            eyes.measures = measures
        case .measureFailed(let request):
            if awaiting[request] == .eyes(.measure) { awaiting[request] = nil }
        case .historyLoaded(let request, let entries):
            guard case .eyes(.history(let number))? = awaiting[request] else { return [] }
            awaiting[request] = nil
            if eyes.history?.number == number { eyes.history?.entries = entries }
        case .historyFailed(let request, let reason):
            guard case .eyes(.history)? = awaiting[request] else { return [] }
            awaiting[request] = nil
            if case .history = mode { mode = .review }
            notice = Notice(text: "Cannot read the history: \(reason)", role: .error)
        }
        return []
    }

    func whyEyesUnavailable(_ command: Command) -> String? {
        guard command == .showConcealed, let detail = currentDetail else { return nil }
        return concealment(of: detail.row) == nil ? "Nothing of this item is concealed." : nil
    }

    /// After every message: what is on screen has been seen, and what moved away is covered again.
    mutating func noteWhatIsSeen() {
        if let uncovered = eyes.uncovered, uncovered != current { eyes.uncovered = nil }
        guard let detail = currentDetail else { return }
        note(sight(of: detail), of: detail.row.number)
    }

    private mutating func note(_ sight: Sight, of number: ItemNumber) {
        guard sight != Sight() else { return }
        var seen = eyes.sights[number] ?? Sight()
        seen.models.formUnion(sight.models)
        seen.peers.formUnion(sight.peers)
        seen.gold = seen.gold || sight.gold
        seen.text = seen.text || sight.text
        if eyes.sights[number] != seen { eyes.sights[number] = seen }
        // Who has passed so many items has not decided most of them; what is near is kept.
        if eyes.sights.count > 20_000 { eyes.sights = eyes.sights.filter { details[$0.key] != nil } }
    }

    /// What the screen shows now of the item under the cursor.
    private func sight(of detail: ItemDetail) -> Sight {
        var sight = Sight()
        switch mode {
        case .review, .prompt, .picker, .filterLine, .commandLine:
            guard !isTooSmall else { return sight }
            sight.models = Set(visibleOpinions(of: detail).map(\.model))
            sight.peers = Set(visiblePeers(of: detail))
            sight.text = !isConcealed(detail.row)
        case .history:
            guard let entries = eyes.history?.entries, eyes.history?.number == detail.row.number else { return sight }
            sight.peers = Set(visiblePeers(of: detail))
            guard !hidesOpinions(of: detail.row) else { return sight }
            for entry in entries {
                switch entry.what {
                case .prediction(let prediction): sight.models.insert(prediction.model)
                case .gold: sight.gold = sight.gold || hasDecided(detail.row)
                default: break
                }
            }
        case .help, .guidelines, .dashboard, .bulk, .paused: break
        }
        return sight
    }

    // MARK: Measuring

    /// Asks for new measures where enough has happened since the last: nothing is measured for nothing.
    mutating func measureIfDue() -> [Effect] {
        guard currentDetail != nil, counts.items > 0, !awaiting.values.contains(.eyes(.measure)) else { return [] }
        if let last = eyes.measuredAt {
            let truths = (counts.decided + counts.gold) - (last.decided + last.gold)
            // While the models are at work, every answer changes the sums a little.
            let answers = counts.secondOpinions - last.secondOpinions
            guard abs(truths) >= 25 || answers >= max(25, last.secondOpinions) else { return [] }
        }
        eyes.measuredAt = counts
        return [.eyes(.measure(request(.eyes(.measure))))]
    }
}
