import Labeling

/// All that the offline models learn from, by the labels' positions in the task's order.
struct TrainingMaterial: Sendable {
    struct Text: Sendable {
        var words: Words
        /// One of them where an answer is a single label.
        var members: Set<Int>
        /// Nil: it is no item.
        var item: Item.ID?
        /// The same for texts that are the same.
        var key: UInt64
    }

    /// The labels' names, titles and descriptions.
    var fixed: [(words: Words, label: Int)] = []
    var texts: [Text] = []

    /// - Parameter decided: those with a label outside the set are passed over.
    init(labels: LabelSet, decided: [TrainingExample]) {
        for (position, definition) in labels.definitions.enumerated() {
            let name = definition.label.name.replacing("_", with: " ").replacing("-", with: " ")
            fixed.append((Words("\(name) \(definition.title) \(definition.description)"), position))
            for example in definition.examples { add(example, [position], nil) }
        }
        for example in decided {
            guard let members = labels.members(of: example.label) else { continue }
            add(example.text, Set(members.compactMap { labels.position(of: $0) }), example.item)
        }
    }

    private mutating func add(_ text: String, _ members: Set<Int>, _ item: Item.ID?) {
        var key = StableHash(4)
        key.add(text.unicodeScalars)
        texts.append(Text(words: Words(text), members: members, item: item, key: key.mixed))
    }

    /// The same with every text once: an example that stands under two labels has both.
    func joined() -> TrainingMaterial {
        var joined = self
        joined.texts = []
        var places: [UInt64: Int] = [:]
        for text in texts {
            if text.item == nil, let place = places[text.key] {
                joined.texts[place].members.formUnion(text.members)
                continue
            }
            if text.item == nil { places[text.key] = joined.texts.count }
            joined.texts.append(text)
        }
        return joined
    }
}
