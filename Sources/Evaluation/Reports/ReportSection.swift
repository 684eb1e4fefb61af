/// A piece of a report for people: made once, drawn as text, Markdown and HTML.
package struct ReportSection: Hashable, Sendable {
    package var title: String
    /// One sentence on how to read it.
    package var reading: String
    package var blocks: [ReportBlock]

    package init(_ title: String, reading: String, blocks: [ReportBlock]) {
        self.title = title
        self.reading = reading
        self.blocks = blocks
    }
}

/// Texts may hold names from outside: whoever draws them makes them harmless.
package enum ReportBlock: Hashable, Sendable {
    case text(String)
    /// Sentences, each on a line of its own.
    case list([String])
    /// What a reader must not miss.
    case warning(String)
    case table(ReportTable)
    case plot(ReportPlot)
    case heatMap(ReportHeatMap)
    /// To be copied as it stands, such as a block for `renga.toml`.
    case code(String)
}

/// Cells are text as people read it (`Shown`), `-` where undefined. The first column is a heading to the left, the others
/// stand to the right unless they are named in `leftColumns`.
package struct ReportTable: Hashable, Sendable {
    package var caption: String
    package var header: [String]
    package var rows: [[String]]
    package var leftColumns: Set<Int>
    /// The numbers of the rows that a terminal shows, where all would be a wall; nil: all of them.
    package var brief: [Int]?
    /// Which rows those are.
    package var briefWords = ""

    package init(_ caption: String = "", header: [String], rows: [[String]], leftColumns: Set<Int> = []) {
        self.caption = caption
        self.header = header
        self.rows = rows
        self.leftColumns = leftColumns
    }

    /// As many rows as are read on a terminal.
    package static let mostBrief = 20

    /// Where there are more than `mostBrief`, a terminal shows those that weigh most, in their order.
    ///
    /// - Parameter weights: one a row.
    package func brief(by weights: [Int], _ words: String) -> ReportTable {
        guard rows.count > ReportTable.mostBrief, weights.count == rows.count else { return self }
        var table = self
        let order = rows.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
        table.brief = order.prefix(ReportTable.mostBrief).sorted()
        table.briefWords = words
        return table
    }
}

/// Lines or points over two axes.
package struct ReportPlot: Hashable, Sendable {
    package var title: String
    package var x: Axis
    package var y: Axis
    package var series: [Series]
    /// A line from corner to corner, where both axes are 0 to 1: what would be perfect.
    package var hasDiagonal: Bool

    package init(_ title: String, x: Axis, y: Axis, series: [Series], hasDiagonal: Bool = false) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
        self.hasDiagonal = hasDiagonal
    }

    package struct Axis: Hashable, Sendable {
        package var title: String
        /// Nil: as wide as the points.
        package var range: ClosedRange<Double>?
        package var format: Format

        package init(_ title: String, range: ClosedRange<Double>? = nil, format: Format = .share) {
            self.title = title
            self.range = range
            self.format = format
        }
    }

    package enum Format: Hashable, Sendable {
        /// 0.25 as `25 %`.
        case share
        case number
        /// In dollars.
        case dollars
        /// Milliseconds since 1970, as days.
        case time
        /// 0, 1, 2 … stand for these names.
        case names([String])
    }

    package struct Series: Hashable, Sendable {
        package var name: String
        package var kind: Kind
        package var points: [Point]

        package init(_ name: String, kind: Kind, points: [Point]) {
            self.name = name
            self.kind = kind
            self.points = points
        }
    }

    package enum Kind: Hashable, Sendable { case line, steps, points, bars }

    /// A finite point, with the interval of its y where it has one.
    package struct Point: Hashable, Sendable {
        package var x: Double
        package var y: Double
        package var low: Double?
        package var high: Double?
        /// How many items it stands for.
        package var n: Int?
        package var name: String?

        package init(x: Double, y: Double, low: Double? = nil, high: Double? = nil, n: Int? = nil, name: String? = nil)
        {
            self.x = x
            self.y = y
            self.low = low
            self.high = high
            self.n = n
            self.name = name
        }
    }
}

/// Counts by row and column, shaded by the share of their row.
package struct ReportHeatMap: Hashable, Sendable {
    package var title: String
    package var rowTitle: String
    package var columnTitle: String
    package var rows: [String]
    package var columns: [String]
    /// `counts[row][column]`
    package var counts: [[Int]]

    package init(
        _ title: String, rowTitle: String, columnTitle: String, rows: [String], columns: [String], counts: [[Int]]
    ) {
        self.title = title
        self.rowTitle = rowTitle
        self.columnTitle = columnTitle
        self.rows = rows
        self.columns = columns
        self.counts = counts
    }
}
