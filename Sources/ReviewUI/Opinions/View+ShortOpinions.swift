import Cells
import Labeling

/// The opinions where there is room for one line each, then what is left for the rationale of the first.
/// Gives what was drawn.
func drawShortOpinions(
    _ model: ReviewModel, _ detail: ItemDetail, _ area: Rect, on canvas: inout Canvas
) -> DrawnOpinions {
    var drawn = DrawnOpinions()
    let opinions = [detail.first, detail.second]
    func widest(_ words: (Prediction) -> String?) -> Int {
        opinions.compactMap { $0.flatMap(words).map { displayWidth($0, ascii: model.isASCII) } }.max() ?? 0
    }
    // Where the confidence comes from says more than a bar of it; from 72 columns on there is room for both.
    func origin(_ prediction: Prediction) -> String? {
        model.measured(of: prediction)?.shortWords(ascii: model.isASCII) ?? prediction.sourceWords(isShort: true)
    }
    let source = widest(origin)
    let bar = source == 0 || area.columns >= 72 ? 5 : 0
    let confidence = 5 + (bar > 0 ? bar + 1 : 0) + (source > 0 ? source + 1 : 0)
    // The place, the confidence and the cost; the model's name and the rest have what is left.
    let mostForLabel = max(8, area.columns - 15 - confidence)
    let answers = [(Place.first, detail.first), (.second, detail.second)].map { place, opinion in
        opinion.map { model.words(of: $0, at: place, detail, limit: mostForLabel) } ?? ""
    }
    let widestLabel = answers.map { displayWidth($0, ascii: model.isASCII) }.max() ?? 0
    let labelWidth = min(widestLabel, mostForLabel)
    for (index, prediction) in opinions.enumerated() where index < area.rows {
        let row = area.row + index
        let place: Place = index == 0 ? .first : .second
        var column = area.column
        func write(_ text: String, _ role: Role) {
            column += canvas.write(
                text, row: row, column: column, role: role, limit: max(0, area.endColumn - column), ellipsis: true)
        }
        write(place.rawValue, .muted)
        // A sign beside the colour: whether the second agrees is seen in monochrome too.
        let disagrees = place == .second && prediction != nil ? detail.row.disagrees : nil
        let sign = disagrees.map { $0 ? (model.isASCII ? "!" : "≠") : "=" }
        write(sign ?? " ", disagrees.map { $0 ? .disagree : .agree } ?? .muted)
        guard let prediction else {
            write(model.words(forMissing: place == .second), .waiting)
            continue
        }
        canvas.write(
            answers[index], row: row, column: column, role: prediction.role(for: place, detail.row),
            limit: labelWidth, ellipsis: true)
        column += labelWidth + 1
        drawn.models.append(prediction.model)
        if model.measured(of: prediction) != nil { drawn.isCalibrated = true }
        let words = origin(prediction)
        drawConfidence(
            prediction.confidence, row: row, column: column, bar: words == nil && source >= 5 ? 5 : bar, on: &canvas)
        if let words {
            canvas.write(
                words, row: row, column: column + 5 + (bar > 0 ? bar + 1 : 0), role: .muted,
                limit: max(0, area.endColumn - column - 5))
        }
        column += confidence
        if area.rows == 1, let second = detail.second {
            // One line for both: what the other says is more than what this one cost.
            let agrees = detail.row.disagrees != true
            let sign = agrees ? "=" : canvas.ascii ? "!" : "≠"
            write("\(sign) 2nd \(second.words(in: model.task.labels)) ", second.role(for: .second, detail.row))
            drawn.models.append(second.model)
            continue
        }
        write("\(prediction.cost.short) ", prediction.cost.role)
        var making = prediction.making
        // The first opinion has a line of its own for what it said.
        if place == .second, let end = prediction.endWords { making.insert(end, at: 0) }
        let rest = making.map { "  \($0)" }.joined()
        let isWide = displayWidth(prediction.model + rest, ascii: model.isASCII) <= area.endColumn - column
        write((isWide ? prediction.model : prediction.shortModel) + rest, .muted)
    }
    if drawRationale(detail.first, from: area.row + 2, in: area, on: &canvas), let first = detail.first {
        drawn.rationales.append(first.model)
    }
    return drawn
}
