import Cells
import Labeling

// The pictures about one model: how often it is right over time, how far its confidence can be believed, label by label.

func drawAgreement(_ picture: DashboardModel, _ given: PanelPen, on canvas: inout Canvas) {
    var pen = given
    pen.line(picture.accuracyWords, .estimate, on: &canvas)
    for (words, shares) in zip(picture.exposureLines, [picture.blocks.map(\.seen), picture.blocks.map(\.blind)]) {
        let row = pen.row
        pen.line(words, on: &canvas)
        let room = pen.area.columns - displayWidth(words) - 2
        guard row < pen.row, shares.compactMap(\.self).count > 1, room >= 8 else { continue }
        canvas.sparkline(
            shares.map { $0?.value }, row: row, column: pen.area.endColumn - min(room, shares.count), width: room,
            range: 0...1, role: .muted)
    }
    guard let last = picture.blocks.last else {
        pen.line("no reviewer has decided one of its items: no course of time", .muted, on: &canvas)
        return
    }
    pen.line("newest \(picture.blocksAreDays ? "day" : "block"): \(last.all.words)", .estimate, on: &canvas)
    let values = picture.blocks.map(\.all.value)
    let count = picture.blocks.count
    let blocks =
        picture.blocksAreDays
        ? "\(count) day\(count == 1 ? "" : "s")"
        : Words.blocks(count, of: picture.blocks.first?.all.n ?? 0)
    let span = (picture.blocks.first?.first.day ?? "", last.last.day)
    guard pen.rest.rows >= 6, pen.rest.columns >= 24 else {
        guard pen.rest.rows > 0 else { return }
        let used = canvas.sparkline(
            values, row: pen.row, column: pen.area.column, width: max(1, pen.area.columns / 2), range: 0...1,
            role: .estimate)
        canvas.write(
            blocks, row: pen.row, column: pen.area.column + used + 1, role: .muted,
            limit: max(0, pen.area.columns - used - 1), ellipsis: true)
        return
    }
    let lowest = picture.blocks.map(\.all.low).min() ?? 0
    // In steps of a fifth, so that the picture does not jump with each decision.
    let bottom = max(0, (lowest * 5).rounded(.down) / 5)
    pen.line("\(blocks); the dots are the 95 % interval", .muted, on: &canvas)
    let inside = canvas.axes(
        pen.rest, y: ("100 %", bottom.shortPercent), x: (span.0, span.1), role: .muted)
    let x = 0...Double(max(count - 1, 1))
    func points(_ value: (DashboardModel.Block) -> Double) -> [PlotSeries.Point] {
        picture.blocks.enumerated().map { PlotSeries.Point(x: Double($0), y: value($1)) }
    }
    canvas.plot(
        [
            PlotSeries(points { $0.all.low }, role: .muted, ascii: "."),
            PlotSeries(points { $0.all.high }, role: .muted, ascii: "."),
            PlotSeries(points { $0.all.value }, role: .estimate, isLine: true, ascii: "*"),
        ], in: inside, x: x, y: bottom...1)
}

func drawReliability(_ picture: DashboardModel, _ given: PanelPen, on canvas: inout Canvas) {
    var pen = given
    pen.line(picture.calibrationWords, .estimate, on: &canvas)
    let bins = picture.calibration.bins.filter { $0.n > 0 }
    guard !bins.isEmpty else { return }
    let rest = pen.rest
    // Beside each other, under each other, or the table alone.
    let tableWidth = 36
    if rest.columns >= 72, rest.rows >= 7 {
        let (left, right) = rest.splitLeft(rest.columns - tableWidth - 2)
        drawDiagram(bins, left, on: &canvas)
        drawBins(bins, right.inset(rows: 0, columns: 1), on: &canvas)
    } else if rest.rows >= bins.count + 10, rest.columns >= 30 {
        let (top, bottom) = rest.splitTop(rest.rows - bins.count - 1)
        drawDiagram(bins, top, on: &canvas)
        drawBins(bins, bottom, on: &canvas)
    } else {
        drawBins(bins, rest, on: &canvas)
    }
}

private func drawDiagram(_ bins: [DashboardModel.Bin], _ area: Rect, on canvas: inout Canvas) {
    let inside = canvas.axes(area, y: ("right 100 %", "0 %"), x: ("says 0 %", "100 %"), role: .muted)
    let steps = (0...100).map { Double($0) / 100 }
    func points(_ value: (DashboardModel.Bin) -> Double?) -> [PlotSeries.Point] {
        bins.compactMap { bin in
            value(bin).map { PlotSeries.Point(x: bin.meanConfidence ?? (bin.low + bin.high) / 2, y: $0) }
        }
    }
    canvas.plot(
        [
            PlotSeries(steps.map { PlotSeries.Point(x: $0, y: $0) }, role: .barEmpty, ascii: "."),
            PlotSeries(points { $0.right?.low }, role: .muted, ascii: "-"),
            PlotSeries(points { $0.right?.high }, role: .muted, ascii: "-"),
            PlotSeries(points { $0.right?.value }, role: .estimate, isLine: true, ascii: "*"),
            PlotSeries(points { $0.right?.value }, role: .label, mark: "●", ascii: "O"),
        ], in: inside, x: 0...1, y: 0...1)
}

private func drawBins(_ bins: [DashboardModel.Bin], _ area: Rect, on canvas: inout Canvas) {
    var pen = PanelPen(area)
    pen.line("says    mean  right (95 %)        n", .muted, on: &canvas)
    // Where there is not room for all, the fullest stay.
    let room = max(0, pen.rest.rows)
    let kept = bins.count <= room ? bins : Array(bins.sorted { $0.n > $1.n }.prefix(max(0, room - 1)))
    for bin in kept.sorted(by: { $0.low < $1.low }) {
        pen.line(bin.words, on: &canvas)
    }
    if kept.count < bins.count { pen.line("\(bins.count - kept.count) more, with fewer", .muted, on: &canvas) }
}

func drawPerLabel(
    _ picture: DashboardModel, _ labels: LabelSet, _ page: DashboardPage, _ given: PanelPen, on canvas: inout Canvas
) {
    var pen = given
    let columns = pen.area.columns
    let isWide = columns >= 60
    let shareWidth = isWide ? 18 : 8
    let nameWidth = max(8, min(32, columns - 2 * shareWidth - 9))
    func line(_ name: String, _ cells: [String], _ nameRole: Role, _ role: Role, mark: String = " ") {
        guard pen.row < pen.area.endRow else { return }
        canvas.write(mark, row: pen.row, column: pen.area.column, role: .key)
        canvas.write(
            name, row: pen.row, column: pen.area.column + 1, role: nameRole, limit: nameWidth - 2, ellipsis: true)
        var end = pen.area.column + nameWidth
        for (cell, width) in zip(cells, [8, shareWidth, shareWidth]) {
            end += width
            canvas.write(cell, row: pen.row, endColumn: end, role: role, limit: width - 1)
        }
        pen.skip()
    }
    line(
        "worst first", ["true", isWide ? "precision (95 %)" : "prec.", isWide ? "recall (95 %)" : "recall"], .muted,
        .muted)
    let all = picture.perLabel
    let rows = max(1, pen.rest.rows - 1)
    let selected = min(max(page.line, 0), max(all.count - 1, 0))
    let first = min(max(0, selected - rows / 2), max(0, all.count - rows))
    for (index, label) in all.enumerated().dropFirst(first).prefix(rows) {
        let isSelected = index == selected && page.panel == .labels
        line(
            picture.labels.indices.contains(label.label) ? labels.title(of: picture.labels[label.label]) : "?",
            ["\(label.truths)"]
                + [(label.precision, "never said"), (label.recall, "never true")].map { share, why in
                    share.map { isWide ? "\($0.value.shortPercent) (\($0.interval))" : $0.value.shortPercent }
                        ?? (isWide ? why : "-")
                }, isSelected ? .selection : .label, isSelected ? .selection : .text, mark: isSelected ? ">" : " ")
    }
    let end = min(first + rows, all.count)
    let hidden = isWide ? "" : "; - is undefined"
    pen.line("\(first + 1)-\(end) of \(all.count) labels\(hidden)", .muted, on: &canvas)
}

extension DashboardModel.Bin {
    /// `0.8-0.9 86 %  91 % (88-94 %)    312`
    var words: String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let range = "\(low.oneDecimalWords)-\(high.oneDecimalWords)"
        let share = right.map { "\($0.value.shortPercent) (\($0.interval))" } ?? ""
        let count = n.grouped
        return padded(range, 8) + padded((meanConfidence ?? 0).shortPercent, 6) + padded(share, 16)
            + String(repeating: " ", count: max(0, 5 - count.count)) + count
    }
}
