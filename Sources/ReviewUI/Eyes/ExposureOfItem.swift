import Cells
package import Labeling

// What is stored with a decision of what was before the reviewer's eyes.

extension ReviewModel {
    /// From now on the review is spoken, line by line.
    package mutating func speak() { eyes.isSpoken = true }

    /// Nothing of an item is drawn on so small a screen.
    var isTooSmall: Bool { !eyes.isSpoken && (size.rows < 8 || size.columns < 40) }

    /// The models whose answers the reviewer sees or has seen, the first and the second before others.
    package func seenModels(of detail: ItemDetail) -> [String] {
        let visible = visibleOpinions(of: detail).map(\.model)
        let seen = (eyes.sights[detail.row.number]?.models ?? []).subtracting(visible)
        let opinions = [detail.first, detail.second].compactMap { $0?.model }
        return opinions.filter { visible.contains($0) || seen.contains($0) }
            + seen.subtracting(opinions).sorted()
    }

    /// What is on screen of this item beside the models' answers.
    func exposure(of detail: ItemDetail) -> Exposure? {
        let seen = eyes.sights[detail.row.number] ?? Sight()
        let drawn = drawnOpinions()
        var exposure = Exposure(
            peers: seen.peers.union(visiblePeers(of: detail)).sorted(), calibrated: drawn.isCalibrated,
            masked: showsMaskedText, order: query.order.rawValue, filter: filterWords,
            concealed: !seen.text && isConcealed(detail.row), rationales: drawn.rationales, gold: seen.gold)
        if let choice = eyes.firstChoices[detail.row.number], choice.label == nil, !isAdjudicating(detail.row) {
            exposure.firstReject = true
        }
        if onScreen?.number != detail.row.number { exposure.typedAhead = true }
        if !eyes.isSpoken {
            exposure.columns = size.columns
            exposure.rows = size.rows
        }
        return exposure
    }

    /// The list that the item came from, in the words of its title.
    private var filterWords: String {
        var words = [query.filter.rawValue]
        if query.expression != .everything { words.append(query.expression.description) }
        if !query.search.isEmpty { words.append("search: \(query.search)") }
        return words.joined(separator: " ")
    }

    /// What the opinions' place on the screen holds: found by drawing it, so that it cannot differ from the screen.
    func drawnOpinions() -> DrawnOpinions {
        if eyes.isSpoken, let detail = currentDetail {
            let opinions = visibleOpinions(of: detail)
            return DrawnOpinions(
                models: opinions.map(\.model), rationales: opinions.filter { $0.rationale != nil }.map(\.model),
                isCalibrated: opinions.contains { reliability(of: $0) != nil })
        }
        guard !isTooSmall else { return DrawnOpinions() }
        var canvas = Canvas(size: size, ascii: isASCII)
        return drawOpinions(self, layout, on: &canvas)
    }

    /// How often this model was right where it was about as confident; nil: there is too little truth.
    func reliability(of prediction: Prediction) -> Reliability? {
        guard prediction.label != nil, let confidence = prediction.confidence else { return nil }
        return eyes.measures.confidences[prediction.model]?.reliability(at: confidence)
    }
}

/// What was drawn of the opinions.
struct DrawnOpinions: Equatable {
    var models: [String] = []
    /// The models whose reasons were drawn, at least their beginnings.
    var rationales: [String] = []
    var isCalibrated = false
}
