import Cells
package import Labeling

// The review in words, for `--plain`: the same commands and rules, one line each.

extension ReviewModel {
    /// The message that a line of input means: a command's letter, a label's key, name or number, or `n words`.
    /// Nil for anything else, `q` among it.
    package func plainMessage(_ line: String) -> Message? {
        if line.hasPrefix("n ") { return .note(String(line.dropFirst(2))) }
        if line == "auto-accept" || line.hasPrefix("auto-accept ") {
            return .bulk(.propose(line.dropFirst(11).trimmingPrefix(" ").description))
        }
        if line == "revoke" { return .bulk(.revoke) }
        let commands: [String: Command] = [
            "a": .accept, "A": .acceptSecond, "x": .reject, "f": .flag, "s": .skip, "u": .undo, "o": .secondOpinion,
            "v": .viewImage, "V": .nextImage, "m": .showMasked, "+": .unfoldGroup, "j": .next, "k": .previous,
            "g": .first, "G": .last,
            ".": .showConcealed, "H": .history, "history": .history, "accept": .accept, "reject": .reject,
            "flag": .flag,
            "skip": .skip, "undo": .undo,
        ]
        if line == "keep", pendingChoice != nil { return .command(.accept) }
        if let label = task.labels.label(matching: line) ?? severalLabels(line) { return .choose(label) }
        if let message = plainFinding(line) { return message }
        if let command = commands[line] { return .command(command) }
        if let number = Int(line), number >= 1, number <= task.labels.count {
            return .choose(task.labels.labels[number - 1])
        }
        if line.count == 1, let character = line.first,
            case .label(let label)? = keymap.meaning(of: .character(character))
        {
            return .choose(label)
        }
        return nil
    }

    /// The set of labels that a line names: by names with commas between them, or by numbers; nil: it names none.
    private func severalLabels(_ line: String) -> Label? {
        guard choosesSeveral else { return nil }
        if line.lowercased() == "none" || line == "0" { return LabelSet.none }
        func label(_ word: Substring) -> Label? {
            let word = word.trimmingPrefix(while: \.isWhitespace)
            if let label = task.labels.member(matching: word) { return label }
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
            plain(line.text) + (line.share.map { " (\($0.percent))" } ?? "")
        }
        let question = page.isReady ? "Do it? Type yes, or anything else to leave." : "Nothing is done."
        return (lines + [question]).joined(separator: "\n") + "\n"
    }

    /// `filter EXPR`, `search WORDS`, `order NAME`; without more, filter and search are taken away.
    private func plainFinding(_ line: String) -> Message? {
        let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
        let rest = words.count > 1 ? words[1] : ""
        switch words.first {
        case "filter": return .find(.applyFilter(rest))
        case "search": return .find(.applySearch(rest))
        case "order": return QueueOrder(rawValue: rest).map { .find(.setOrder($0)) }
        case "save-filter" where !rest.isEmpty: return .find(.saveFilter(rest))
        case "forget-filter" where !rest.isEmpty: return .find(.forgetFilter(rest))
        default: return nil
        }
    }

    /// From now on the item under the cursor stays there, whatever happens to the queue.
    package mutating func stay() { hasActed = true }

    package func plainHelp(unknown line: String) -> String {
        let labels = task.labels.definitions.enumerated().map { "\($0 + 1) \($1.label.name)" }.joined(separator: ", ")
        let rule =
            choosesSeveral ? "the labels, as 1 3 or a, c (none: no label at all; the line is the whole set)" : "a label"
        let what = line == "?" || line == "help" ? "" : "\"\(plain(line))\" is no command. "
        return
            "\(what)a accept, x reject, f flag, s skip, u undo, o second opinion, n WORDS note, "
            + "+ show the alike items or fold them again, auto-accept 0.97 accept by rule, revoke take that back, "
            + "v view the image, V next image, m text as it is sent to the models, j next, k previous, q quit, or \(rule): \(labels)\n"
    }

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
        if let state = stateWords(of: detail.row) { lines.append(state) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func plainOpinions(of detail: ItemDetail) -> [String] {
        var lines = visibleOpinions(of: detail).map(plainWords)
        if let disagrees = detail.row.disagrees { lines.append("the opinions \(disagrees ? "differ" : "agree")") }
        return lines
    }

    /// What appears once the reviewer has made a first choice; nil: no choice waits to be kept or changed.
    package func plainReveal(of detail: ItemDetail) -> String? {
        guard let choice = pendingChoice else { return nil }
        let words = choice.label?.name ?? "no label fits"
        let lines = plainOpinions(of: detail) + ["your choice: \(words); keep or a keeps it, another label changes it"]
        return lines.joined(separator: "\n") + "\n"
    }

    private func plainWords(of prediction: Prediction) -> String {
        var parts = [prediction.label?.name ?? prediction.outcome.words]
        if let end = prediction.endWords { parts.append(plain(end)) }
        if let confidence = prediction.confidence {
            parts.append("confidence \(confidence.twoDecimals)")
            if let source = prediction.sourceWords() { parts.append(source) }
            if let reliability = reliability(of: prediction) {
                parts.append(reliability.words(confidence, columns: .max))
            }
        }
        parts.append(prediction.cost.words)
        parts += prediction.making
        let rationale = prediction.rationale.map { " (\(plain($0)))" } ?? ""
        return "\(plainWords(prediction.model)): \(parts.joined(separator: ", "))\(rationale)"
    }

    private func plain(_ text: String) -> String { glyphs(of: text, ascii: isASCII).map(\.text).joined() }
}
