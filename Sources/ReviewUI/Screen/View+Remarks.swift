import Cells
import Labeling

/// The lines between an item's head and its text: its images, and what is masked for the models. Where there is room
/// for one line alone, both share it.
func drawRemarks(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    guard area.rows > 0 else { return }
    let isConcealed = model.currentDetail.map { model.isConcealed($0.row) } ?? false
    let images = isConcealed ? [] : model.currentImages
    let masked = model.currentMasked
    let isShared = area.rows == 1 && !images.isEmpty && masked != nil
    var lines: [[Part]] = []
    if images.count + (masked == nil ? 0 : 1) <= area.rows {
        lines = images.indices.map { imageParts(model, images, $0, isListed: true) }
    } else if !images.isEmpty {
        lines = [imageParts(model, images, model.selectedImage % images.count, isListed: false, isShort: isShared)]
    }
    if masked != nil {
        let parts = maskedParts(model, isShort: isShared)
        if isShared { lines[0] += parts } else { lines.append(parts) }
    }
    for (index, parts) in lines.prefix(area.rows).enumerated() {
        draw(parts, row: area.row + index, area, on: &canvas)
    }
}

/// A piece of a line. What gives way first when the line is too long: keys and their words, then the end of names.
private struct Part {
    var text: String
    var role: Role
    var isHint = false
    /// May be cut to some cells; the others are kept whole while there is any room.
    var isName = false
}

private func imageParts(
    _ model: ReviewModel, _ images: [ImageLine], _ index: Int, isListed: Bool, isShort: Bool = false
) -> [Part] {
    let image = images[index]
    let isSelected = index == model.selectedImage % images.count
    let facts = image.facts(ascii: model.isASCII, isShort: isShort)
    let number = images.count > 1 ? " \(index + 1)/\(images.count)" : ""
    var parts = [
        Part(text: "\(isListed && isSelected && images.count > 1 ? ">" : " ")image\(number) ", role: .muted),
        Part(text: image.name, role: .text, isName: true),
    ]
    if !facts.isEmpty { parts.append(Part(text: "  \(facts)", role: image.problem == nil ? .muted : .warning)) }
    guard isSelected else { return parts }
    parts += hint(.viewImage, "view", model)
    if images.count > 1 { parts += hint(.nextImage, "next", model) }
    return parts
}

private func maskedParts(_ model: ReviewModel, isShort: Bool) -> [Part] {
    guard let masked = model.currentMasked else { return [] }
    let isShown = model.showsMaskedText
    let words: String
    if isShown {
        words =
            isShort ? "  as sent: \(masked.words)" : " text as the models are sent it: \(masked.words) masked"
    } else {
        words = isShort ? "  masked: \(masked.words)" : " sent to models with \(masked.words) masked"
    }
    let parts = [Part(text: words, role: isShown ? .warning : .note)]
    return masked.text == nil ? parts : parts + hint(.showMasked, isShown ? "original" : "as sent", model)
}

private func hint(_ command: Command, _ words: String, _ model: ReviewModel) -> [Part] {
    [
        Part(text: "  \(model.keymap.key(for: command))", role: .key, isHint: true),
        Part(text: " \(words)", role: .muted, isHint: true),
    ]
}

private func draw(_ parts: [Part], row: Int, _ area: Rect, on canvas: inout Canvas) {
    func width(_ parts: [Part]) -> Int { parts.reduce(0) { $0 + displayWidth($1.text, ascii: canvas.ascii) } }
    var parts = parts
    let fixed = width(parts.filter { !$0.isName && !$0.isHint })
    let names = width(parts.filter(\.isName))
    // The words of a key go before the key itself does.
    if fixed + names + width(parts.filter(\.isHint)) > area.columns {
        parts.removeAll { $0.isHint && $0.role == .muted }
    }
    let hints = width(parts.filter(\.isHint))
    if fixed + min(names, 12) + hints > area.columns { parts.removeAll(where: \.isHint) }
    let rest = width(parts.filter { !$0.isName })
    var column = area.column
    for part in parts {
        let room = max(0, area.endColumn - column)
        let limit = part.isName ? min(room, max(8, area.columns - rest)) : room
        column += canvas.write(part.text, row: row, column: column, role: part.role, limit: limit, ellipsis: true)
    }
}
