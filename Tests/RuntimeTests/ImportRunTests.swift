import Foundation
import Interchange
import Labeling
import Runtime
import Storage
import TestSupport
import Testing

/// Reading on one thread and storing on another must be as one after the other.
@Suite struct ImportRunTests {
    private let labels: LabelSet
    private let store: Store
    private let folder: URL

    init() throws {
        labels = try LabelSet(["billing", "account"].map { LabelDefinition(label: Label($0)) })
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("import-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        Leftovers.add(folder)
        store = try Store.create(at: folder.appendingPathComponent("renga.db").path)
    }

    private func rejects() throws -> [Storage.RejectedLine] {
        var lines: [Storage.RejectedLine] = []
        try store.forEachReject { lines.append($0) }
        return lines
    }

    @Test func countsAndRejectedLinesStandInTheOrderOfTheInput() throws {
        let input = """
            {"id":"1","text":"a","topic":"billing"}
            {bad
            {"id":"1","text":"another"}
            {"id":"2","text":"b","topic":"Account"}
            {"id":"2","text":"b","gold":"billing"}
            {"text":""}
            """
        var run = try ImportRun(.bytes(Array(input.utf8), name: "in"), labels: labels, store: store)
        try run.run()
        #expect(run.counts.read == 6 && run.counts.added == 2)
        #expect(run.counts.duplicates == 1 && run.counts.completed == 1 && run.counts.rejected == 3)
        #expect(try rejects().map(\.line) == [2, 3, 6])
        #expect(try rejects()[1].bytes == Array(#"{"id":"1","text":"another"}"#.utf8))
        #expect(run.labelFields == ["topic"])
    }

    @Test func recordsThatAreLargeByThemselvesAreAllStored() throws {
        let long = String(repeating: "x ", count: 600_000)
        let lines = (0..<4).map { number in
            number == 2 ? "not json \(long)" : #"{"id":"\#(number)","text":"t","meta":{"long":"\#(long)"}}"#
        }
        let path = folder.appendingPathComponent("in.jsonl").path
        try Data((lines + [#"{"id":"last","text":"t"}"#]).joined(separator: "\n").utf8)
            .write(to: URL(fileURLWithPath: path))
        var run = try ImportRun(.path(path), labels: labels, store: store)
        try run.run()
        #expect(run.counts.added == 4 && run.counts.rejected == 1)
    }

    @Test func whatWasReadBeforeAFailureIsStored() throws {
        let path = folder.appendingPathComponent("in.csv").path
        var input = "id,text\n"
        for number in 0..<1_000 { input += "\(number),text\n" }
        try Data(input.utf8).write(to: URL(fileURLWithPath: path))
        var run = try ImportRun(.path(path), labels: labels, store: store)
        try run.run()
        #expect(run.counts.added == 1_000)
        let other = folder.appendingPathComponent("other.csv").path
        try Data("a,b\n1,2\n".utf8).write(to: URL(fileURLWithPath: other))
        var failing = try ImportRun(.path(other), labels: labels, store: store)
        #expect(throws: InputProblem.self) { try failing.run() }
    }

    @Test func aPipeIsStoredAsSoonAsItGivesNoMore() throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        var run = try ImportRun(.descriptor(descriptor, name: "pipe"), labels: labels, store: store)
        let writer = pipe.fileHandleForWriting
        try writer.write(contentsOf: Data("{\"text\":\"one\"}\n{\"text\":\"two\"}\n{\"te".utf8))
        // Only once the first two are stored does the rest come: were they held back, this would wait for ever.
        var isFinished = false
        try run.run { _, _, counts in
            guard counts.added == 2, !isFinished else { return }
            isFinished = true
            try? writer.write(contentsOf: Data("xt\":\"three\"}\n".utf8))
            try? writer.close()
        }
        #expect(isFinished && run.counts.added == 3)
    }

    @Test func aStopEndsTheRunWithWhatWasRead() throws {
        let pipe = Pipe()
        let stop = Stop()
        var run = try ImportRun(
            .descriptor(pipe.fileHandleForReading.fileDescriptor, name: "pipe"),
            options: ReadingOptions(format: .jsonl, stopRequested: { stop.isAsked }), labels: labels, store: store)
        try pipe.fileHandleForWriting.write(contentsOf: Data("{\"text\":\"one\"}\n{\"text\":".utf8))
        try run.run { _, _, counts in if counts.added == 1 { stop.ask() } }
        #expect(run.counts.added == 1 && run.counts.rejected == 0 && run.reader.wasStopped)
        try pipe.fileHandleForWriting.close()
    }
}

private final class Stop: @unchecked Sendable {
    private let lock = NSLock()
    private var asked = false
    var isAsked: Bool { lock.withLock { asked } }
    func ask() { lock.withLock { asked = true } }
}
