/// Where in a filter somebody is writing.
enum FilterPlace {
    /// In a word that may become a term, or before one; from its first letter.
    case term(start: Int, Surroundings)
    /// In a value, or before one; from its first letter or quotation mark.
    case value(FilterScanner.Name, FilterSign, earlier: [String], start: Int, letters: String, isQuoted: Bool)

    struct Surroundings {
        /// How many parentheses are open.
        var nesting = 0
        /// Whether a term is complete before here.
        var followsTerm = false
        /// Whether another term may begin here.
        var isApart = true
    }

    /// The place at the end of what was written; nil: nothing can be offered there, because any words may follow, white
    /// space must, or what stands before makes no sense.
    init?(atEndOf scalars: [Unicode.Scalar]) {
        var scanner = FilterScanner(scalars)
        var around = Surroundings()
        while true {
            if scanner.skipSpace() { around.isApart = true }
            let start = scanner.index
            guard let next = scanner.current else {
                guard around.isApart else { return nil }
                self = .term(start: start, around)
                return
            }
            if next == ")" {
                guard around.nesting > 0, around.followsTerm else { return nil }
                scanner.index += 1
                around = Surroundings(nesting: around.nesting - 1, followsTerm: true)
                continue
            }
            guard around.isApart else { return nil }
            switch next {
            case "(":
                guard around.nesting < FilterExpression.deepestNesting else { return nil }
                scanner.index += 1
                around = Surroundings(nesting: around.nesting + 1)
            case "-":
                scanner.index += 1
                if scanner.current?.properties.isWhitespace == true { return nil }
                around.followsTerm = false
            case "\"":
                let (text, isClosed) = scanner.quoted()
                guard isClosed, !text.isEmpty else { return nil }
                around = Surroundings(nesting: around.nesting, followsTerm: true, isApart: false)
            default:
                if let place = FilterPlace(&scanner, &around) {
                    self = place
                    return
                }
                guard around.followsTerm || around.isApart else { return nil }
            }
        }
    }

    /// Goes over a word, with its operator and values; nil: it does not reach to the end. Leaves neither a term nor room
    /// for one where it makes no sense.
    private init?(_ scanner: inout FilterScanner, _ around: inout Surroundings) {
        let broken = Surroundings(nesting: around.nesting, followsTerm: false, isApart: false)
        let start = scanner.index
        let name = scanner.name()
        if scanner.current == nil {
            self = .term(start: start, around)
            return
        }
        guard let sign = scanner.sign() else {
            switch scanner.text(name.range) {
            case "OR", "AND": around = around.followsTerm ? Surroundings(nesting: around.nesting) : broken
            case "NOT": around.followsTerm = false
            default: around = Surroundings(nesting: around.nesting, followsTerm: true, isApart: false)
            }
            return nil
        }
        var earlier: [String] = []
        repeat {
            if !earlier.isEmpty { scanner.index += 1 }
            let start = scanner.index
            let isQuoted = scanner.current == "\""
            var value = ""
            var isClosed = false
            if isQuoted { (value, isClosed) = scanner.quoted() } else { value = scanner.text(scanner.bareValue()) }
            if scanner.current == nil, !isClosed {
                self = .value(name, sign, earlier: earlier, start: start, letters: value, isQuoted: isQuoted)
                return
            }
            guard !value.isEmpty else {
                around = broken
                return nil
            }
            earlier.append(value)
        } while scanner.current == ","
        around = Surroundings(nesting: around.nesting, followsTerm: true, isApart: false)
        return nil
    }
}
