import Cells
import Labeling

/// Nothing of the work: what has been done, and how to go on.
func drawPause(_ model: ReviewModel, on canvas: inout Canvas) {
    let size = model.size
    canvas.fill(Rect(row: 0, column: 0, rows: 1, columns: size.columns), role: .title)
    canvas.write(" Pause", row: 0, column: 0, role: .title, limit: size.columns)
    let minutes = Double(model.care.clock.total) / 60_000
    let count = model.care.decisions
    let session = "this session: \(count.grouped) decision\(count == 1 ? "" : "s") in \(workTime(minutes))"
    let lines: [(String, Role)] = [
        ("The clock stands still, and the item is hidden.", .text),
        ("", .text),
        (model.care.workedToday.map { "worked today: \(workTime($0 / 60))" } ?? "worked today: …", .status),
        (session, .status),
        ("", .text),
        (
            model.typing.isPlain
                ? "An empty line goes on, q quits." : "\(model.keymap.key(for: .pause)), Esc or Enter: go on", .key
        ),
        (model.care.pauseWord ?? "", .muted),
    ]
    var wrapped: [(String, Role)] = []
    for (text, role) in lines {
        guard !text.isEmpty else {
            wrapped.append(("", role))
            continue
        }
        for line in wrap(text, columns: max(1, size.columns - 4), ascii: model.isASCII) {
            wrapped.append((line.glyphs.map(\.text).joined(), role))
        }
    }
    let top = max(1, (size.rows - wrapped.count) / 2)
    for (index, (text, role)) in wrapped.enumerated() {
        let width = displayWidth(text, ascii: model.isASCII)
        canvas.write(
            text, row: top + index, column: max(1, (size.columns - width) / 2), role: role,
            limit: max(0, size.columns - 2), ellipsis: true)
    }
}

/// `2 h 14 min`, `1 min`, `under a minute`.
private func workTime(_ minutes: Double) -> String {
    let whole = Int(min(max(minutes, 0), 1e6))
    if whole < 1 { return "under a minute" }
    return whole < 60 ? "\(whole) min" : "\(whole / 60) h \(whole % 60) min"
}
