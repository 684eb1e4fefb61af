extension FilterParser {
    /// A word, a flag, or a field with its operator and values.
    mutating func term() throws(FilterProblem) -> FilterExpression {
        let name = scanner.name()
        let word = scanner.text(name.range)
        let signStart = scanner.index
        guard let sign = scanner.sign() else {
            guard !name.isQuoted else { throw problem(at: signStart, expected: "an operator after \(word)") }
            try count(word, from: name.range.lowerBound)
            return word == "*" ? .everything : .condition(FilterText.flag(word) ?? .search(word))
        }
        let signEnd = scanner.index
        if word.lowercased() == "has" {
            guard sign == .has || sign == .whole else {
                throw problem(at: signStart, to: signEnd, expected: "\":\" after has")
            }
            return .any(of: try choices(FilterThing.self).map { .condition(.has($0)) })
        }
        let field = try field(name, word)
        guard field.signs.contains(sign) else {
            let signs = field.signs.map(\.rawValue).joined(separator: " ")
            throw problem(at: signStart, to: signEnd, expected: "one of \(signs) after \(word)")
        }
        if sign == .has || sign == .whole, try takeStar() { return .condition(.present(field)) }
        return .condition(try condition(field, sign))
    }

    private func field(_ name: FilterScanner.Name, _ word: String) throws(FilterProblem) -> FilterField {
        if let field = FilterField(name: word) { return field }
        if let path = name.path { return .meta(path) }
        let start = name.range.lowerBound
        guard !name.range.isEmpty else {
            throw problem(at: start, expected: "the name of a field before the operator")
        }
        if name.isMeta {
            throw problem(at: start, to: name.range.upperBound, expected: "a key after meta, such as meta.channel")
        }
        throw problem(
            at: start, to: name.range.upperBound, expected: "the name of a field (or quotation marks around the term)",
            near: FilterField.named.map(\.name) + ["has", "meta"], to: word)
    }

    /// Goes over a star that is the whole value.
    private mutating func takeStar() throws(FilterProblem) -> Bool {
        let start = scanner.index
        let value = scanner.bareValue()
        if scanner.text(value) == "*", scanner.current != "," {
            try count("*", from: start)
            return true
        }
        scanner.index = start
        return false
    }

    private mutating func condition(_ field: FilterField, _ sign: FilterSign) throws(FilterProblem) -> FilterCondition {
        switch field {
        case .label(let field): return .label(field, try labelValues())
        case .outcome(let field): return .outcome(field, try choices(Prediction.Outcome.self))
        case .state: return .state(try choices(FilterState.self))
        case .reason: return .reason(try choices(EscalationReason.self))
        case .words(let field):
            let match = sign == .has ? field.usualMatch : sign == .part ? .part : .whole
            return .words(field, match, try values("a word or \"words\"").map(\.text))
        case .number(let field):
            let comparison = sign.comparison ?? .equal
            switch field {
            case .conf, .conf2:
                let expected = "a number from 0 to 1, such as 0.8"
                return .number(
                    field, comparison,
                    try single(expected) { text in FilterText.number(text).flatMap { (0...1).contains($0) ? $0 : nil } }
                )
            case .seconds, .length, .tokens:
                return .number(field, comparison, try single("a number, such as 20") { FilterText.number($0) })
            }
        case .cost:
            let money = try single("an amount in dollars, such as 0.01") { text in
                Money(decimal: text.hasPrefix("$") ? text.dropFirst() : text[...]).flatMap { $0 < .zero ? nil : $0 }
            }
            return .cost(sign.comparison ?? .equal, money)
        case .date(let field):
            let now = now
            let expected = "a date (2026-11-01, 2026-11, today, yesterday) or an age (30min, 12h, 7d, 2w)"
            let date = try single(expected) { FilterDate($0, now: now) }
            return .date(field, sign.comparison ?? .equal, date)
        case .meta(let path):
            switch sign {
            case .has, .whole: return .meta(path, .whole, try values("a word or \"words\"").map(\.text))
            case .part: return .meta(path, .part, try values("a word or \"words\"").map(\.text))
            case .less, .atMost, .more, .atLeast, .same:
                let number = try single("a number, such as 20") { FilterText.number($0) }
                return .metaNumber(path, sign.comparison ?? .equal, number)
            }
        }
    }

    private typealias Value = (text: String, range: Range<Int>)

    /// One value, or several with commas between them.
    private mutating func values(_ expected: String) throws(FilterProblem) -> [Value] {
        var found: [Value] = []
        repeat {
            if !found.isEmpty { scanner.index += 1 }
            let start = scanner.index
            if scanner.current == "\"" {
                found.append((try phrase(), start..<scanner.index))
            } else {
                let range = scanner.bareValue()
                guard !range.isEmpty else { throw problem(at: start, expected: expected) }
                found.append((scanner.text(range), range))
            }
            try count(found.last?.text ?? "", from: start)
        } while scanner.current == ","
        return found
    }

    private mutating func single<Read>(
        _ expected: String, _ read: (String) -> Read?
    ) throws(FilterProblem) -> Read {
        let start = scanner.index
        let found = try values(expected)
        guard found.count == 1, let value = read(found[0].text) else {
            throw problem(at: start, to: scanner.index, expected: expected)
        }
        return value
    }

    private mutating func labelValues() throws(FilterProblem) -> [Label] {
        var found: [Label] = []
        for value in try values("a label") {
            guard let label = labels.filterLabel(matching: value.text) else {
                throw problem(
                    at: value.range.lowerBound, to: value.range.upperBound, expected: "a label of this task",
                    near: labels.labels.map(\.name), to: value.text)
            }
            found.append(label)
        }
        return found
    }

    private mutating func choices<Choice>(
        _ type: Choice.Type
    ) throws(FilterProblem) -> [Choice] where Choice: RawRepresentable<String>, Choice: CaseIterable {
        let names = Choice.allCases.map(\.rawValue)
        let expected = "one of \(names.joined(separator: ", "))"
        var found: [Choice] = []
        for value in try values(expected) {
            guard let choice = Choice(rawValue: value.text.lowercased()) else {
                throw problem(
                    at: value.range.lowerBound, to: value.range.upperBound, expected: expected, near: names,
                    to: value.text)
            }
            found.append(choice)
        }
        return found
    }
}

extension LabelSet {
    /// What a filter can ask of an answer: one of its labels, or that it has none.
    fileprivate func filterLabel(matching name: String) -> Label? {
        if let label = member(matching: name) { return label }
        return label(matching: name).flatMap { $0 == LabelSet.none && allowsSeveral ? $0 : nil }
    }
}
