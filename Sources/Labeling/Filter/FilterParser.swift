extension FilterExpression {
    /// Reads a filter.
    ///
    /// Terms beside each other must all hold, `OR` between them lets either do and binds less, `-` or `NOT` before one
    /// turns it round, parentheses group. A term is a word or a phrase in quotation marks, looked for in text and id; a
    /// field with an operator and a value, such as `label:billing,refund`, `conf<0.8`, `decided>=2026-11-01`,
    /// `meta.channel:*`; or one of `disagree`, `agree`, `blind`, `image`. An empty text is everything.
    /// The time is linear in the text; parentheses in parentheses and the number of conditions are bounded.
    ///
    /// - Parameters:
    ///   - labels: those that a filter may name.
    ///   - now: what `today` and ages are counted from.
    package static func parse(
        _ text: String, labels: LabelSet, now: Timestamp
    ) throws(FilterProblem) -> FilterExpression {
        var parser = FilterParser(scanner: FilterScanner(Array(text.unicodeScalars)), labels: labels, now: now)
        return try parser.line()
    }
}

/// The grammar; `FilterParser+Terms` reads the fields.
struct FilterParser {
    var scanner: FilterScanner
    let labels: LabelSet
    let now: Timestamp
    /// How many conditions were read.
    private var conditions = 0

    init(scanner: FilterScanner, labels: LabelSet, now: Timestamp) {
        self.scanner = scanner
        self.labels = labels
        self.now = now
    }

    /// Counts what was read from `start` on: each value is looked for by itself, and each word of it.
    mutating func count(_ text: String, from start: Int) throws(FilterProblem) {
        conditions += max(1, FilterExpression.words(in: text))
        guard conditions <= FilterExpression.mostConditions else {
            throw problem(at: start, expected: FilterExpression.atMostConditions)
        }
    }

    mutating func line() throws(FilterProblem) -> FilterExpression {
        scanner.skipSpace()
        guard scanner.current != nil else { return .everything }
        let expression = try alternatives(nesting: 0)
        guard scanner.current == nil else {
            throw problem(at: scanner.index, expected: "the end, or a \"(\" before this")
        }
        return expression
    }

    /// What stands between parentheses, or the whole line. Leaves the scanner at `)` or the end.
    private mutating func alternatives(nesting: Int) throws(FilterProblem) -> FilterExpression {
        var members = [try conjunction(nesting: nesting)]
        while scanner.take(keyword: "OR") { members.append(try conjunction(nesting: nesting)) }
        return .any(of: members)
    }

    /// Leaves the scanner at `OR`, at `)` or at the end.
    private mutating func conjunction(nesting: Int) throws(FilterProblem) -> FilterExpression {
        var members = [try member(nesting: nesting)]
        while true {
            let end = scanner.index
            let isApart = scanner.skipSpace() || scanner.scalars[end - 1] == ")"
            guard let next = scanner.current, next != ")" else { break }
            guard isApart else { throw problem(at: end, expected: "white space, \")\" or the end") }
            let before = scanner.index
            if scanner.take(keyword: "OR") {
                scanner.index = before
                break
            }
            // Said anyway, and meant by many.
            _ = scanner.take(keyword: "AND")
            members.append(try member(nesting: nesting))
        }
        return .all(of: members)
    }

    private mutating func member(nesting: Int) throws(FilterProblem) -> FilterExpression {
        var isNegated = false
        scanner.skipSpace()
        while true {
            if scanner.current == "-" {
                scanner.index += 1
                if let next = scanner.current, !next.properties.isWhitespace {
                } else {
                    throw problem(at: scanner.index, expected: "a term right after \"-\"")
                }
            } else if scanner.take(keyword: "NOT") {
                scanner.skipSpace()
            } else {
                break
            }
            isNegated.toggle()
        }
        let inner = try operand(nesting: nesting)
        return isNegated ? inner.negated : inner
    }

    private mutating func operand(nesting: Int) throws(FilterProblem) -> FilterExpression {
        let start = scanner.index
        for keyword in FilterText.keywords where scanner.take(keyword: keyword) {
            scanner.index = start
            throw problem(at: start, to: start + keyword.count, expected: FilterParser.aTerm)
        }
        switch scanner.current {
        case "(":
            guard nesting < FilterExpression.deepestNesting else {
                throw problem(
                    at: start, to: start + 1, expected: "at most \(nesting) parentheses in each other")
            }
            scanner.index += 1
            let inner = try alternatives(nesting: nesting + 1)
            guard scanner.current == ")" else { throw problem(at: scanner.index, expected: "\")\"") }
            scanner.index += 1
            return inner
        case "\"":
            let text = try phrase()
            try count(text, from: start)
            return .condition(.search(text))
        case nil, ")":
            throw problem(at: start, expected: FilterParser.aTerm)
        default:
            return try term()
        }
    }

    static let aTerm = "a term, such as refund, label:… or conf<0.8"

    /// What stands in quotation marks; the scanner stands at the first of them.
    mutating func phrase() throws(FilterProblem) -> String {
        let start = scanner.index
        let (text, isClosed) = scanner.quoted()
        guard isClosed else { throw problem(at: scanner.index, expected: "a closing quotation mark") }
        guard !text.isEmpty else { throw problem(at: start, expected: "a word between the quotation marks") }
        return text
    }

    /// - Parameter end: of what was found; nil: of the word, or the white space, that begins at `start`.
    func problem(
        at start: Int, to end: Int? = nil, expected: String, near names: [String] = [], to word: String = ""
    ) -> FilterProblem {
        var shown = scanner
        shown.index = start
        if !shown.skipSpace() {
            repeat { shown.index += 1 } while shown.current?.properties.isWhitespace == false
        }
        let end = min(end ?? shown.index, start + 40, scanner.scalars.count)
        return FilterProblem(
            offset: scanner.offset(start), column: scanner.text(0..<start).count + 1,
            found: scanner.text(start..<max(start, end)), expected: expected,
            suggestions: FilterNearest.names(to: word, among: names))
    }
}
