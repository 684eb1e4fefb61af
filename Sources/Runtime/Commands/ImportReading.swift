import Foundation
import Interchange

/// The reading side of an import: a thread of its own, which belongs to one run over the reader.
///
/// The reader is this thread's alone from `start` until the desk has seen the end.
final class ImportReading: @unchecked Sendable {
    private let reader: ItemReader
    private let desk: ImportDesk

    init(_ reader: ItemReader, desk: ImportDesk) {
        self.reader = reader
        self.desk = desk
    }

    func start() {
        let thread = Thread { self.read() }
        thread.name = "import"
        // As much as the first thread has: the depth of a document that is read is bounded for that.
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func read() {
        var batch = desk.emptyBatch()
        do throws(InputProblem) {
            while true {
                let end = try reader.nextBatch(into: &batch, limits: desk.limits)
                // While a batch is being stored, what comes meanwhile is gathered: one write for all of it.
                if end == .wouldWait, !desk.isIdle(within: 0.02) { continue }
                let isOver = end == .end || end == .endForNow
                guard put(&batch), !isOver else { break }
            }
            desk.finish(nil)
        } catch {
            _ = put(&batch)
            desk.finish(error)
        }
    }

    private func put(_ batch: inout ReadBatch) -> Bool {
        let isHeavy = batch.isHeavy
        let delivery = ImportDesk.Delivery(
            batch: batch, bytesRead: reader.bytesRead, place: reader.place, remarks: reader.remarks)
        batch = ReadBatch()
        let isWanted = desk.put(delivery)
        // Reading the next large record takes some of its size in memory, and so does storing this one.
        while isHeavy, !desk.isIdle(within: 1) {}
        if isWanted { batch = desk.emptyBatch() }
        return isWanted
    }
}
