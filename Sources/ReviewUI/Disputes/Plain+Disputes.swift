import Cells
import Labeling

extension ReviewModel {
    /// What `--plain` says of an item beside the models' answers: the reviewers who differ, where this one adjudicates,
    /// and this reviewer's tag.
    func plainDispute(of detail: ItemDetail) -> [String] {
        var lines: [String] = []
        if isAdjudicating(rows[detail.row.number] ?? detail.row) {
            lines.append(plain(voteTitle(of: detail)))
            for vote in votes(of: detail) {
                let key = vote.command.map { keymap.key(for: $0) } ?? ""
                let note = vote.decision.note.isEmpty ? "" : " (\(plain(vote.decision.note)))"
                let facts = vote.facts(in: task.labels).map(plainWords).joined(separator: ", ")
                let how = key.isEmpty ? "" : "; \(key) sides with it"
                lines.append(
                    "\(plainWords(vote.name)): \(plain(vote.words(in: task.labels))), \(facts)\(note)\(how)")
            }
            if let remark = ownVoteRemark(of: detail) { lines.append(remark) }
        }
        if let words = unclearWords(detail) { lines.append("your tag: \(words)") }
        return lines
    }
}
