import Cells
package import Labeling

// The review in words, for `--plain`: the same commands and rules, one line each.

extension ReviewModel {
    /// The set of labels that a line names: by names with commas between them, or by numbers; nil: it names none.
    func severalLabels(_ line: String) -> Label? {
        guard choosesSeveral else { return nil }
        if line.lowercased() == "none" || line == "0" { return LabelSet.none }
        func label(_ word: Substring) -> Label? {
            let word = word.trimmingPrefix(while: \.isWhitespace)
            if let label = task.labels.member(matching: word) { return label }
            if let key = word.first, word.count == 1, case .label(let label)? = keymap.meaning(of: .character(key)) {
                return label
            }
            let number = Int(word.filter { !$0.isWhitespace }) ?? 0
            return number >= 1 && number <= task.labels.count ? task.labels.labels[number - 1] : nil
        }
        func all(_ words: [Substring]) -> Label? {
            let found = words.compactMap(label)
            return words.count > 1 && found.count == words.count ? task.labels.combination(of: found) : nil
        }
        return all(line.split(separator: ",", omittingEmptySubsequences: false))
            ?? all(line.split { $0.isWhitespace || $0 == "," })
    }

    /// What is asked before many items are decided at once; nil: nothing is.
    package var plainQuestion: String? {
        guard case .bulk(let page) = mode else { return nil }
        let lines = bulkLines(page).map { line in
            plain(line.text) + (line.share.map { " (\(Int(($0 * 100).rounded())) %)" } ?? "")
        }
        let question = page.isReady ? "Do it? Type yes, or anything else to leave." : "Nothing is done."
        return (lines + [question]).joined(separator: "\n") + "\n"
    }

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
        if let words = groupWords(detail.row, isShort: false) { lines.append(words) }
        if let holder = holder(of: detail.row), !detail.row.state.isDecided {
            lines.append("\(plainWords(holder)) has this item before them: it cannot be decided now")
        }
        if isSelected(line: cursor), let selectedWords { lines.append("\(selectedWords), this one among them") }
        if !detail.pendingNote.isEmpty { lines.append("note: \(plainWords(detail.pendingNote))") }
        for (key, value) in detail.item.shownMeta {
            lines.append("\(plainWords(key)): \(plainWords(value.short))")
        }
        if let doubt = doubtWords(of: detail.row) { lines.append(plainWords(doubt)) }
        if let alarm = bulk.policy.flatMap({ $0.isContradicted ? $0.alarm : nil }) { lines.append(alarm) }
        let isCurrent = detail.row.number == current
        let masked = isCurrent ? currentMasked : nil
        let shown = (isCurrent && showsMasked ? masked?.text : nil) ?? detail.item.text
        let concealed = concealedWords(detail.row)
        let text = (concealed ?? shown).split(separator: "\n", omittingEmptySubsequences: false)
        lines += text.map { "  " + plain(String($0)) }
        let images = concealed == nil ? images(of: detail) : []
        for (index, image) in images.enumerated() {
            let facts = image.facts(ascii: isASCII)
            let number = images.count > 1 ? " \(index + 1) of \(images.count)" : ""
            lines.append("image\(number): \(plainWords(image.name))\(facts.isEmpty ? "" : "  \(plainWords(facts))")")
        }
        if let masked { lines.append("masked for the models: \(masked.words)") }
        if !hidesOpinions(of: detail.row) {
            lines += plainOpinions(of: detail)
        } else if isBlind(detail.row) {
            lines.append("blind: the models' answers appear after your decision")
        } else {
            lines.append("choose first: the models' answers appear after your choice")
        }
        lines += plainDispute(of: detail)
        // Who adjudicates has heard it above the answers.
        if !isAdjudicating(detail.row), let state = stateWords(of: detail.row) { lines.append(state) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func plainOpinions(of detail: ItemDetail) -> [String] {
        var lines = visibleOpinions(of: detail).map(plainWords)
        if detail.first == nil { lines.append("first opinion: \(words(forMissing: false))") }
        // What can be had is said before it is asked for, with its price.
        if detail.second == nil, task.second != nil, whyUnavailable(.secondOpinion) == nil {
            lines.append("second opinion: \(words(forMissing: true))")
        }
        if let disagrees = detail.row.disagrees { lines.append("the opinions \(disagrees ? "differ" : "agree")") }
        return lines
    }

    /// What appears once the reviewer has made a first choice; nil: no choice waits to be kept or changed.
    ///
    /// - Parameter isAfterItem: the item was said just before, with the opinions.
    package func plainReveal(of detail: ItemDetail, isAfterItem: Bool = false) -> String? {
        guard let choice = pendingChoice else { return nil }
        let words = choice.label?.name ?? "no label fits"
        let opinions = isAfterItem ? [] : plainOpinions(of: detail)
        let lines = opinions + ["your choice: \(words); keep or a keeps it, another label changes it"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// What care for the reviewer has to say: the pace where it is wanted, and a hint, which is said once.
    package mutating func takeCareWords() -> String? {
        let lines = [paceWords.map { "pace: \($0)" }, care.hint?.text].compactMap(\.self)
        care.hint = nil
        return lines.isEmpty ? nil : lines.map { $0 + "\n" }.joined()
    }

    private func plainWords(of prediction: Prediction) -> String {
        var parts = [prediction.label?.name ?? prediction.outcome.words]
        if let end = prediction.endWords { parts.append(plain(end)) }
        if let confidence = prediction.confidence {
            parts.append("confidence \(confidence.twoDecimals)")
            if let source = prediction.sourceWords() { parts.append(source) }
            if let measured = measured(of: prediction) {
                parts.append(measured.words(confidence, columns: .max))
            }
        }
        parts.append(prediction.cost.words)
        parts += prediction.making
        let rationale = prediction.rationale.map { " (\(plain($0)))" } ?? ""
        return "\(plainWords(prediction.model)): \(parts.joined(separator: ", "))\(rationale)"
    }

    func plain(_ text: String) -> String { glyphs(of: text, ascii: isASCII).map(\.text).joined() }
}
