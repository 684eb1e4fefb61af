import Labeling

extension Evidence {
    /// Puts labels that joined as items brought them in the order of their names.
    mutating func sortLabels() {
        guard index.isDiscovering else { return }
        let order = index.labels.indices.sorted { index.labels[$0].name < index.labels[$1].name }
        var codes = [Code](repeating: 0, count: order.count + 1)
        for (place, label) in order.enumerated() { codes[label + 1] = Evidence.code(ofLabel: place) }
        func renumber(_ column: inout [Code]) {
            for row in column.indices where column[row] > 0 { column[row] = codes[Int(column[row])] }
        }
        renumber(&items.truth)
        renumber(&items.gold)
        renumber(&ratings.label)
        renumber(&ratings.firstChoice)
        for model in models.indices { renumber(&models[model].label) }
        let labels = index.labels
        index = LabelIndex(labels: order.map { labels[$0] }, isDiscovering: true)
    }
}
