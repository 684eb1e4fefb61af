import Cells
import Labeling

extension ReviewModel {
    mutating func outsideAnswered(_ message: OutsideMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .mouse(let mouse): return point(mouse, now: now)
        case .point: return receive(.outside(message), now: now)
        case .closed(let request, let failure):
            guard awaiting[request] == .outside(.open) else { return [] }
            awaiting[request] = nil
            comeBack(now: now)
            if let failure { notice = Notice(text: failure, role: .error) }
            return [.redraw]
        }
    }

    // MARK: Clipboard

    /// What is on screen is copied: the masked text, where that is shown.
    mutating func copy(_ command: Command) -> [Effect] {
        guard let detail = currentDetail else { return [] }
        hasActed = true
        let isID = command == .copyID
        let text = isID ? detail.item.id.value : shownText(of: detail)
        let bytes = text.utf8.count
        guard bytes <= OutsideState.longestCopy else {
            notice = Notice(
                text:
                    "Not copied: it has \(bytes.grouped) bytes, and terminals take \(OutsideState.longestCopy.grouped) "
                    + "at most; \(keymap.key(for: .open)) opens it.", role: .warning)
            return []
        }
        let what = isID ? "the id" : showsMaskedText ? "the masked text" : "the text"
        let count = text.unicodeScalars.count
        let words = "\(count.grouped) \(count == 1 ? "character" : "characters")"
        notice = Notice(text: "Copied \(what): \(words), if your terminal allows it.", role: .saved)
        return [.outside(.copy(text))]
    }

    private func shownText(of detail: ItemDetail) -> String {
        (showsMaskedText ? currentMasked?.text : nil) ?? detail.item.text
    }

    // MARK: Another program

    mutating func openOutside(now: Timestamp) -> [Effect] {
        guard let detail = currentDetail else { return [] }
        hasActed = true
        outside.leftAt = now
        return [.outside(.open(request(.outside(.open)), text: shownText(of: detail)))]
    }

    /// The time in the other program is not counted as time before the item.
    private mutating func comeBack(now: Timestamp) {
        guard let left = outside.leftAt else { return }
        outside.leftAt = nil
        let away = max(0, now.milliseconds - left.milliseconds)
        onScreen?.since.milliseconds += away
        care.clock.stopped(for: away, until: now)
    }

    // MARK: Mouse

    mutating func toggleMouse() -> [Effect] {
        outside.usesMouse.toggle()
        outside.isDragging = false
        let words =
            outside.usesMouse
            ? "Mouse on: click, wheel, drag the divider. Text is selected with shift held." : "Mouse off."
        notice = Notice(text: words, role: .muted)
        return []
    }

    func whyOutsideUnavailable(_ command: Command) -> String? {
        switch command {
        case .copyText, .copyID: whyNoItem ?? outside.abilities.whyNoClipboard
        case .open: whyNoItem ?? outside.abilities.whyNoPager
        case .toggleMouse: outside.usesMouse ? nil : outside.abilities.whyNoMouse
        default: nil
        }
    }
}
