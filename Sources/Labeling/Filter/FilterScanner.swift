/// Reads a filter's text piece by piece; never fails and never goes back, so that what is half written can be read too.
struct FilterScanner {
    /// The text's scalars: no operator is hidden by a combining mark that follows it.
    let scalars: [Unicode.Scalar]
    var index = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

    /// In UTF-8.
    func offset(_ index: Int) -> Int { scalars[..<index].reduce(0) { $0 + UTF8.width($1) } }

    /// - Returns: whether there was any.
    @discardableResult
    mutating func skipSpace() -> Bool {
        let start = index
        while let scalar = current, scalar.properties.isWhitespace { index += 1 }
        return index > start
    }

    /// Goes over the word if it stands here alone, in this very spelling.
    mutating func take(keyword: String) -> Bool {
        let end = index + keyword.unicodeScalars.count
        guard end <= scalars.count, scalars[index..<end].elementsEqual(keyword.unicodeScalars),
            end == scalars.count || FilterText.endsWords(scalars[end])
        else { return false }
        index = end
        return true
    }

    /// What stands between quotation marks; the scanner stands at the first of them. A backslash takes the next
    /// quotation mark or backslash into the text.
    mutating func quoted() -> (text: String, isClosed: Bool) {
        var text = String.UnicodeScalarView()
        index += 1
        while let scalar = current {
            index += 1
            if scalar == "\"" { return (String(text), true) }
            if scalar == "\\", let next = current, next == "\"" || next == "\\" {
                text.append(next)
                index += 1
            } else {
                text.append(scalar)
            }
        }
        return (String(text), false)
    }

    /// A word up to an operator or the end of the word; the keys of a path into `meta` may be quoted.
    mutating func name() -> Name {
        let start = index
        var name = Name(range: start..<start)
        var keyStart = start
        scan: while let scalar = current {
            if scalar == "\"", name.isMeta, index == keyStart {
                let (key, isClosed) = quoted()
                name.keys.append(key)
                name.isQuoted = true
                name.isClosed = isClosed
                keyStart = index
                guard current == "." else {
                    name.range = start..<index
                    return name
                }
                index += 1
                keyStart = index
                continue scan
            }
            if FilterText.endsWords(scalar) || FilterText.isSign(scalar) { break }
            if scalar == ".", name.isMeta || (index == start + 4 && text(start..<index).lowercased() == "meta") {
                name.append(text(keyStart..<index))
                keyStart = index + 1
            }
            index += 1
        }
        name.range = start..<index
        name.append(text(keyStart..<index))
        return name
    }

    struct Name {
        var range: Range<Int>
        /// The parts between the dots, where the word is a path into `meta`; else the word.
        var keys: [String] = []
        var isQuoted = false
        /// Whether the last quotation mark is there.
        var isClosed = true
        /// Whether two dots stand beside each other, or one at the end.
        private var hasGap = false

        init(range: Range<Int>) { self.range = range }

        mutating func append(_ key: String) {
            keys.append(key)
            if key.isEmpty { hasGap = true }
        }

        /// Whether a first dot was met, which only a path has.
        var isMeta: Bool { keys.first?.lowercased() == "meta" }
        /// Nil: no path, or one that leads nowhere.
        var path: FilterMetaPath? { isMeta && !hasGap ? FilterMetaPath(Array(keys.dropFirst())) : nil }
    }

    mutating func sign() -> FilterSign? {
        guard let first = current, FilterText.isSign(first) else { return nil }
        index += 1
        if let second = current, let sign = FilterSign(rawValue: "\(first)\(second)") {
            index += 1
            return sign
        }
        return FilterSign(rawValue: "\(first)")
    }

    /// A value without quotation marks; empty: none stands here.
    mutating func bareValue() -> Range<Int> {
        let start = index
        while let scalar = current, scalar != ",", !FilterText.endsWords(scalar) { index += 1 }
        return start..<index
    }
}
