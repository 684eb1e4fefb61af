import CSimdJSON
import Foundation
import Labeling

/// How large a batch may become.
package struct BatchLimits: Hashable, Sendable {
    package var records: Int
    /// Of memory, as `ReadBatch.weight` counts it.
    package var weight: Int

    package init(records: Int, weight: Int) {
        self.records = records
        self.weight = weight
    }
}

extension ItemReader {
    /// Adds what comes next to the batch, until it is full, or the input would have to be waited for, or ends.
    ///
    /// The same records as `next` would give, many times faster. With nothing in the batch it waits for the first.
    ///
    /// - Throws: as `next`; what came before is in the batch.
    package func nextBatch(into batch: inout ReadBatch, limits: BatchLimits) throws(InputProblem) -> BatchEnd {
        do {
            return try fill(&batch, limits)
        } catch {
            isFinished = true
            hasFailed = true
            throw error
        }
    }

    private func fill(_ batch: inout ReadBatch, _ limits: BatchLimits) throws(InputProblem) -> BatchEnd {
        while !isFinished {
            if framer == nil { try prepare() }
            while true {
                guard batch.count < limits.records, batch.weight < limits.weight else { return .full }
                if try takeLines(into: &batch, limits) { continue }
                guard let raw = framer?.next(in: &buffer) else { break }
                try take(raw, into: &batch)
                position = (buffer.offset, buffer.line)
            }
            if buffer.isComplete {
                isFinished = true
                continue
            }
            if !batch.isEmpty, input.wouldWait { return .wouldWait }
            switch try fill() {
            case .bytes, .end: continue
            case .endForNow: return .endForNow
            case .stopped: (isFinished, wasStopped) = (true, true)
            }
        }
        return .end
    }

    /// The short way for what the decoder does; nil: there is none, or not yet.
    private func lane() -> (any RecordLane)? {
        if let knownLane { return knownLane }
        // The first record tells of which tool it is.
        guard !awaitsRecognition else { return nil }
        switch decoder {
        case is ItemDecoder: knownLane = .some(ObjectLane(options, labels: labels))
        case is TextDecoder: knownLane = .some(TextLane())
        case let table as TableDecoder:
            guard table.isSettled else { return nil }
            knownLane = .some(table.lane)
        case nil: return nil
        default: knownLane = .some(nil)
        }
        return knownLane ?? nil
    }

    /// Takes whole lines that are in the buffer, each of them a record; false: none.
    private func takeLines(into batch: inout ReadBatch, _ limits: BatchLimits) throws(InputProblem) -> Bool {
        guard framer?.takesLines == true, let lane = lane() else { return false }
        // The header of a table, before which there is no lane, comes from the framer.
        let cut = cutLines(atMost: min(limits.records - batch.count, 2048), limits.weight - batch.weight)
        guard cut.bytes > 0 else { return false }
        let start = buffer.start
        try buffer.bytes.withUnsafeBufferPointer { (whole) throws(InputProblem) in
            let block = UnsafeRawBufferPointer(whole).part(start, cut.bytes)
            lane.look(at: block, cut.places)
            for (index, place) in cut.places.enumerated() {
                let record = block.part(Int(place.start), Int(place.length))
                let line = buffer.line + cut.lines[index]
                if lane.take(index, record, line: line, into: &batch) { continue }
                let raw = RawRecord(
                    bytes: Array(record), line: line, offset: buffer.offset + Int64(place.start), problem: nil)
                try decode(raw, into: &batch)
            }
        }
        buffer.drop(cut.bytes, lines: cut.lineEnds)
        framer?.passedLines()
        position = (buffer.offset, buffer.line)
        return true
    }

    /// Where records stand among the whole lines at the start of the buffer: up to one that only the framer can cut.
    private func cutLines(atMost most: Int, _ weight: Int) -> CutLines {
        var cut = CutLines()
        let keepsBlank = decoder?.keepsBlankRecords == true
        let hasQuotes = framer is CSVFramer
        let maximum = min(options.maximumRecordBytes, Int(UInt32.max) / 2)
        let (start, count) = (buffer.start, buffer.count)
        buffer.bytes.withUnsafeBytes { whole in
            guard let base = whole.baseAddress.map({ $0 + start }) else { return }
            while cut.places.count < most, cut.weight < max(weight, 1), cut.bytes < count {
                let first = base + cut.bytes
                guard let end = memchr(first, 10, count - cut.bytes) else { return }
                var length = UnsafeRawPointer(end) - first
                guard length <= maximum, !hasQuotes || memchr(first, 0x22, length) == nil else { return }
                let next = cut.bytes + length + 1
                if length > 0, first.load(fromByteOffset: length - 1, as: UInt8.self) == 13 { length -= 1 }
                let line = UnsafeRawBufferPointer(start: first, count: length)
                if !line.isEmpty, keepsBlank || line.contains(where: { $0 != 0x20 && $0 != 0x09 }) {
                    cut.places.append(csimdjson_range(start: UInt32(cut.bytes), length: UInt32(length)))
                    cut.lines.append(cut.lineEnds)
                }
                cut.lineEnds += 1
                cut.bytes = next
            }
        }
        return cut
    }

    private func take(_ raw: RawRecord, into batch: inout ReadBatch) throws(InputProblem) {
        if raw.problem == nil, !raw.bytes.isEmpty, raw.bytes.count < Int(UInt32.max) / 2, let lane = lane() {
            let isTaken = raw.bytes.withUnsafeBytes { record in
                lane.look(at: record, [csimdjson_range(start: 0, length: UInt32(record.count))])
                return lane.take(0, record, line: raw.line, into: &batch)
            }
            if isTaken { return }
        }
        try decode(raw, into: &batch)
    }

    private func decode(_ raw: RawRecord, into batch: inout ReadBatch) throws(InputProblem) {
        switch try record(from: raw) {
        case .item(let item, let line):
            raw.bytes.withUnsafeBytes { batch.append(item, record: $0, line: line) }
            recordBytes = []
        case .rejected(let line): batch.append(line)
        case nil: break
        }
    }
}

/// Lines at the start of a buffer.
private struct CutLines {
    /// Of the records, from the buffer's start.
    var places: [csimdjson_range] = []
    /// How many line ends stand before each.
    var lines: [Int] = []
    /// All of them, line ends included.
    var bytes = 0
    var lineEnds = 0
    /// About what the batch will count for them.
    var weight: Int { 2 * bytes + 128 * places.count }
}
