import Cells
import Labeling

extension ReviewModel {
    /// The dashboard's figures as lines, for `--plain`. They have been read before, or the reason is said.
    package func plainDashboard() -> String {
        guard let data = dashboard.data else {
            return "The figures could not be read: \(plainWords(dashboard.failure ?? "not yet")).\n"
        }
        var lines = ["", "Progress"]
        let counts = data.counts
        lines.append(
            "  items \(counts.items): decided \(counts.decided), to do \(counts.undecided) (skipped \(counts.skipped)), "
                + "flagged \(counts.flagged)")
        lines += [data.timeLeft, data.paceLines[0], data.paceLines[1], data.waitingWords].map { "  " + $0 }
        if let words = data.disputeWords { lines.append("  " + words) }
        if data.decidedByPolicy > 0 {
            lines.append("  decided by a policy, and no evidence: \(data.decidedByPolicy)")
        }
        for (index, picture) in data.models.enumerated() {
            lines.append("\(index == 0 ? "First" : "Second") opinion: \(picture.model)")
            lines += plainLines(picture).map { "  " + $0 }
        }
        lines.append("Cost")
        lines += data.costLines.map { "  " + $0.0 }
        for (name, limit) in [("total", data.cost.totalLimit), ("today", data.cost.dailyLimit)] {
            if let limit { lines.append("  budget \(limit.words(name))") }
        }
        for model in data.cost.models {
            lines.append(
                "  \(model.words): spent \(model.charged.words), estimate \(model.estimated.words), answers \(model.answers)"
            )
        }
        lines += data.models.filter { $0.accuracy != nil }.map { "  " + $0.costWords }
        lines.append("Reviewers")
        if data.reviewers.isEmpty { lines.append("  nobody has decided anything yet") }
        for reviewer in data.reviewers {
            let cells = DashboardReviewer.columns.map { "\($0.name) \($0.value(reviewer))" }
            lines.append("  \(reviewer.name): \(cells.joined(separator: ", "))")
        }
        return lines.map { $0.isEmpty ? "" : plainWords($0) }.joined(separator: "\n") + "\n"
    }

    private func plainLines(_ picture: DashboardModel) -> [String] {
        if let reason = picture.whyEmpty { return [reason] }
        var lines = [picture.accuracyWords] + picture.exposureLines + [picture.calibrationWords]
        if let last = picture.blocks.last {
            lines.append("newest \(picture.blocksAreDays ? "day" : "block"): \(last.all.words)")
        }
        for cell in picture.confusions.prefix(10) { lines.append("confused: \(cell.words(in: picture, task.labels))") }
        for bin in picture.calibration.bins where bin.n > 0 {
            lines.append(
                "confidence \(bin.low.oneDecimalWords)-\(bin.high.oneDecimalWords): says "
                    + "\((bin.meanConfidence ?? 0).shortPercent), right \(bin.right.map(\.words) ?? "")")
        }
        for label in picture.perLabel where picture.labels.indices.contains(label.label) {
            let title = task.labels.title(of: picture.labels[label.label])
            lines.append(
                "label \(title): true \(label.truths), precision \(label.precision.map(\.words) ?? "undefined: never said"), "
                    + "recall \(label.recall.map(\.words) ?? "undefined: never true")")
        }
        return lines
    }
}
