import Cells

/// Where each part of the review stands on a screen of this size. All parts are inside the screen; a part that has no
/// room is empty. What goes first when the screen shrinks: the second line of labels, lines of the queue, lines of the
/// opinions; the text, the first opinion and the status stay.
struct Layout {
    var title: Rect
    var queue: Rect
    /// The line above the text: id, state, meta.
    var head: Rect
    /// Why the item is in the list of likely mistakes.
    var doubt: Rect
    /// The lines about the item's images and about what is masked.
    var remarks: Rect
    var text: Rect
    /// Where reviewers who differ stand, while somebody decides between them; else empty.
    var votes: Rect
    var opinions: Rect
    var labels: Rect
    var status: Rect
    var footer: Rect
    /// Where labels are searched: over the item, below the beginning of its text. The first line is what is typed.
    var picker: Rect
    /// The lines of `picker` that show labels.
    var pickerList: Rect
    /// The lines below them that say what the selected one means.
    var pickerDetail: Rect
    /// The queue stands beside the item, not above it.
    let isWide: Bool
    /// What queue and item share: the columns of it where the queue stands beside, else the rows.
    let shared: Int
    /// How many of `shared` the queue may have, so that the item keeps what it needs.
    let queueLimits: ClosedRange<Int>

    /// - Parameters:
    ///   - images: how many the item has; one line each where there is room, else one for all.
    ///   - isMasked: whether there is something to say of what is masked.
    ///   - describesLabels: whether there is more to say of labels than their titles.
    ///   - doubt: why the item is worth a second look; nil: it is in another list.
    ///   - divider: where the reviewer wants it; kept within what the screen has room for.
    ///   - adjudicates: the list is that of the items to adjudicate: the answers need more room, the list less.
    ///   - voters: how many reviewers' answers stand between the text and the opinions.
    init(
        _ size: Size, images: Int = 0, isMasked: Bool = false, describesLabels: Bool = false,
        divider: Divider = Divider(), doubt words: String? = nil, isASCII: Bool = false, adjudicates: Bool = false,
        votes voters: Int = 0
    ) {
        isWide = size.columns >= 120 && size.rows >= 16
        let isShort = size.rows < 20
        var rest = Rect(size)
        (title, rest) = rest.splitTop(1)
        let bottom: Int = isShort ? 3 : 4
        let body: Rect
        (body, rest) = rest.splitTop(max(0, rest.rows - bottom))
        (labels, rest) = rest.splitTop(max(0, rest.rows - 2))
        (status, footer) = rest.splitTop(1)
        var item = body
        if isWide {
            shared = body.columns
            // The narrowest screen's width is what a line of the queue and the item need.
            queueLimits = 40...max(40, shared - 42)
            let columns = divider.extent(divider.columns, of: shared) ?? shared * 45 / 100
            (queue, item) = body.splitLeft(columns.clamped(to: queueLimits))
            item = Rect(row: item.row, column: item.column + 2, rows: item.rows, columns: max(0, item.columns - 2))
        } else {
            shared = body.rows
            let usual = isShort ? max(1, body.rows * 3 / 11) : body.rows / 3
            let rows = adjudicates ? (isShort ? 1 : max(3, body.rows / 6)) : usual
            queueLimits = 1...max(1, usual, shared - (isShort ? 5 : 9))
            (queue, item) = body.splitTop((divider.extent(divider.rows, of: shared) ?? rows).clamped(to: queueLimits))
        }
        (head, item) = item.splitTop(1)
        let opinionRows = isShort ? min(3, max(1, item.rows / 2)) : min(max(item.rows >= 12 ? 6 : 5, item.rows / 3), 12)
        if voters > 0 {
            let parts = Layout.rows(voters: voters, item)
            (text, item) = item.splitTop(parts.text)
            (votes, opinions) = item.splitTop(parts.votes)
        } else {
            (text, opinions) = item.splitTop(max(1, item.rows - opinionRows))
            votes = Rect(row: text.endRow, column: text.column, rows: 0, columns: text.columns)
        }
        let columns = max(text.columns, 1)
        let doubtRows = words.map { wrap($0, columns: columns, ascii: isASCII).count } ?? 0
        (doubt, text) = text.splitTop(min(doubtRows, text.rows >= 12 ? 4 : text.rows >= 6 ? 2 : text.rows >= 2 ? 1 : 0))
        let most = text.rows >= 6 ? max(2, text.rows / 3) : text.rows >= 3 ? 1 : 0
        let all = images + (isMasked ? 1 : 0)
        (remarks, text) = text.splitTop(all <= most ? all : min(most, min(images, 1) + (isMasked ? 1 : 0)))
        picker = Layout.picker(text, opinions, labels: isWide ? nil : labels)
        let lines = picker.splitTop(1).rest
        (pickerList, pickerDetail) = lines.splitTop(lines.rows - (describesLabels && lines.rows >= 9 ? 2 : 0))
    }

    private static func picker(_ text: Rect, _ opinions: Rect, labels: Rect?) -> Rect {
        // Where there is room enough, the opinions stay in view.
        if text.rows >= 18 { return text.splitTop(max(text.rows / 3, text.rows - 24)).rest }
        let kept = text.rows >= 6 ? 3 : text.rows >= 4 ? 2 : min(text.rows, 1)
        let end = labels?.endRow ?? opinions.endRow
        return Rect(row: text.row + kept, column: text.column, rows: end - text.row - kept, columns: text.columns)
    }
}
