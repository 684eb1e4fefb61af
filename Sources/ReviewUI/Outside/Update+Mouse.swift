import Cells
import Labeling

// The mouse does nothing that no key does, by the same rules: a click waits for the item it is meant for as a key does,
// and is refused as one where another item has just come under the cursor.

/// How many lines a step of the wheel moves a text.
private let linesPerStep = 3

extension ReviewModel {
    mutating func point(_ mouse: Mouse, now: Timestamp) -> [Effect] {
        guard outside.usesMouse else { return [] }
        switch mouse.action {
        case .release:
            outside.isDragging = false
            return []
        case .drag:
            if outside.isDragging { setDivider(isWide: layout.isWide, at: mouse.position) }
            return []
        case .press:
            outside.isDragging = false
            return click(part(at: mouse.position), now: now)
        case .wheelUp: return turnWheel(at: mouse.position, isDown: false, now: now)
        case .wheelDown: return turnWheel(at: mouse.position, isDown: true, now: now)
        }
    }

    /// What is at this cell of the screen as it is shown now.
    private func part(at position: Position) -> PointedPart {
        let layout = layout
        let showsLabels = mode == .review
        return layout.part(
            at: position, hasPicker: picker != nil,
            places: showsLabels ? LabelLines(self, layout.labels).places : [])
    }

    private mutating func setDivider(isWide: Bool, at position: Position) {
        let queue = layout.queue
        setDivider(isWide ? position.column - queue.column : position.row - queue.row)
    }

    private mutating func click(_ part: PointedPart, now: Timestamp) -> [Effect] {
        switch (mode, part) {
        case (.review, .queue(let line)):
            guard let queue, queue.indices.contains(top + line) else { return [] }
            return receive(.outside(.point(queue[top + line])), now: now)
        case (.review, .label(let label)):
            if isHeld(now) {
                notice = notice ?? Notice(text: "Another item came under the cursor: look again.", role: .warning)
                return []
            }
            return receive(.choose(label), now: now)
        case (.picker(var picker), .picker(let line)):
            guard picker.entries.indices.contains(picker.top + line) else { return [] }
            picker.moveSelection(to: picker.top + line)
            mode = .picker(picker)
            return receive(.key(.enter), now: now)
        case (.review, .divider), (.picker, .divider):
            outside.isDragging = true
            return []
        default: return []
        }
    }

    private mutating func turnWheel(at position: Position, isDown: Bool, now: Timestamp) -> [Effect] {
        let key: Key = isDown ? .down : .up
        switch mode {
        case .help, .guidelines, .history, .dashboard, .bulk:
            return (0..<linesPerStep).flatMap { _ in receive(.key(key), now: now) }
        case .picker:
            if case .picker = part(at: position) { return receive(.key(key), now: now) }
            return []
        case .review, .prompt, .filterLine, .commandLine:
            switch part(at: position) {
            case .queue:
                guard mode == .review else { return [] }
                return receive(.command(isDown ? .next : .previous), now: now)
            case .item, .divider: textScroll = max(0, textScroll + (isDown ? linesPerStep : -linesPerStep))
            case .label, .picker, .nothing: break
            }
            return []
        case .paused: return []
        }
    }

    /// Puts the cursor on the line that was pointed at, wherever it stands by now.
    mutating func goToPointed(_ number: ItemNumber) -> [Effect] {
        notice = nil
        hasActed = true
        if !moveCursor(to: number) {
            notice = Notice(text: "That item is no longer in this list.", role: .warning)
        }
        return []
    }
}
