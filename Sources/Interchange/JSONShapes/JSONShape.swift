/// How JSON records stand in an input, as its beginning says.
enum JSONShape: Hashable {
    /// One value a line.
    case lines
    /// One array.
    case array
    /// Objects over several lines, or several on a line.
    case objects
    /// In an array that is a member of one object.
    case member(String)
    /// In one of several such arrays: a person must say which.
    case oneOf([String])

    /// How much of an object is looked at that has no end yet.
    static let window = 64 * 1024

    /// - Parameters:
    ///   - head: the input from its first byte that is no white space; not empty.
    ///   - isWhole: no more bytes will come.
    ///   - textField: the member that makes an object an item; only its part before the first dot counts.
    /// - Returns: nil where more bytes are needed.
    init?(head: ArraySlice<UInt8>, isWhole: Bool, textField: String) {
        switch head.first {
        case UInt8(ascii: "["): self = .array
        case UInt8(ascii: "{"):
            let outline = JSONOutline(head, textField: textField)
            guard let shape = JSONShape.shape(of: outline, head, isWhole: isWhole) else { return nil }
            self = shape
        default: self = .lines
        }
    }

    private static func shape(of outline: JSONOutline, _ head: ArraySlice<UInt8>, isWhole: Bool) -> JSONShape? {
        let firstLine = head.firstIndex(of: 10)
        guard let end = outline.end else {
            if firstLine != nil, !outline.goesOverLines { return .lines }
            let byLine: JSONShape = firstLine == nil ? .lines : .objects
            if outline.hasText { return byLine }
            if isWhole || head.count > window {
                // A long first line of an object that is no item yet: its array must hold items to be taken for them.
                let arrays = firstLine == nil && !isWhole ? outline.arraysOfItems : outline.arrays
                if let shape = JSONShape(arrays) { return shape }
                if isWhole { return byLine }
            }
            return nil
        }
        let isOnOneLine = firstLine.map { $0 >= end } ?? true
        if !isOnOneLine, !outline.goesOverLines { return .lines }
        if let next = head[end...].first(where: { $0 > 0x20 }) {
            if !isOnOneLine { return .objects }
            let isOnSameLine = !head[end...].prefix { $0 <= 0x20 }.contains(10)
            return isOnSameLine && next == UInt8(ascii: "{") ? .objects : .lines
        }
        let single: JSONShape = isOnOneLine ? .lines : .objects
        if outline.hasText || outline.arrays.isEmpty {
            return isOnOneLine && firstLine == nil && !isWhole ? nil : single
        }
        return isWhole ? JSONShape(outline.arrays) ?? single : nil
    }

    /// The framer that the beginning of a JSON input asks for; nil where more bytes are needed.
    ///
    /// - Throws: where several members of an object could hold the items.
    static func framer(
        for buffer: RecordBuffer, source: String, options: ReadingOptions
    ) throws(InputProblem) -> (any Framer)? {
        let maximum = options.maximumRecordBytes
        // Only what the framers step over: before another sign no array or object begins.
        let head = buffer.prefix(buffer.count).drop { [0x09, 0x0A, 0x0D, 0x1E, 0x20].contains($0) }
        let isWhole = buffer.isComplete || buffer.count > maximum
        guard !head.isEmpty else { return isWhole ? LineFramer(maximum: maximum) : nil }
        if let member = options.recordsField, head.first == UInt8(ascii: "{") {
            return JSONFramer(.member(member, isGuessed: false), maximum: maximum)
        }
        let shape = JSONShape(head: head, isWhole: isWhole, textField: options.textField ?? "text")
        switch shape {
        case nil: return nil
        case .lines?: return LineFramer(maximum: maximum)
        case .array?: return JSONFramer(.array, maximum: maximum)
        case .objects?: return JSONFramer(.objects, maximum: maximum)
        case .member(let member)?: return JSONFramer(.member(member, isGuessed: true), maximum: maximum)
        case .oneOf(let members)?:
            throw .columns(
                source,
                reason: "is an object with several arrays of objects; --records-field names the one with the items: "
                    + members.prefix(40).joined(separator: ", "))
        }
    }

    private init?(_ arrays: [String]) {
        guard let first = arrays.first else { return nil }
        self = arrays.count == 1 ? .member(first) : .oneOf(arrays)
    }
}

/// The members of the object at the beginning of an input, as far as they are there.
struct JSONOutline {
    /// Where the object's end is, after its `}`; nil: not among the bytes there are.
    private(set) var end: Int?
    /// Whether the object has a member with the name of the text.
    private(set) var hasText = false
    /// The members that are arrays whose first element is an object, and those of them whose first element has a text.
    private(set) var arrays: [String] = []
    private(set) var arraysOfItems: [String] = []
    /// Whether the first line ends where an object written over several lines may have its line ends.
    private(set) var goesOverLines = false

    init(_ head: ArraySlice<UInt8>, textField: String) {
        let wanted = String(textField.prefix { $0 != "." })
        var depth = 0
        var last: UInt8 = 0
        var key = ""
        var isFirstLine = true
        var isFirstElement = false
        var index = head.startIndex
        while index < head.endIndex {
            let byte = head[index]
            switch byte {
            case UInt8(ascii: "\""):
                var close = index + 1
                while close < head.endIndex, head[close] != byte, head[close] != 10 {
                    close += head[close] == UInt8(ascii: "\\") ? 2 : 1
                }
                guard close < head.endIndex, head[close] == byte else { return }
                let next = head[(close + 1)...].first { $0 > 0x20 }
                if next == UInt8(ascii: ":"), depth == 1 || (depth == 3 && isFirstElement) {
                    let name = String(decoding: head[(index + 1)..<close], as: UTF8.self)
                    if depth == 1 {
                        (key, isFirstElement) = (name, false)
                        if name == wanted { hasText = true }
                    } else if name == wanted, arraysOfItems.last != key {
                        arraysOfItems.append(key)
                    }
                }
                index = close
            case UInt8(ascii: "{"):
                if depth == 2, last == UInt8(ascii: "["), arrays.last != key {
                    arrays.append(key)
                    isFirstElement = true
                }
                depth += 1
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 2 { isFirstElement = false }
                if depth <= 0 {
                    end = index + 1
                    return
                }
            case 10 where isFirstLine:
                isFirstLine = false
                let next = head[(index + 1)...].first { $0 > 0x20 }
                let endings = "{[,:".utf8, beginnings = ",}]:".utf8
                goesOverLines = endings.contains(last) || next.map { beginnings.contains($0) } == true
            default: break
            }
            if byte > 0x20 { last = byte }
            index += 1
        }
    }
}
