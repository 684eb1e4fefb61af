/// Columns of plain text: the first to the left, the others to the right.
package struct TextTable {
    /// Longer names are cut: a label is a heading here, not a text.
    static let widestCell = 40

    private var rows: [[String]] = []

    package init(_ header: [String]) {
        rows.append(header)
    }

    package mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The lines, indented by two, without spaces at their ends.
    package var lines: [String] {
        let cells = rows.map { row in row.map { TextTable.printable($0) } }
        let columns = cells.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            cells.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return cells.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                line += "  " + (column == 0 ? cell + space : space + cell)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// A name as it may stand on a terminal: no control or formatting character of it gets there.
    package static func printable(_ text: String) -> String {
        let clean = printable(sentence: text)
        return clean.count <= widestCell ? clean : String(clean.prefix(widestCell - 1)) + "…"
    }

    /// The same for a sentence, whole.
    package static func printable(sentence: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in sentence.unicodeScalars { scalars.append(isHarmless(scalar) ? scalar : "\u{FFFD}") }
        return String(scalars)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
        // The two joiners shape emoji and Indic letters; other formatting can turn a line around.
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        default: true
        }
    }
}

/// Numbers as people read them; an undefined one is a dash.
enum Shown {
    static let undefined = "-"

    static func share(_ value: Double?) -> String {
        guard let value else { return undefined }
        return fixed(value * 100, decimals: 1) + " %"
    }

    /// `92.3 % [90.1, 94.2]`
    static func interval(_ interval: Interval?) -> String {
        guard let interval else { return undefined }
        return "\(share(interval.value)) [\(fixed(interval.low * 100, decimals: 1)), "
            + "\(fixed(interval.high * 100, decimals: 1))]"
    }

    static func score(_ value: Double?) -> String { value.map { fixed($0, decimals: 3) } ?? undefined }

    static func milliseconds(_ value: Double?) -> String { value.map { fixed($0, decimals: 0) } ?? undefined }

    static func probability(_ value: Double?) -> String {
        guard let value else { return undefined }
        return value < 0.0001 ? "< 0.0001" : fixed(value, decimals: 4)
    }

    static func fixed(_ value: Double, decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let steps = (value.magnitude * scale).rounded()
        // Beyond this a double has no decimals left to show.
        guard steps < 9e15 else { return "\(value)" }
        let (whole, fraction) = Int(steps).quotientAndRemainder(dividingBy: Int(scale))
        let sign = value < 0 && steps > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(whole)" }
        let digits = String(fraction)
        return "\(sign)\(whole)." + String(repeating: "0", count: decimals - digits.count) + digits
    }
}
