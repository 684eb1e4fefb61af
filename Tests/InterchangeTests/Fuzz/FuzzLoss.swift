import Foundation

@testable import Interchange

/// Whether every byte of a text belongs to a record, or stands between two and says nothing; and whether each record is on the
/// line that it names.
struct FuzzLoss {
    let outcome: FuzzOutcome
    /// As it was read: unpacked, in UTF-8.
    let text: [UInt8]

    /// Nil: nothing is lost.
    var problem: String? {
        if outcome.records.contains(where: \.isCut) { return nil }
        return outcome.shape == .member ? members : inOrder
    }

    private var inOrder: String? {
        var (position, line) = start
        // A header is no record, and may come after lines that could not be read.
        var isHeaderDue = outcome.hasHeader
        var last: FuzzOutcome.Taken?
        for record in outcome.records {
            // An array that never ends is told where it should.
            if record.bytes.isEmpty { continue }
            var search = found(record, from: position, line: line, anyGap: false)
            // Several items can be of one record.
            if !search.isFound, let last, last.line == record.line, last.bytes == record.bytes { continue }
            if !search.isFound, isHeaderDue {
                isHeaderDue = false
                search = found(record, from: position, line: line, anyGap: true)
            }
            guard search.isFound else {
                return "between line \(line) and the record of line \(record.line) something is lost or stands twice"
            }
            (position, line, last) = (search.end, search.line, record)
        }
        return isHeaderDue || isNothing(text[position...]) ? nil : "what follows line \(line) is lost"
    }

    /// After the byte order mark, and after a line that says what stands between the fields of a table.
    private var start: (position: Int, line: Int) {
        var (position, line) = (text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, 1)
        guard outcome.shape == .quoted else { return (position, line) }
        while position < text.count {
            let end = text[position...].firstIndex(of: 10) ?? text.count
            let isBlank = text[position..<end].allSatisfy { [9, 13, 32].contains($0) }
            let isNamed = outcome.format == .csv && CSVDialect.named(by: text[position..<end]) != nil
            guard isBlank || isNamed else { break }
            position = min(end + 1, text.count)
            line += end < text.count ? 1 : 0
            if isNamed { break }
        }
        return (position, line)
    }

    private func found(
        _ record: FuzzOutcome.Taken, from start: Int, line: Int, anyGap: Bool
    ) -> (isFound: Bool, end: Int, line: Int) {
        var (position, line) = (start, line)
        while position < text.count {
            if line == record.line, text[position...].starts(with: record.bytes),
                anyGap || isNothing(text[start..<position])
            {
                return (true, position + record.bytes.count, line + record.bytes.count { $0 == 10 })
            }
            if text[position] == 10 { line += 1 }
            if line > record.line { break }
            position += 1
        }
        return (false, start, line)
    }

    private func isNothing(_ gap: ArraySlice<UInt8>) -> Bool {
        let isArray = outcome.shape == .array
        let signs = isArray ? " \t\r\n\u{1E},[]" : outcome.shape == .objects ? " \t\r\n\u{1E}" : " \t\r\n"
        if gap.allSatisfy(Set(signs.utf8).contains) { return true }
        // Lines of other white space are blank too.
        guard let text = String(validating: gap, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.properties.isWhitespace || (isArray && ",[]".unicodeScalars.contains($0))
        }
    }

    // MARK: An array in an object

    /// What else the object holds is passed over; where Foundation reads it, each of the array's elements is a record.
    private var members: String? {
        var (position, line) = start
        for record in outcome.records where !record.bytes.isEmpty {
            let search = found(record, from: position, line: line, anyGap: true)
            guard search.isFound else { return "the record of line \(record.line) is not there, or stands twice" }
            (position, line) = (search.end, search.line)
        }
        // One without bytes says what was not read.
        if outcome.records.contains(where: \.bytes.isEmpty) { return nil }
        guard let object = try? JSONSerialization.jsonObject(with: Data(text)) as? [String: Any] else { return nil }
        let counts = object.values.compactMap { ($0 as? [Any])?.count }
        return counts.contains(outcome.records.count) ? nil : "\(outcome.records.count) records of arrays of \(counts)"
    }
}
