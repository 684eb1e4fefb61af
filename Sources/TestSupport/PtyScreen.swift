/// As much of a terminal as our output needs: what a person would see, in characters without colours.
package struct PtyScreen: Sendable {
    package private(set) var rows: Int
    package private(set) var columns: Int
    /// A wide character has its second cell empty.
    private var cells: [[String]]
    private var row = 0
    private var column = 0
    private var top = 0
    private var bottom: Int
    /// The alternate screen is shown.
    package private(set) var isAlternate = false
    /// Inside a synchronized update: nobody sees this state.
    package private(set) var isUpdating = false

    private enum State {
        case ground, escape, charset, control, string, stringEscape
    }
    private var state = State.ground
    private var parameters = ""
    private var pending: [UInt8] = []
    private var last = " "

    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        bottom = rows - 1
        cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    /// The screen's lines without the blanks at their ends.
    package var lines: [String] {
        cells.map { line in
            var text = line.joined()
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    package var text: String { lines.joined(separator: "\n") }

    /// What fits stays, as in a terminal.
    package mutating func resize(rows: Int, columns: Int) {
        var next = PtyScreen(rows: rows, columns: columns)
        for (index, line) in cells.prefix(rows).enumerated() {
            next.cells[index].replaceSubrange(0..<min(columns, line.count), with: line.prefix(columns))
        }
        next.row = min(row, rows - 1)
        next.column = min(column, columns - 1)
        next.isAlternate = isAlternate
        next.isUpdating = isUpdating
        next.state = state
        next.parameters = parameters
        next.pending = pending
        self = next
    }

    package mutating func take(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            pending.append(byte)
            // Whole characters only: the rest of one comes with the next bytes.
            guard let character = String(validating: pending, as: UTF8.self) else {
                if pending.count >= 4 { pending.removeAll() }
                continue
            }
            pending.removeAll(keepingCapacity: true)
            for scalar in character.unicodeScalars { take(scalar) }
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        switch state {
        case .ground: ground(scalar)
        case .escape: escape(scalar)
        case .charset: state = .ground
        case .string:
            if scalar == "\u{7}" { state = .ground } else if scalar == "\u{1B}" { state = .stringEscape }
        case .stringEscape: state = .ground
        case .control:
            if (0x40...0x7E).contains(scalar.value) {
                state = .ground
                control(scalar)
            } else {
                parameters.unicodeScalars.append(scalar)
            }
        }
    }

    private mutating func ground(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\u{1B}": state = .escape
        case "\r": column = 0
        case "\n": lineFeed()
        case "\u{8}": column = max(0, column - 1)
        case "\t": column = min(columns - 1, (column / 8 + 1) * 8)
        default: if scalar.value >= 0x20, scalar.value != 0x7F { put(scalar) }
        }
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        state = .ground
        switch scalar {
        case "[":
            parameters = ""
            state = .control
        case "]", "P", "_", "^": state = .string
        case "(", ")", "*", "+": state = .charset
        case "D": lineFeed()
        case "M":
            if row == top { scroll(from: top, by: -1) } else { row = max(0, row - 1) }
        default: break
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = PtyScreen.width(scalar)
        if width == 0 {
            let before = column > 1 && cells[row][column - 1].isEmpty ? column - 2 : column - 1
            if before >= 0 { cells[row][before].unicodeScalars.append(scalar) }
            return
        }
        if column + width > columns {
            column = 0
            lineFeed()
        }
        last = String(scalar)
        cells[row][column] = last
        if width == 2, column + 1 < columns { cells[row][column + 1] = "" }
        column += width
    }

    private mutating func lineFeed() {
        if row == bottom { scroll(from: top, by: 1) } else { row = min(rows - 1, row + 1) }
    }

    /// Moves the lines from `first` to the region's end up, or down where `count` is negative.
    private mutating func scroll(from first: Int, by count: Int) {
        guard first <= bottom else { return }
        let blank = Array(repeating: " ", count: columns)
        for _ in 0..<min(abs(count), rows) {
            if count > 0 {
                cells.remove(at: first)
                cells.insert(blank, at: bottom)
            } else {
                cells.remove(at: bottom)
                cells.insert(blank, at: first)
            }
        }
    }

    private mutating func control(_ final: Unicode.Scalar) {
        if parameters.hasPrefix("?") { return setMode(final == "h") }
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let first = numbers.first ?? 0
        let count = max(1, first)
        let here = min(column, columns - 1)
        switch final {
        case "H", "f":
            row = min(max(1, first), rows) - 1
            column = min(max(1, numbers.count > 1 ? numbers[1] : 1), columns) - 1
        case "A": row = max(0, row - count)
        case "B": row = min(rows - 1, row + count)
        case "C": column = min(columns - 1, column + count)
        case "D": column = max(0, here - count)
        case "G": column = min(count, columns) - 1
        case "d": row = min(count, rows) - 1
        case "Z": column = max(0, (here - 1) / 8 * 8)
        case "J":
            if first == 0 {
                erase(row, here..<columns)
                for line in row + 1..<max(row + 1, rows) { erase(line, 0..<columns) }
            } else {
                for line in 0..<(first == 1 ? row : rows) { erase(line, 0..<columns) }
                if first == 1 { erase(row, 0..<here + 1) }
            }
        case "K": erase(row, first == 0 ? here..<columns : first == 1 ? 0..<here + 1 : 0..<columns)
        case "X": erase(row, here..<min(columns, here + count))
        case "P":
            cells[row].removeSubrange(here..<min(columns, here + count))
            cells[row] += Array(repeating: " ", count: columns - cells[row].count)
        case "@":
            cells[row].insert(contentsOf: Array(repeating: " ", count: count), at: here)
            cells[row].removeLast(count)
        case "L": scroll(from: row, by: -count)
        case "M": scroll(from: row, by: count)
        case "S": scroll(from: top, by: count)
        case "T": scroll(from: top, by: -count)
        case "b": for scalar in String(repeating: last, count: count).unicodeScalars { put(scalar) }
        case "r":
            top = count - 1
            bottom = min(rows, numbers.count > 1 && numbers[1] > 0 ? numbers[1] : rows) - 1
            (row, column) = (0, 0)
        default: break
        }
    }

    private mutating func setMode(_ isOn: Bool) {
        switch parameters {
        case "?1049":
            isAlternate = isOn
            for line in 0..<rows { erase(line, 0..<columns) }
        case "?2026": isUpdating = isOn
        default: break
        }
    }

    private mutating func erase(_ line: Int, _ range: Range<Int>) {
        for index in range { cells[line][index] = " " }
    }

    /// Columns of a character; chosen apart from the program's own tables.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
