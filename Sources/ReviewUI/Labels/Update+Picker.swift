import Cells
import Labeling

// The label picker's keys. Typed keys never decide by themselves: Enter does, and the digit of a line on screen.

extension ReviewModel {
    /// Whether this key, which means nothing else, begins to search a label: a letter, where labels are too many to have
    /// keys of their own.
    func opensPicker(_ key: Key) -> Bool {
        guard task.labels.count > ReviewModel.mostLabelsByKeyAlone, keymap.meaning(of: key) == nil else { return false }
        if case .character(let character) = key { return character.isLetter }
        return false
    }

    mutating func openPicker(typed: String = "", now: Timestamp) {
        guard let current, currentDetail != nil else { return }
        hasActed = true
        var picker = Picker(item: current, isDoubtful: isHeld(now))
        picker.text = typed
        mode = .picker(listed(picker))
    }

    mutating func type(_ key: Key, into picker: Picker, now: Timestamp) -> [Effect] {
        var picker = picker
        let page = max(layout.pickerList.rows - 1, 1)
        let count = max(picker.entries.count, 1)
        notice = nil
        switch key {
        case .enter: return choose(picker.selected, from: picker, now: now)
        case .character(let digit) where digit.isASCII && "1"..."9" ~= digit:
            return choose(line: digit.wholeNumberValue ?? 0, from: picker, now: now)
        case .down, .tab, .control("n"): picker.moveSelection(to: (picker.selected + 1) % count)
        case .up, .backTab, .control("p"): picker.moveSelection(to: (picker.selected - 1 + count) % count)
        case .pageDown, .control("f"): picker.moveSelection(to: picker.selected + page)
        case .pageUp, .control("b"): picker.moveSelection(to: picker.selected - page)
        case .home: picker.moveSelection(to: 0)
        case .end: picker.moveSelection(to: count - 1)
        case .control("l"): return [.redraw]
        case .control("s") where choosesSeveral:
            mode = .review
            return []
        case .character(" ") where choosesSeveral && LabelIndex.isBlank(picker.text):
            return choose(picker.selected, from: picker, now: now)
        default:
            switch picker.text.edit(key) {
            case .changed: picker = listed(picker)
            case .left:
                mode = .review
                return []
            case .nothing: return []
            }
        }
        picker.keepSelectionVisible(rows: layout.pickerList.rows)
        mode = .picker(picker)
        return []
    }

    mutating func paste(_ text: String, into picker: Picker) {
        var picker = picker
        picker.text += text.asOneLine
        mode = .picker(listed(picker))
    }

    /// Whether the key takes a label from the list.
    func choosesInPicker(_ key: Key) -> Bool { !choosesSeveral && isChoiceInPicker(key) }

    func isChoiceInPicker(_ key: Key) -> Bool {
        if case .character(let character) = key { return "1"..."9" ~= character }
        return key == .enter
    }

    /// - Parameter line: on screen, from 1.
    private mutating func choose(line: Int, from picker: Picker, now: Timestamp) -> [Effect] {
        let index = picker.top + line - 1
        guard line <= layout.pickerList.rows, picker.entries.indices.contains(index) else {
            notice = Notice(text: "There is no line \(line) here.", role: .warning)
            return []
        }
        return choose(index, from: picker, now: now)
    }

    private mutating func choose(_ index: Int, from picker: Picker, now: Timestamp) -> [Effect] {
        guard current == picker.item, details[picker.item] != nil else {
            mode = .review
            notice = Notice(text: "Another item came under the cursor: nothing is decided.", role: .warning)
            // What is typed on was meant for the picker.
            hold(now)
            return []
        }
        guard picker.entries.indices.contains(index) else {
            notice = Notice(text: "No label matches \u{201C}\(picker.text)\u{201D}.", role: .warning)
            return []
        }
        guard !picker.isDoubtful else {
            var picker = picker
            picker.isDoubtful = false
            mode = .picker(picker)
            notice = Notice(text: "Another item came under the cursor: look again.", role: .warning)
            return []
        }
        if choosesSeveral { return toggle(index, in: picker) }
        mode = .review
        return decide(.override(picker.entries[index].label), now: now)
    }

    /// The list stays open, for there may be more to choose; it shows all labels again.
    private mutating func toggle(_ index: Int, in picker: Picker) -> [Effect] {
        var picker = picker
        let effects = toggle(picker.entries[index].label)
        if LabelIndex.isBlank(picker.text) {
            picker.selected = index
        } else {
            picker.text = ""
            picker = listed(picker)
        }
        mode = .picker(picker)
        return effects
    }
}
