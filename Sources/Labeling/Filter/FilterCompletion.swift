/// What may be written next in a filter.
package enum FilterCompletion {
    package struct Candidate: Hashable, Sendable {
        /// The bytes of the text, in UTF-8, that the candidate takes the place of.
        package var replaced: Range<Int>
        package var text: String
        /// A few words for people; may be empty.
        package var help: String

        package init(replaced: Range<Int>, text: String, help: String) {
            self.replaced = replaced
            self.text = text
            self.help = help
        }

        /// The text with the candidate in it, and where the cursor is then, in bytes.
        ///
        /// - Parameter text: the one that the candidate was found for; in another, what lies within it is replaced.
        package func applied(to text: String) -> (text: String, cursor: Int) {
            let bytes = Array(text.utf8)
            let end = min(replaced.upperBound, bytes.count)
            let head = bytes[..<min(replaced.lowerBound, end)] + self.text.utf8
            return (String(decoding: head + bytes[end...], as: UTF8.self), head.count)
        }
    }

    /// What fits at the cursor, the best first; never what is there already. Each can be taken, or gone on with, so that
    /// the line up to there parses, if it did before.
    ///
    /// - Parameter cursor: in bytes of UTF-8; one that is outside the text or within a character is moved.
    package static func candidates(
        for text: String, at cursor: Int, context: FilterContext
    ) -> [Candidate] {
        let scalars = Array(text.unicodeScalars)
        var index = 0
        var offset = 0
        while index < scalars.count, offset + UTF8.width(scalars[index]) <= cursor {
            offset += UTF8.width(scalars[index])
            index += 1
        }
        switch FilterPlace(atEndOf: Array(scalars[..<index])) {
        case nil: return []
        case .term(let start, let around)?:
            return terms(FilterScanner(scalars), start..<index, around, context)
        case .value(let name, let sign, let earlier, let start, let letters, let isQuoted)?:
            let scanner = FilterScanner(scalars)
            let end = isQuoted ? quoteEnd(scanner, start, index) : wordEnd(scanner, index) { $0 == "," }
            let offers = values(scanner, name, sign, earlier, letters, context)
            return chosen(offers, after: letters, replacing: start..<end, in: scanner) {
                // A bare star is any value.
                $0.text == anyValue ? "*" : isQuoted ? FilterText.quoted($0.text) : FilterText.value($0.text)
            }
        }
    }

    /// Stands for the star among values, which may be stars themselves.
    private static let anyValue = ""

    private static func terms(
        _ scanner: FilterScanner, _ written: Range<Int>, _ around: FilterPlace.Surroundings, _ context: FilterContext
    ) -> [Candidate] {
        let letters = scanner.text(written)
        let end = wordEnd(scanner, written.upperBound, FilterText.isSign)
        var rest = scanner
        rest.index = end
        if let sign = rest.sign() {
            return chosen(context.fields(sign), after: letters, replacing: written.lowerBound..<end, in: scanner)
        }
        var offers = context.fields(nil) + FilterContext.flags
        if around.followsTerm {
            offers.append(FilterOffer("OR", "either of the two", isLoose: false))
            if around.nesting > 0, letters.isEmpty { offers.append(FilterOffer(")", "ends the group")) }
        }
        offers.append(FilterOffer("NOT", "turns the next term round", isLoose: false))
        if !letters.isEmpty {
            if let field = known(letters, context) { offers += context.signs(of: field) }
            offers += context.tellingValues
        }
        return chosen(offers, after: letters, replacing: written.lowerBound..<end, in: scanner)
    }

    private static func known(_ letters: String, _ context: FilterContext) -> FilterField? {
        FilterField(name: letters) ?? context.metaPaths.first { $0.description == letters }.map(FilterField.meta)
    }

    private static func values(
        _ scanner: FilterScanner, _ name: FilterScanner.Name, _ sign: FilterSign, _ earlier: [String],
        _ letters: String, _ context: FilterContext
    ) -> [FilterOffer] {
        let word = scanner.text(name.range)
        var offers: [FilterOffer]
        if word.lowercased() == "has" {
            guard sign == .has || sign == .whole else { return [] }
            offers = FilterThing.allCases.map { FilterOffer($0.rawValue, $0.help) }
        } else {
            guard let field = FilterField(name: word) ?? name.path.map(FilterField.meta), field.signs.contains(sign)
            else { return [] }
            if !earlier.isEmpty, field.takesOneValue { return [] }
            offers = context.values(of: field, sign)
            if earlier.isEmpty, letters.isEmpty, sign == .has || sign == .whole {
                offers.append(FilterOffer(anyValue, "has any"))
            }
        }
        let taken = earlier.map { $0.lowercased() }
        return offers.filter { !taken.contains($0.text.lowercased()) }
    }

    /// The offers that fit, the best first, as candidates.
    private static func chosen(
        _ offers: [FilterOffer], after letters: String, replacing range: Range<Int>, in scanner: FilterScanner,
        written: (FilterOffer) -> String = \.text
    ) -> [Candidate] {
        let replaced = scanner.offset(range.lowerBound)..<scanner.offset(range.upperBound)
        let present = scanner.text(range)
        let ranked = offers.enumerated().compactMap { index, offer in
            offer.rank(after: letters).map { (rank: $0, index: index, text: written(offer), help: offer.help) }
        }
        return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }
            .filter { $0.text != present }
            .map { Candidate(replaced: replaced, text: $0.text, help: $0.help) }
    }

    private static func wordEnd(
        _ scanner: FilterScanner, _ start: Int, _ isEnd: (Unicode.Scalar) -> Bool
    ) -> Int {
        scanner.scalars[start...].firstIndex { FilterText.endsWords($0) || isEnd($0) } ?? scanner.scalars.count
    }

    /// The end of a quoted value that the cursor is in. Where the next quotation mark opens another value, this one was
    /// never closed, and ends at the cursor.
    private static func quoteEnd(_ scanner: FilterScanner, _ start: Int, _ cursor: Int) -> Int {
        var scanner = scanner
        scanner.index = start
        let isClosed = scanner.quoted().isClosed
        let isEnd = scanner.current.map { $0 == "," || $0 == ")" || $0.properties.isWhitespace } ?? true
        return isClosed && isEnd ? scanner.index : cursor
    }
}

extension FilterField {
    /// Whether commas between values make no sense.
    fileprivate var takesOneValue: Bool {
        switch self {
        case .number, .cost, .date: true
        case .label, .outcome, .state, .reason, .words, .meta: false
        }
    }
}
