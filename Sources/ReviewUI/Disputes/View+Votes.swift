import Cells
import Labeling

// Reviewers who differ, side by side or below each other, each with the key that sides with them.

/// Where the answers of the reviewers stand in the room they have.
struct VotePlaces {
    /// There is room for a line above them.
    let hasTitle: Bool
    let isSideBySide: Bool
    /// One for each answer that has room.
    let places: [Rect]

    var shown: Int { places.count }

    init(_ area: Rect, _ count: Int) {
        hasTitle = area.rows >= 4 && area.columns >= 56
        guard count > 0, area.rows > 0 else {
            isSideBySide = false
            places = []
            return
        }
        let body = hasTitle ? area.splitTop(1).rest : area
        let width = (area.columns - 3 * (count - 1)) / count
        isSideBySide = hasTitle && width >= 26
        if isSideBySide {
            places = (0..<count).map { index in
                Rect(row: body.row, column: body.column + index * (width + 3), rows: body.rows, columns: width)
            }
        } else {
            let shown = min(count, body.rows)
            let each = body.rows / shown
            places = (0..<shown).map { index in
                Rect(row: body.row + index * each, column: body.column, rows: each, columns: body.columns)
            }
        }
    }
}

extension Layout {
    /// How the text, the reviewers' answers and the models' share what the item has below its head; the models have the
    /// rest.
    static func rows(voters: Int, _ item: Rect) -> (text: Int, votes: Int) {
        let (opinions, most) = roomBeside(voters: voters, item)
        let places = VotePlaces(Rect(row: 0, column: 0, rows: most, columns: item.columns), voters)
        // A line that no answer fills is the text's.
        let votes = places.isSideBySide ? most : places.places.last?.endRow ?? most
        return (max(1, item.rows - opinions - votes), votes)
    }

    private static func roomBeside(voters: Int, _ item: Rect) -> (opinions: Int, votes: Int) {
        if item.rows >= 13, item.columns >= 56 {
            let opinions = (item.rows * 2 / 5).clamped(to: 5...12)
            return (opinions, ((item.rows - opinions + 1) / 2).clamped(to: 4...16))
        }
        let opinions = item.rows - 2 - voters >= 2 ? 2 : 1
        let room = max(0, item.rows - 2 - opinions)
        return (opinions, item.rows >= 9 ? min(2 * voters, room) : min(voters, room))
    }
}

func drawVotes(_ model: ReviewModel, _ layout: Layout, on canvas: inout Canvas) {
    let area = layout.votes
    guard area.rows > 0, let detail = model.currentDetail else { return }
    let votes = model.votes(of: detail)
    let places = VotePlaces(area, votes.count)
    if places.hasTitle {
        canvas.horizontalLine(row: area.row, column: area.column, columns: area.columns, role: .border)
        var column = area.column + 1
        column += canvas.write(
            " \(model.voteTitle(of: detail)) ", row: area.row, column: column, role: .disagree,
            limit: max(0, area.columns - 2), ellipsis: true)
        if let remark = model.ownVoteRemark(of: detail) {
            canvas.write(
                " \(remark) ", row: area.row, column: column + 1, role: .warning,
                limit: max(0, area.endColumn - column - 2), ellipsis: true)
        }
    }
    for (vote, place) in zip(votes, places.places) {
        draw(vote, model, place, on: &canvas)
        if places.isSideBySide, place.endColumn + 2 < area.endColumn {
            canvas.verticalLine(row: place.row, column: place.endColumn + 1, rows: place.rows, role: .border)
        }
    }
    if places.shown < votes.count, let last = places.places.last {
        canvas.write(
            " +\(votes.count - places.shown)", row: last.endRow - 1, endColumn: last.endColumn, role: .warning, limit: 6
        )
    }
}

private func draw(_ vote: Vote, _ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    var column = area.column
    func write(_ text: String, _ role: Role, limit: Int? = nil) {
        let room = max(0, area.endColumn - column)
        column += canvas.write(
            text, row: area.row, column: column, role: role, limit: min(room, limit ?? room), ellipsis: true)
    }
    let key = vote.command.map { model.keymap.key(for: $0) } ?? ""
    if !key.isEmpty { write("\(key) ", .key) }
    // Whoever it is, the label has room.
    write(vote.name, .title, limit: max(6, area.columns / 2 - 2))
    write(": ", .title)
    let verdict = vote.decision.verdict
    write(vote.words(in: model.task.labels), verdict.label == nil ? ReviewState(verdict.action).role : .label)
    let note = vote.decision.note
    let facts = vote.facts(in: model.task.labels).joined(separator: ", ")
    guard area.rows > 1 else {
        write("  " + (note.isEmpty ? facts : "\"\(note)\""), note.isEmpty ? .muted : .note)
        return
    }
    let rows = area.rows - 1
    func lines(_ text: String, _ most: Int) -> [WrappedLine] {
        text.isEmpty ? [] : wrap(text, columns: max(area.columns, 1), ascii: canvas.ascii, maximumLines: most)
    }
    let noteRows = min(lines(note, rows).count, rows > 1 ? rows - 1 : rows)
    var row = area.row + 1
    for (text, role, most) in [(note, Role.note, noteRows), (facts, .muted, rows - noteRows)] where most > 0 {
        let wanted = lines(text, most + 1)
        for (index, line) in wanted.prefix(most).enumerated() {
            let used = canvas.write(line, row: row, column: area.column, role: role, limit: area.columns)
            if index == most - 1, wanted.count > most {
                canvas.write(
                    canvas.ascii ? "~" : "…", row: row, column: area.column + min(used, area.columns - 1), role: .muted)
            }
            row += 1
        }
    }
}
