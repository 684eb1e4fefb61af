import Labeling

/// The way to a value in a JSON object: a field's name, or steps with dots between them into nested objects and arrays,
/// `payload.message.body`, `choices.0.text`.
///
/// A field whose own name has the dots goes before the steps, at every level.
struct FieldPath: Hashable {
    let name: String
    private let steps: [String]

    /// More steps are not looked for: every way to put them together would be tried.
    private static let mostSteps = 16

    init(_ name: String) {
        self.name = name
        let steps = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        self.steps = steps.count > 1 && steps.count <= FieldPath.mostSteps ? steps : [name]
    }

    /// Whether a record could hold the value deeper than in a field of its own.
    var isNested: Bool { steps.count > 1 }

    /// A value and the way that was taken to it: keys, and places in arrays as they were written.
    struct Found {
        var value: JSONDocument
        var way: [String]
    }

    /// Nil: it is not there. A null is found.
    func find(in document: JSONDocument) -> Found? { find(steps[...], in: document) }

    private func find(_ steps: ArraySlice<String>, in document: JSONDocument) -> Found? {
        guard !steps.isEmpty else { return Found(value: document, way: []) }
        switch document {
        case .object:
            // The longest name first: a field's own dots go before steps.
            for count in stride(from: steps.count, to: 0, by: -1) {
                let key = steps.prefix(count).joined(separator: ".")
                guard let value = document[key] else { continue }
                guard var found = find(steps.dropFirst(count), in: value) else { return nil }
                found.way.insert(key, at: 0)
                return found
            }
            return nil
        case .array(let values):
            guard let step = steps.first, let place = FieldPath.place(step, among: values.count),
                var found = find(steps.dropFirst(), in: values[place])
            else { return nil }
            found.way.insert(step, at: 0)
            return found
        default: return nil
        }
    }

    private static func place(_ step: String, among count: Int) -> Int? {
        guard !step.isEmpty, step.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let place = Int(step), place < count
        else { return nil }
        return place
    }

    /// Which step is missing, and what is there in its place; for a path whose value was not found.
    func missing(in document: JSONDocument) -> LineProblem {
        var rest = steps[...]
        var here = document
        var way: [String] = []
        walk: while !rest.isEmpty {
            switch here {
            case .object:
                for count in stride(from: rest.count, to: 0, by: -1) {
                    let key = rest.prefix(count).joined(separator: ".")
                    guard let value = here[key] else { continue }
                    (here, rest) = (value, rest.dropFirst(count))
                    way.append(key)
                    continue walk
                }
                break walk
            case .array(let values):
                guard let step = rest.first, let place = FieldPath.place(step, among: values.count) else { break walk }
                (here, rest) = (values[place], rest.dropFirst())
                way.append(step)
            default: break walk
            }
        }
        let step = rest.first ?? name
        let place = way.isEmpty ? "this record" : "\"\(way.joined(separator: "."))\""
        let found: String
        switch here {
        case .object(let members):
            let keys = members.prefix(12).map { String($0.key.prefix(60)) }.joined(separator: ", ")
            let has = members.isEmpty ? "no fields" : keys + (members.count > 12 ? ", …" : "")
            found = "\(place) has no \"\(step)\" (it has: \(has))"
        case .array(let values):
            found = "\(place) is an array of \(values.count), and \"\(step)\" is no place in it (they count from 0)"
        default: found = "\(place) is \(here.kind), in which there is no \"\(step)\""
        }
        return LineProblem("\"\(name)\" is missing: \(found)")
    }

    /// The document without the value at the way; in an array null is left in its place, so that others keep theirs.
    static func removing(_ way: ArraySlice<String>, from document: JSONDocument) -> JSONDocument {
        guard let step = way.first else { return .null }
        switch document {
        case .object(var members):
            guard let index = members.firstIndex(where: { $0.key == step }) else { return document }
            if way.count == 1 {
                members.remove(at: index)
            } else {
                members[index].value = removing(way.dropFirst(), from: members[index].value)
            }
            return .object(members)
        case .array(var values):
            guard let place = place(step, among: values.count) else { return document }
            values[place] = removing(way.dropFirst(), from: values[place])
            return .array(values)
        default: return document
        }
    }
}
