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
            masked: showsMaskedText, order: doubts.isShown ? "doubts" : query.order.rawValue, filter: filterWords,
            concealed: !seen.text && isConcealed(detail.row), rationales: drawn.rationales, gold: seen.gold)
        if let choice = eyes.firstChoices[detail.row.number], choice.label == nil, !isAdjudicating(detail.row) {
            exposure.firstReject = true
        }
        if onScreen?.number != detail.row.number { exposure.typedAhead = true }
        exposure.draw = draw(of: detail.row.number)
        if query.order == .informative, exposure.draw != nil {
            exposure.weight = (rows[detail.row.number] ?? detail.row).weight
        }
        if !eyes.isSpoken {
            exposure.columns = size.columns
            exposure.rows = size.rows
        }
        return exposure
    }

    /// The list that the item came from, in the words of its title.
    private var filterWords: String {
        var words = [doubts.isShown ? DoubtsState.name : query.filter.rawValue]
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
                isCalibrated: opinions.contains { measured(of: $0) != nil })
        }
        guard !isTooSmall else { return DrawnOpinions() }
        var canvas = Canvas(size: size, ascii: isASCII)
        return drawOpinions(self, layout, on: &canvas)
    }

    /// What the stated confidence is worth by the ground truth: calibrated, where a calibrator is better out of sample
    /// than what was stated; else how often this model was right where it was about as confident. Nil: there is too
    /// little truth.
    func measured(of prediction: Prediction) -> MeasuredConfidence? {
        guard let label = prediction.label, let confidence = prediction.confidence else { return nil }
        if let calibrated = eyes.measures.calibrators[prediction.model]?.calibrated(confidence, of: label) {
            return .calibrated(calibrated)
        }
        return eyes.measures.confidences[prediction.model]?.reliability(at: confidence).map { .counted($0) }
    }
}

/// What was drawn of the opinions.
struct DrawnOpinions: Equatable {
    var models: [String] = []
    /// The models whose reasons were drawn, at least their beginnings.
    var rationales: [String] = []
    var isCalibrated = false
}
