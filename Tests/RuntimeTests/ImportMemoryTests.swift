import Foundation
import Interchange
import Labeling
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Runtime

@Suite struct ImportMemoryTests {
    private let labels: LabelSet
    private let desk: Desk
    private var path: String { desk.scratch.url.appendingPathComponent("i.jsonl").path }

    init() throws {
        let task = try offlineTask()
        labels = task.labels
        desk = try Desk([] as [AnnotatedItem], task: task)
    }

    /// Lines of every kind: items, with gold and with answers, the same again, conflicts, and lines that are none.
    static func lines(_ count: Int) -> [String] {
        (0..<count).map { number in
            switch number % 10 {
            case 3: "not json \(number)"
            case 4: #"{"id":"t-\#(number)","text":"text \#(number)","gold":"billing"}"#
            case 5: #"{"id":"t-\#(number - 1)","text":"text \#(number - 1)"}"#
            case 6: #"{"id":"t-\#(number - 2)","text":"another text"}"#
            case 7:
                #"{"id":"t-\#(number)","text":"x","predictions":[{"model":"m","label":"legal","confidence":0.5}],"#
                    + #""decisions":[{"reviewer":"ana","action":"flag","at":"2026-11-01T09:30:00Z"}]}"#
            default: #"{"id":"t-\#(number)","text":"text \#(number)","meta":{"n":\#(number)}}"#
            }
        }
    }

    private func write(_ lines: [String], to name: String = "i.jsonl") throws {
        try desk.scratch.write(lines.map { $0 + "\n" }.joined(), to: name)
    }

    private func take(
        _ name: String = "i.jsonl", _ options: ReadingOptions = ReadingOptions(), labels other: LabelSet? = nil,
        again: Bool = false
    ) throws -> (counts: ImportRun.Counts, memory: ImportMemory?) {
        try ImportRun.take(
            .path(desk.scratch.url.appendingPathComponent(name).path), options: options, labels: other ?? labels,
            store: desk.store, again: again)
    }

    /// Options that stop the reading after so many looks.
    private func stopping(after looks: Int) -> ReadingOptions {
        let left = Mutex(looks)
        return ReadingOptions(
            chunkBytes: 512,
            stopRequested: {
                left.withLock { left in
                    left -= 1
                    return left < 0
                }
            })
    }

    private func everything(_ store: Store) throws -> [String] {
        var all = [try "\(store.counts())"]
        try store.forEachAnnotated { all.append("\($0.annotated)") }
        try store.forEachReject { line in
            var line = line
            line.at = Timestamp(milliseconds: 0)
            all.append("\(line)")
        }
        return all
    }

    @Test func anImportThatIsStoppedAgainAndAgainGivesTheStoreOfOneThatIsNot() throws {
        try write(Self.lines(400))
        let whole = try Desk([] as [AnnotatedItem], task: desk.task)
        let due = try ImportRun.take(
            .path(path), options: ReadingOptions(), labels: labels, store: whole.store, again: false)
        var dice = SeededGenerator(seed: 6)
        var places: [Int64] = []
        while places.count < 200 {
            let memory = try ImportMemory(of: .path(path), options: ReadingOptions(), labels: labels, store: desk.store)
            var run = try ImportRun(
                .path(path), options: stopping(after: Int.random(in: 10...60, using: &dice)), labels: labels,
                store: desk.store, memory: memory)
            try run.run()
            places.append(memory?.found?.offset ?? 0)
            if places.last ?? 0 > 20_000 { break }
        }
        #expect(Set(places).count > 3, "it was taken up in several places: \(places)")
        let (counts, memory) = try take()
        #expect(memory?.isWhole == false && memory?.found != nil)
        #expect(counts.read == 400 && counts.skipped > 0)
        #expect(counts.rejected == due.counts.rejected && due.counts.rejected == 80)
        #expect(counts.added + counts.duplicates + counts.rejected == 400)
        #expect(try everything(desk.store) == everything(whole.store))
        #expect(try desk.store.verify().isSound)
    }

    @Test func aCompleteImportIsKnownUnderAnyNameAndCountsAsIfItWereReadAgain() throws {
        try write(Self.lines(50))
        let first = try take().counts
        try write(Self.lines(50), to: "other.jsonl")
        let (counts, memory) = try take("other.jsonl")
        #expect(memory?.isWhole == true)
        let again = try take(again: true)
        #expect(again.memory?.isWhole == false)
        #expect((counts.read, counts.added, counts.rejected) == (50, 0, first.rejected))
        #expect((again.counts.read, again.counts.added, again.counts.rejected) == (50, 0, first.rejected))
        #expect(counts.duplicates == again.counts.duplicates)
        #expect(counts.skipped == 50 && again.counts.skipped == 0)
    }

    @Test func whateverChangesTheMeaningOfAFileMakesItAnother() throws {
        try write(Self.lines(50))
        _ = try take()
        #expect(try take().memory?.isWhole == true)
        #expect(try take("i.jsonl", ReadingOptions(chunkBytes: 7)).memory?.isWhole == true)
        for options in [
            ReadingOptions(textField: "id"), ReadingOptions(idField: "n"), ReadingOptions(goldField: "x"),
            ReadingOptions(format: .jsonl), ReadingOptions(hasHeader: false), ReadingOptions(maximumRecordBytes: 40),
        ] {
            #expect(try take("i.jsonl", options).memory?.found == nil)
        }
        let more = try LabelSet(["billing", "legal", "account", "new"].map { LabelDefinition(label: Label($0)) })
        #expect(try take(labels: more).memory?.found == nil, "lines may be right now")
        try write(Self.lines(50), to: "i.txt")
        #expect(try take("i.txt").memory?.found == nil, "its name says that it is text")
    }

    @Test func anEditedFileIsReadFromItsStartAndALongerOneFromWhereItGrew() throws {
        let lines = Self.lines(50)
        try write(lines)
        _ = try take()
        var edited = lines
        edited[20] = edited[20].replacingOccurrences(of: "t-20", with: "u-20")
        try write(edited)
        let (counts, memory) = try take()
        #expect(memory?.found == nil)
        #expect(counts.added == 1)
        try write(lines + [#"{"id":"new","text":"x"}"#])
        let (grown, known) = try take()
        #expect(known?.found?.line == 51)
        #expect((grown.read, grown.added, grown.skipped) == (51, 1, 50))
        #expect(try take().memory?.isWhole == true)
        try write(lines)
        #expect(try take().memory?.isWhole == true, "the shorter file is still known")
        try write(Array(lines.prefix(10)))
        #expect(try take().memory?.found == nil)
    }

    @Test func aLineThatGoesOnWhereTheFileEndedIsReadWhole() throws {
        try desk.scratch.write("one\ntwo", to: "a.txt")
        #expect(try take("a.txt").counts.added == 2)
        try desk.scratch.write("one\ntwo and more\n", to: "a.txt")
        let (counts, _) = try take("a.txt")
        #expect((counts.read, counts.added, counts.duplicates) == (2, 1, 1))
        #expect(try desk.store.counts().items == 3)
    }

    @Test func aPipeAndAnEmptyFileAreNotRemembered() throws {
        try desk.scratch.write("", to: "empty.txt")
        #expect(try take("empty.txt").counts.read == 0)
        #expect(try take("empty.txt").memory?.found == nil)
        let pipe = Pipe()
        let source = ItemSource.descriptor(pipe.fileHandleForReading.fileDescriptor, name: "pipe")
        #expect(try ImportMemory(of: source, options: ReadingOptions(), labels: labels, store: desk.store) == nil)
    }
}

extension ImportRun {
    /// Takes in one input to its end, from where an earlier import of it stopped.
    static func take(
        _ source: ItemSource, options: ReadingOptions, labels: LabelSet, store: Store, again: Bool
    ) throws -> (counts: Counts, memory: ImportMemory?) {
        let memory = try ImportMemory(of: source, options: options, labels: labels, store: store, again: again)
        if let memory, memory.isWhole { return (memory.counts, memory) }
        var run = try ImportRun(source, options: options, labels: labels, store: store, memory: memory)
        try run.run { _, _, _ in }
        return (run.counts, memory)
    }
}
