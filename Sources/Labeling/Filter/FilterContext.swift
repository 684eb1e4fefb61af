/// What is known of a task when a filter is written.
package struct FilterContext: Hashable, Sendable {
    package let labels: LabelSet
    package let models: [String]
    package let reviewers: [String]
    /// Why opinions were asked in this task.
    package let reasons: [EscalationReason]
    /// The paths that the items' `meta` have, each with some of the values there.
    package let meta: [FilterMetaPath: [String]]

    package init(
        labels: LabelSet, models: [String] = [], reviewers: [String] = [],
        reasons: [EscalationReason] = EscalationReason.allCases, meta: [FilterMetaPath: [String]] = [:]
    ) {
        self.labels = labels
        // No filter can ask for an empty word.
        self.models = models.filter { !$0.isEmpty }
        self.reviewers = reviewers.filter { !$0.isEmpty }
        self.reasons = reasons
        self.meta = meta.mapValues { $0.filter { !$0.isEmpty } }
    }

    /// In the same order every time.
    var metaPaths: [FilterMetaPath] { meta.keys.sorted { $0.description < $1.description } }
}

/// Something that may be offered.
struct FilterOffer {
    /// As a value, without quotation marks; or as a term, ready for the line.
    var text: String
    var help: String
    /// What the letters already there are compared with.
    var keys: [String]
    /// Whether it is also offered when a letter is wrong, or letters stand before those that match.
    var isLoose = true

    init(_ text: String, _ help: String = "", keys: [String]? = nil, isLoose: Bool = true) {
        self.text = text
        self.help = help
        self.keys = keys ?? [text]
        self.isLoose = isLoose
    }

    /// How well it goes on from the letters already there, 0 best; nil: not at all.
    func rank(after letters: String) -> Int? {
        keys.compactMap { FilterOffer.rank($0.lowercased(), letters.lowercased(), isLoose: isLoose) }.min()
    }

    private static func rank(_ key: String, _ letters: String, isLoose: Bool) -> Int? {
        if letters.isEmpty || key.hasPrefix(letters) { return 0 }
        guard isLoose else { return nil }
        if key.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).contains(where: { $0.hasPrefix(letters) }) {
            return 1
        }
        if key.contains(letters) { return 2 }
        // One or two letters are near to too much.
        guard letters.unicodeScalars.count > 2 else { return nil }
        return FilterNearest.distance(Array(letters.unicodeScalars), Array(key.unicodeScalars)).map { 3 + $0 }
    }
}

extension FilterContext {
    /// The values of a field after an operator.
    func values(of field: FilterField, _ sign: FilterSign) -> [FilterOffer] {
        switch field {
        case .label:
            return labels.definitions.map {
                FilterOffer(
                    $0.label.name, $0.title == $0.label.name ? $0.description : $0.title,
                    keys: [$0.label.name, $0.title])
            } + (labels.allowsSeveral ? [FilterOffer(LabelSet.none.name, "no label at all")] : [])
        case .outcome: return Prediction.Outcome.allCases.map { FilterOffer($0.rawValue) }
        case .state: return FilterState.allCases.map { FilterOffer($0.rawValue, $0.help) }
        case .reason: return reasons.map { FilterOffer($0.rawValue) }
        case .words(.model): return models.map { FilterOffer($0) }
        case .words(.reviewer): return reviewers.map { FilterOffer($0) }
        case .words(.text), .words(.id), .words(.note): return []
        case .number(.conf), .number(.conf2): return FilterContext.numbers("0.5", "0.8", "0.9", "0.95")
        case .number(.seconds): return FilterContext.numbers("2", "10", "60")
        case .number(.length): return FilterContext.numbers("100", "1000")
        case .number(.tokens): return FilterContext.numbers("500", "2000")
        case .cost: return FilterContext.numbers("0.001", "0.01", "0.1")
        case .date:
            let days = [("today", ""), ("yesterday", "")]
            let ages = [("1d", "one day ago"), ("7d", "seven days ago"), ("30d", "thirty days ago")]
            let isEqual = sign.comparison == .equal
            return (isEqual ? days + ages : ages + days).map { FilterOffer($0.0, $0.1, isLoose: false) }
        case .meta(let path):
            let isOfWords = sign == .has || sign == .whole || sign == .part
            let written = path.description.lowercased()
            let seen = isOfWords ? metaPaths.filter { $0.description.lowercased() == written } : []
            return seen.flatMap { meta[$0] ?? [] }.map { FilterOffer($0) }
        }
    }

    private static func numbers(_ texts: String...) -> [FilterOffer] { texts.map { FilterOffer($0, isLoose: false) } }

    /// The fields that take the operator, each with it; without one, with its usual one.
    func fields(_ sign: FilterSign?) -> [FilterOffer] {
        func offer(_ field: FilterField) -> FilterOffer? {
            guard let usual = field.signs.first, sign.map(field.signs.contains) ?? true else { return nil }
            return FilterOffer(field.name + (sign == nil ? usual.rawValue : ""), field.help, keys: [field.name])
        }
        let has = FilterOffer(sign == nil ? "has:" : "has", "note, image, second, gold, decision", keys: ["has"])
        return FilterField.named.compactMap(offer) + (sign == nil || sign == .has ? [has] : [])
            + metaPaths.compactMap { offer(.meta($0)) }
    }

    /// The other operators of a field whose name is already there.
    func signs(of field: FilterField) -> [FilterOffer] {
        field.signs.dropFirst().map { FilterOffer(field.name + $0.rawValue, $0.help, keys: [field.name]) }
    }

    static let flags =
        FilterFlag.allCases.map { FilterOffer($0.rawValue, $0.help) }
        + [FilterOffer(FilterThing.image.rawValue, FilterThing.image.help)]

    /// Values that say by themselves which field is meant.
    var tellingValues: [FilterOffer] {
        let fields: [FilterField] = [.label(.label), .state, .reason, .words(.model), .words(.reviewer)]
        return fields.flatMap { field in
            values(of: field, .has).map {
                FilterOffer("\(field.name):\(FilterText.value($0.text))", field.help, keys: $0.keys)
            }
        }
    }
}
