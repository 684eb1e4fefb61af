/// A text with the places its lines start, so that any page of a long text is drawn without reading what is before it.
///
/// Lines become known as they are asked for: `extend(to:)` reads on from the last known line. Widths and line numbers
/// hold for one number of columns; a resized view makes a new value.
package struct WrappedText: Hashable, Sendable {
    package let text: String
    package let columns: Int
    package let ascii: Bool
    private var starts: [Wrapper.Start] = []
    /// Where reading goes on; nil once the end is known.
    private var next: Wrapper.Start? = Wrapper.Start(offset: 0, part: 0)

    /// - Parameter knownLines: the lines to find now; all of them by default.
    package init(_ text: String, columns: Int, ascii: Bool = false, knownLines: Int = .max) {
        self.text = text
        self.columns = max(2, columns)
        self.ascii = ascii
        extend(to: knownLines)
    }

    /// The lines known so far: all of them once `isComplete`.
    package var lineCount: Int { starts.count }
    /// Whether the whole text was read.
    package var isComplete: Bool { next == nil }

    /// Makes at least `lines` lines known, or all there are.
    package mutating func extend(to lines: Int) {
        guard let start = next, starts.count < lines else { return }
        var wrapper = Wrapper(text[...], columns: columns, ascii: ascii, start: start)
        while let line = wrapper.nextWithStart() {
            // The first line beyond is not kept, only where it starts.
            guard starts.count < lines else {
                next = line.start
                return
            }
            starts.append(line.start)
        }
        next = nil
    }

    /// The lines of `range` that are known.
    package func lines(_ range: Range<Int>) -> [WrappedLine] {
        let part = range.clamped(to: 0..<starts.count)
        guard !part.isEmpty else { return [] }
        let wrapper = Wrapper(text[...], columns: columns, ascii: ascii, start: starts[part.lowerBound])
        return Array(wrapper.prefix(part.count))
    }

    /// The known line that shows the byte at `offset`; nil when there is no line.
    package func line(containing offset: Int) -> Int? {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : starts.isEmpty ? nil : 0
    }
}
