/// Items in the order of an input, most of them as bytes: what an import carries from its reader to the store, without a
/// value for each text.
package struct ItemBatch: Sendable {
    /// An item of which only id, text, meta data and perhaps a gold are known, as places in `bytes`.
    package struct Plain: Hashable, Sendable {
        /// Valid UTF-8 without a NUL; not empty.
        package var id: Range<Int>
        /// Valid UTF-8 without a NUL; not empty.
        package var text: Range<Int>
        /// A JSON object, as the store keeps it; empty: none.
        package var meta: Range<Int>
        package var gold: Label?
        /// The item's place in the random order: `StableShare.position(of:purpose: "order")`.
        package var shuffle: Double
    }

    package enum Entry: Hashable, Sendable {
        case plain(Plain)
        /// A place in `annotated`.
        case annotated(Int)
    }

    package private(set) var bytes: [UInt8] = []
    package private(set) var entries: [Entry] = []
    package private(set) var annotated: [AnnotatedItem] = []

    package init() {}

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }

    /// Empty again.
    ///
    /// - Parameter keepingCapacity: with the memory it has.
    package mutating func removeAll(keepingCapacity: Bool) {
        bytes.removeAll(keepingCapacity: keepingCapacity)
        entries.removeAll(keepingCapacity: keepingCapacity)
        annotated.removeAll(keepingCapacity: keepingCapacity)
    }

    package mutating func append(_ item: AnnotatedItem) {
        entries.append(.annotated(annotated.count))
        annotated.append(item)
    }

    /// - Parameters: what `Plain` asks for; the bytes are copied.
    package mutating func append(
        id: UnsafeRawBufferPointer, text: UnsafeRawBufferPointer, meta: UnsafeRawBufferPointer, gold: Label?,
        shuffle: Double
    ) {
        func add(_ part: UnsafeRawBufferPointer, to bytes: inout [UInt8]) -> Range<Int> {
            let start = bytes.count
            bytes.append(contentsOf: part)
            return start..<bytes.count
        }
        entries.append(
            .plain(
                Plain(
                    id: add(id, to: &bytes), text: add(text, to: &bytes), meta: add(meta, to: &bytes), gold: gold,
                    shuffle: shuffle)))
    }
}
