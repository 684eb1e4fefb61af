import Cells
package import Labeling

// The review in words, for `--plain`: the same commands and rules, one line each.

extension ReviewModel {
    /// From now on the item under the cursor stays there, whatever happens to the queue.
    package mutating func stay() { hasActed = true }

    /// The item's id as a field of a line; see `plainWords`.
    package func plainID(of number: ItemNumber) -> String? {
        (rows[number]?.id ?? details[number]?.item.id).map { plainWords($0.value) }
    }

    /// Text for one line: exactly as it is, unless a terminal would obey a part of it or it would end the line or a
    /// field. Then it is shown as on the screen.
    package func plainWords(_ text: String) -> String {
        let isHarmless = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        return isHarmless ? text : plain(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    /// One item, with what may be seen of the opinions. Control characters are made visible.
    package func plainText(of detail: ItemDetail) -> String {
        var lines = ["", "item \(cursor + 1) of \(queue?.count ?? 0): \(plain(detail.item.id.value))"]
        let isCurrent = detail.row.number == current
        let masked = isCurrent ? currentMasked : nil
        let shown = (isCurrent && showsMasked ? masked?.text : nil) ?? detail.item.text
        let text = shown.split(separator: "\n", omittingEmptySubsequences: false)
        lines += text.map { "  " + plain(String($0)) }
        let images = images(of: detail)
        for (index, image) in images.enumerated() {
            let facts = image.facts(ascii: isASCII)
            let number = images.count > 1 ? " \(index + 1) of \(images.count)" : ""
            lines.append("image\(number): \(plainWords(image.name))\(facts.isEmpty ? "" : "  \(plainWords(facts))")")
        }
        if let masked { lines.append("masked for the models: \(masked.words)") }
        if hidesOpinions(of: detail.row) {
            lines.append("blind: the models' answers appear after your decision")
        } else {
            for prediction in visibleOpinions(of: detail) {
                lines.append(plainWords(of: prediction))
            }
        }
        if let state = detail.row.state.words(detail.row.decidedLabel, in: task.labels) { lines.append(state) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func plainWords(of prediction: Prediction) -> String {
        var parts = [prediction.label?.name ?? prediction.outcome.words]
        if let end = prediction.endWords { parts.append(plain(end)) }
        if let confidence = prediction.confidence {
            parts.append("confidence \(confidence.twoDecimals)")
            if let source = prediction.sourceWords() { parts.append(source) }
        }
        parts.append(prediction.cost.words)
        parts += prediction.making
        let rationale = prediction.rationale.map { " (\(plain($0)))" } ?? ""
        return "\(plainWords(prediction.model)): \(parts.joined(separator: ", "))\(rationale)"
    }

    func plain(_ text: String) -> String { glyphs(of: text, ascii: isASCII).map(\.text).joined() }
}
