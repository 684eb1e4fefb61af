package import Labeling

internal import Foundation
internal import GRDB

extension Store {
    /// Takes in a batch as `add(_:at:)` does, and says in the same transaction how far the import of its input has come.
    /// - Returns: one outcome for each entry, in order.
    package func add(
        _ batch: ItemBatch, progress: ImportProgress? = nil, at now: Timestamp = .now()
    ) throws -> [ImportOutcome] {
        try add(batch.entries.map { try item(of: $0, in: batch) }, progress: progress, at: now)
    }

    private func item(of entry: ItemBatch.Entry, in batch: ItemBatch) throws -> AnnotatedItem {
        switch entry {
        case .annotated(let place): return batch.annotated[place]
        case .plain(let plain):
            let meta =
                plain.meta.isEmpty
                ? [:] : try JSONDecoder().decode([String: JSONValue].self, from: Data(batch.bytes[plain.meta]))
            let id = String(decoding: batch.bytes[plain.id], as: UTF8.self)
            let text = String(decoding: batch.bytes[plain.text], as: UTF8.self)
            return AnnotatedItem(item: Item(id: Item.ID(id), text: text, meta: meta), gold: plain.gold)
        }
    }
}
