import Cells
package import Labeling

// The review in words, for `--plain`: the same commands and rules, one line each.

extension ReviewModel {
    /// The message that a line of input means: a command's letter, a label's key, name or number, or `n words`.
    /// Nil for anything else, `q` among it.
    package func plainMessage(_ line: String) -> Message? {
        if line.hasPrefix("n ") { return .note(String(line.dropFirst(2))) }
        let commands: [String: Command] = [
            "a": .accept, "A": .acceptSecond, "x": .reject, "f": .flag, "s": .skip, "u": .undo, "o": .secondOpinion,
            "v": .viewImage, "V": .nextImage, "m": .showMasked, "j": .next, "k": .previous, "g": .first, "G": .last,
            "accept": .accept, "reject": .reject, "flag": .flag,
            "skip": .skip, "undo": .undo,
        ]
        if let label = task.labels.label(matching: line) { return .choose(label) }
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
        let what = line == "?" || line == "help" ? "" : "\"\(plain(line))\" is no command. "
        return
            "\(what)a accept, x reject, f flag, s skip, u undo, o second opinion, n WORDS note, "
            + "v view the image, V next image, m text as it is sent to the models, j next, k previous, filter EXPR, search WORDS, "
            + "order \(QueueOrder.allCases.map(\.rawValue).joined(separator: "|")), save-filter NAME, q quit, or a label: \(labels)\n"
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

    private func plain(_ text: String) -> String { glyphs(of: text, ascii: isASCII).map(\.text).joined() }
}
