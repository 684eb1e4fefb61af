import Cells
package import Labeling

extension ReviewModel {
    mutating func ask(_ purpose: Prompt.Purpose, text: String = "") {
        mode = .prompt(Prompt(purpose: purpose, text: text))
    }

    mutating func type(_ key: Key, into prompt: Prompt, now: Timestamp) -> [Effect] {
        var prompt = prompt
        switch key {
        case .escape, .control("c"), .control("g"):
            mode = .review
            return []
        case .enter: return finish(prompt, now: now)
        case .backspace, .delete:
            if prompt.text.isEmpty {
                mode = .review
                return []
            }
            prompt.text.removeLast()
            prompt.select(0)
        case .control("u"):
            prompt.text = ""
            prompt.select(0)
        case .control("w"):
            while prompt.text.last?.isWhitespace == true { prompt.text.removeLast() }
            while let last = prompt.text.last, !last.isWhitespace { prompt.text.removeLast() }
            prompt.select(0)
        case .character(let character):
            prompt.text.append(character)
            prompt.select(0)
        case .down, .tab, .control("n"): prompt.moveSelection(by: 1, among: pickable(prompt.text).count)
        case .up, .backTab, .control("p"): prompt.moveSelection(by: -1, among: pickable(prompt.text).count)
        default: return []
        }
        mode = .prompt(prompt)
        return []
    }

    /// Pasted text is text, never keys: outside a prompt it does nothing.
    mutating func insert(_ text: String) -> [Effect] {
        guard case .prompt(var prompt) = mode else {
            notice = Notice(text: "Pasted text is ignored here.", role: .muted)
            return []
        }
        prompt.text += text.split(whereSeparator: \.isNewline).joined(separator: " ")
        prompt.select(0)
        mode = .prompt(prompt)
        return []
    }

    private mutating func finish(_ prompt: Prompt, now: Timestamp) -> [Effect] {
        mode = .review
        switch prompt.purpose {
        case .search:
            guard prompt.text != query.search else { return [] }
            query.search = prompt.text
            return readAnew()
        case .note(let number): return saveNote(prompt.text, on: number)
        case .label(let number, let selected):
            guard current == number, details[number] != nil else {
                notice = Notice(text: "Another item came under the cursor: nothing is decided.", role: .warning)
                return []
            }
            let labels = pickable(prompt.text)
            guard labels.indices.contains(selected) else {
                notice = Notice(text: "No label matches \u{201C}\(prompt.text)\u{201D}.", role: .warning)
                return []
            }
            return decide(.override(labels[selected]), now: now)
        }
    }

    /// The labels whose name or title has every typed word, the models' own choices first.
    package func pickable(_ typed: String) -> [Label] {
        let words = typed.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "_" })
        let fitting = task.labels.definitions.filter { definition in
            let name = definition.label.name.lowercased() + " " + definition.title.lowercased()
            return words.allSatisfy { name.contains($0) }
        }.map(\.label)
        let proposed = currentDetail.map { visibleOpinions(of: $0).compactMap(\.label) } ?? []
        var ordered = proposed.filter(fitting.contains)
        if ordered.count == 2, ordered[0] == ordered[1] { ordered.removeLast() }
        // A name that begins as typed comes before one that merely contains it.
        let beginning = fitting.filter { !words.isEmpty && $0.name.lowercased().hasPrefix(words[0]) }
        for label in beginning + fitting where !ordered.contains(label) { ordered.append(label) }
        return ordered
    }
}

extension ReviewModel.Prompt {
    fileprivate mutating func select(_ index: Int) {
        if case .label(let number, _) = purpose { purpose = .label(on: number, selected: index) }
    }

    fileprivate mutating func moveSelection(by step: Int, among count: Int) {
        guard case .label(let number, let selected) = purpose, count > 0 else { return }
        purpose = .label(on: number, selected: (selected + step + count) % count)
    }
}
