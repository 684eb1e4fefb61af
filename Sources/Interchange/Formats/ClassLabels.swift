import Labeling

extension ReadingOptions {
    /// Settles what the numbers of the gold field mean, if it should hold numbers.
    mutating func settleClasses(of source: ItemSource, labels: LabelSet?) {
        guard classNames == nil, let field = goldField else { return }
        if case .path(let path) = source, path != "-", let found = ClassNames.beside(path, field: field) {
            classNames = found
        } else if let labels, !labels.allowsSeveral {
            // Several labels have no number.
            classNames = ClassNames(names: labels.labels.map(\.name), source: nil)
        }
    }
}

extension LabelRule {
    /// The label that a field gives as the ground truth: a name, or the number of a class; nil: none. A class of -1 is none
    /// too, as in the test sets of Hugging Face.
    func gold(_ fields: FieldReader, _ key: String) throws(LineProblem) -> Label? {
        let what = "label in \"\(key)\""
        if case .number(let literal)? = fields.value(key), classNames != nil {
            return literal == "-1" ? nil : try numbered(literal, as: what)
        }
        guard let name = try name(fields, key), name.contains(where: { !$0.isWhitespace }) else { return nil }
        return try required(name, as: what)
    }

    func gold(ofCell cell: String, column: String) throws(LineProblem) -> Label? {
        let what = "label in column \"\(column)\""
        let trimmed = cell.filter { !$0.isWhitespace }
        guard classNames != nil, known(cell) == nil, Int(trimmed) != nil else { return try required(cell, as: what) }
        return trimmed == "-1" ? nil : try numbered(trimmed, as: what)
    }

    private func numbered(_ literal: String, as what: String) throws(LineProblem) -> Label {
        // A task may name its labels by numbers.
        if labels != nil, let label = known(literal) { return label }
        let names = classNames?.names ?? []
        classNames?.noteUse()
        guard let number = Int(literal), names.indices.contains(number) else {
            throw LineProblem("the \(what) is \(literal.prefix(20)), where there are classes 0 to \(names.count - 1)")
        }
        return try required(names[number], as: what)
    }
}
