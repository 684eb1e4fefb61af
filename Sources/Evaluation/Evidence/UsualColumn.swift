/// A column in which most or all rows have the same value: none is kept until one differs. Of ten models that answered a
/// million items few have a latency, a price, a time and a version for each answer.
struct UsualColumn<Value: Sendable>: RandomAccessCollection, Sendable {
    private let usual: Value
    /// Empty while all rows have the usual value.
    private var values: [Value] = []
    private(set) var endIndex = 0

    init(usual: Value) { self.usual = usual }

    var startIndex: Int { 0 }

    subscript(row: Int) -> Value { values.isEmpty ? usual : values[row] }

    /// - Parameter value: nil: the usual one.
    mutating func append(_ value: Value?) {
        if value != nil { keep() }
        endIndex += 1
        if value != nil || !values.isEmpty { values.append(value ?? usual) }
    }

    /// - Parameter value: nil: the usual one.
    mutating func put(_ value: Value?, row: Int) {
        if value != nil { keep() }
        if !values.isEmpty { values[row] = value ?? usual }
    }

    mutating func appendUsual(count: Int) {
        endIndex += count
        if !values.isEmpty { values.append(contentsOf: repeatElement(usual, count: count)) }
    }

    mutating func removeLast() {
        endIndex -= 1
        if !values.isEmpty { values.removeLast() }
    }

    private mutating func keep() {
        if values.isEmpty { values = Array(repeating: usual, count: endIndex) }
    }
}
