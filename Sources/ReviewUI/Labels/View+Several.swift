import Cells
import Labeling

// What is drawn only where an item can have several labels.

extension ReviewModel {
    /// Before a label that Enter would save, or would not; empty where an item has one label.
    func choiceSign(_ label: Label, in choice: Set<Label>) -> String {
        guard choosesSeveral else { return "" }
        if isASCII { return choice.contains(label) ? "[x]" : "[ ]" }
        return choice.contains(label) ? "☑" : "☐"
    }

    /// Behind a label that one of the two opinions has and the other has not, where they may be seen.
    func differenceSign(_ label: Label) -> String {
        guard choosesSeveral, let detail = currentDetail, !hidesOpinions(of: detail.row),
            let one = detail.first?.label, let other = detail.second?.label
        else { return "" }
        let differs = task.labels.answer(one, has: label) != task.labels.answer(other, has: label)
        return differs ? (isASCII ? "!" : "≠") : ""
    }

    /// What a prediction says. The second of two sets that differ also says in what: `Billing (+Billing -Legal)`; that
    /// stays where there is room, of so many cells, for one alone.
    func words(of prediction: Prediction, at place: Place, _ detail: ItemDetail, limit: Int) -> String {
        let words = prediction.words(in: task.labels)
        guard choosesSeveral, place == .second, detail.row.disagrees == true, let one = detail.first?.label,
            let other = prediction.label, let before = task.labels.members(of: one),
            let after = task.labels.members(of: other)
        else { return words }
        let more = after.filter { !before.contains($0) }.map { "+\(task.labels.title(of: $0))" }
        let less = before.filter { !after.contains($0) }.map { "\(isASCII ? "-" : "−")\(task.labels.title(of: $0))" }
        let difference = "(\((more + less).joined(separator: " ")))"
        let wordings = [words, task.labels.shortTitle(of: other)].map { "\($0) \(difference)" }
        return wordings.first { displayWidth($0, ascii: isASCII) <= limit } ?? difference
    }

    /// The mark of a line of the queue whose item has labels chosen that are not saved, or a first choice that waits to be
    /// kept or changed.
    func choiceMark(_ number: ItemNumber) -> String? {
        let waits = eyes.firstChoices[number] != nil && rows[number].map { !hasDecided($0) } ?? false
        return several.chosen[number] != nil || waits ? markOfChoice : nil
    }

    private var markOfChoice: String { isASCII ? "c" : "☑" }

    /// What Enter does, in at most so many cells; nil: it is not said here.
    private func enterWords(limit: Int) -> String? {
        guard mode == .review, let meaning = enterMeaning else { return nil }
        func words(_ verb: String, _ label: Label) -> String {
            let full = "\(verb) \(task.labels.title(of: label))"
            guard displayWidth(full, ascii: isASCII) > limit else { return full }
            return "\(verb) \(task.labels.shortTitle(of: label))"
        }
        return switch meaning {
        case .save(let label): words("save", label)
        case .accept(let label): words("accept", label)
        case .nothing: "nothing to save"
        case .choose: "(choose labels)"
        }
    }

    /// The columns that `drawEnterHint` takes of the footer.
    func enterHintWidth(columns: Int) -> Int {
        let most = columns / 2
        // Why a key did nothing is read once; what Enter does stands there the next moment again.
        if let notice, [.warning, .error].contains(notice.role),
            displayWidth(notice.text, ascii: isASCII) + 2 > columns - most
        {
            return 0
        }
        guard let words = enterWords(limit: most - 7) else { return 0 }
        return min(displayWidth(words, ascii: isASCII) + 8, most)
    }
}

/// What Enter does, at the beginning of the footer, whatever else is said there. Gives the rest of the area.
func drawEnterHint(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) -> Rect {
    let width = model.enterHintWidth(columns: area.columns)
    guard width > 0 else { return area }
    let (left, rest) = area.splitLeft(width)
    drawEnterWords(model, left, on: &canvas)
    return rest
}

/// The key that clears what is chosen, where there is room for it after the labels.
func drawClearHint(_ model: ReviewModel, row: Int, column: Int, endColumn: Int, on canvas: inout Canvas) {
    guard model.choosesSeveral, column + 6 <= endColumn else { return }
    let used = canvas.write("0", row: row, column: column, role: .key)
    canvas.write(" none", row: row, column: column + used, role: .muted)
}

private func drawEnterWords(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    var column = area.column + 1
    column += canvas.write("\(Key.enter)", row: area.row, column: column, role: .key) + 1
    let isOff: Bool
    switch model.enterMeaning {
    case .save, .accept: isOff = false
    default: isOff = true
    }
    canvas.write(
        model.enterHintWords(columns: area.columns), row: area.row, column: column, role: isOff ? .muted : .label,
        limit: max(0, area.endColumn - column - 1), ellipsis: true)
}

extension ReviewModel {
    /// - Parameter columns: of the hint alone.
    fileprivate func enterHintWords(columns: Int) -> String { enterWords(limit: columns - 8) ?? "" }
}

extension Opinion {
    /// For a line of the queue: a set of labels by its first, and how many more there are, which stays however few the
    /// cells are.
    func shortWords(in labels: LabelSet, limit: Int, ascii: Bool) -> String {
        guard let label else { return outcome.words }
        let words = labels.shortTitle(of: label)
        guard displayWidth(words, ascii: ascii) > limit else { return words }
        guard labels.allowsSeveral, let members = labels.members(of: label), members.count > 1 else {
            return words.cutInMiddle(to: limit, ascii: ascii)
        }
        let more = "\(ascii ? "~" : "…")+\(members.count - 1)"
        var title = labels.title(of: members[0])
        while !title.isEmpty, displayWidth(title + more, ascii: ascii) > limit { title.removeLast() }
        return title + more
    }
}

extension String {
    /// `card_pa…_charged`: the names of many labels begin alike and differ at their ends. What is too narrow for both
    /// ends, is made of words, or has letters of other widths, is left as it is.
    fileprivate func cutInMiddle(to columns: Int, ascii: Bool) -> String {
        guard columns >= 12, count > columns, utf8.count == count, !contains(" ") else { return self }
        let end = (columns - 1) / 2
        return prefix(columns - 1 - end) + (ascii ? "~" : "…") + suffix(end)
    }
}

extension ReviewModel {
    /// The help's lines about choosing several labels: keys and words.
    var severalHelp: [(String, String)] {
        guard choosesSeveral else { return [] }
        return [
            ("0", "choose none of the labels: clears what is chosen"),
            ("\(Key.enter)", "save the chosen labels; nothing chosen: accept the first opinion"),
        ]
    }

    /// The help's lines about the signs of choosing several labels.
    var severalSigns: [(String, String)] {
        let mark = (markOfChoice, "before an item: a choice that is not saved yet")
        guard choosesSeveral else { return commitsFirst ? [mark] : [] }
        return [
            mark,
            (isASCII ? "[x], [ ]" : "☑, ☐", "a label that Enter would save, or would not"),
            (isASCII ? "!" : "≠", "behind a label: one opinion has it and the other has not"),
        ]
    }
}
