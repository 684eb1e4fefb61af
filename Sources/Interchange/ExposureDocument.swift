package import Labeling

// What was on screen at a decision, as files have it: only what is known.

extension GroundTruthDocument {
    package static func exposure(_ exposure: Exposure) -> JSONDocument {
        var members: [JSONDocument.Member] = []
        func add(_ key: Exposure.CodingKeys, _ value: JSONDocument?) {
            if let value { members.append(.init(key.rawValue, value)) }
        }
        for key in Exposure.CodingKeys.allCases {
            switch key {
            case .peers: add(key, exposure.peers.map { JSONDocument($0) })
            case .calibrated: add(key, exposure.calibrated.map { JSONDocument($0) })
            case .masked: add(key, exposure.masked.map { JSONDocument($0) })
            case .order: add(key, exposure.order.map { .string($0) })
            case .filter: add(key, exposure.filter.map { .string($0) })
            case .seen: add(key, exposure.seen.map { JSONDocument($0) })
            case .concealed: add(key, exposure.concealed.map { JSONDocument($0) })
            case .rationales: add(key, exposure.rationales.map { JSONDocument($0) })
            case .gold: add(key, exposure.gold.map { JSONDocument($0) })
            case .firstReject: add(key, exposure.firstReject.map { JSONDocument($0) })
            case .typedAhead: add(key, exposure.typedAhead.map { JSONDocument($0) })
            case .draw: add(key, exposure.draw.map { .string($0) })
            case .weight: add(key, exposure.weight.map { .double($0) })
            case .columns: add(key, exposure.columns.map { JSONDocument($0 as Int) })
            case .rows: add(key, exposure.rows.map { JSONDocument($0 as Int) })
            }
        }
        return .object(members)
    }
}

extension AnnotationDecoder {
    /// The field `exposure`; nil: there is none. What a later version may have written beside is left out.
    func exposure(_ decision: FieldReader) throws(LineProblem) -> Exposure? {
        guard let document = decision.value("exposure") else { return nil }
        let fields = try FieldReader(document, path: decision.path.isEmpty ? "exposure" : "\(decision.path).exposure")
        typealias Key = Exposure.CodingKeys
        func names(_ key: Key) throws(LineProblem) -> [String]? {
            fields.value(key.rawValue) == nil ? nil : try fields.strings(key.rawValue)
        }
        func cells(_ key: Key) throws(LineProblem) -> Int? {
            fields.value(key.rawValue) == nil ? nil : try fields.count(key.rawValue)
        }
        return Exposure(
            peers: try names(.peers), calibrated: try fields.flag(Key.calibrated.rawValue),
            masked: try fields.flag(Key.masked.rawValue), order: try fields.string(Key.order.rawValue),
            filter: try fields.string(Key.filter.rawValue), seen: try fields.flag(Key.seen.rawValue),
            concealed: try fields.flag(Key.concealed.rawValue),
            rationales: try names(.rationales), gold: try fields.flag(Key.gold.rawValue),
            firstReject: try fields.flag(Key.firstReject.rawValue),
            typedAhead: try fields.flag(Key.typedAhead.rawValue),
            draw: try fields.string(Key.draw.rawValue),
            weight: try fields.number(Key.weight.rawValue, in: 0...Double.greatestFiniteMagnitude),
            columns: try cells(.columns), rows: try cells(.rows))
    }
}
