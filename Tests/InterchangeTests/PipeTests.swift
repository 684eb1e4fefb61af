import Foundation
import Interchange
import Labeling
import Synchronization
import Testing

@Suite struct PipeTests {
    @Test func aRecordOfAPipeIsDeliveredAsSoonAsItIsComplete() throws {
        let pipe = Pipe()
        let reader = try ItemReader(
            .descriptor(pipe.fileHandleForReading.fileDescriptor, name: "pipe"), options: ReadingOptions(format: .jsonl)
        )
        #expect(reader.mightWait)
        try pipe.fileHandleForWriting.write(contentsOf: Data("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"te".utf8))
        #expect(try reader.next().map { [$0].texts } == ["a"])
        #expect(!reader.mightWait)
        #expect(try reader.next().map { [$0].texts } == ["b"])
        #expect(reader.mightWait)
        try pipe.fileHandleForWriting.write(contentsOf: Data("xt\":\"c\"}".utf8))
        try pipe.fileHandleForWriting.close()
        #expect(try reader.next().map { [$0].texts } == ["c"])
        #expect(try reader.next() == nil)
        #expect(reader.isFinished)
        #expect(reader.bytesRead == 38)
        #expect(reader.totalBytes == nil)
    }

    @Test func oneShortLineOfAPipeIsEnoughToChooseAndDeliver() throws {
        let pipe = Pipe()
        let reader = try ItemReader(.descriptor(pipe.fileHandleForReading.fileDescriptor, name: "pipe"))
        try pipe.fileHandleForWriting.write(contentsOf: Data("a\n".utf8))
        #expect(try reader.next().map { [$0].texts } == ["a"])
    }

    @Test func aStopEndsAWaitingRead() throws {
        let pipe = Pipe()
        let asked = Mutex(0)
        let stop: @Sendable () -> Bool = {
            asked.withLock { count in
                count += 1
                return count > 3
            }
        }
        let options = ReadingOptions(format: .text, stopRequested: stop)
        let reader = try ItemReader(
            .descriptor(pipe.fileHandleForReading.fileDescriptor, name: "pipe"), options: options)
        try pipe.fileHandleForWriting.write(contentsOf: Data("a whole line\nand half a".utf8))
        #expect(try reader.next().map { [$0].texts } == ["a whole line"])
        #expect(try reader.next() == nil)
        #expect(reader.isFinished)
        try pipe.fileHandleForWriting.close()
    }

    @Test func aFollowedFileIsReadAsItGrows() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.jsonl")
        try Data("{\"text\":\"a\"}\n{\"text\":".utf8).write(to: URL(filePath: path))
        let reader = try ItemReader(.path(path), options: ReadingOptions(follow: true))
        #expect(try reader.next().map { [$0].texts } == ["a"])
        #expect(try reader.next() == nil)
        #expect(!reader.isFinished)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("\"b\"}\n{\"text\":\"c\"}".utf8))
        #expect(try reader.next().map { [$0].texts } == ["b"])
        #expect(try reader.next() == nil)
        reader.finish()
        #expect(try reader.next().map { [$0].texts } == ["c"])
        #expect(try reader.next() == nil)
        #expect(reader.isFinished)
    }

    @Test func aFollowedFileThatShrinksIsSaid() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.txt")
        try Data("one\ntwo\n".utf8).write(to: URL(filePath: path))
        let reader = try ItemReader(.path(path), options: ReadingOptions(follow: true))
        while try reader.next() != nil {}
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 0)
        #expect(throws: InputProblem.self) { try reader.next() }
        #expect(reader.isFinished)
    }

    @Test(arguments: [
        ("{\n\"text\":\"a\"\n}\n{\n", FileFormat.jsonl), ("text,n\na,1\n\"b\n", .csv),
        ("[{\"text\":\"a\"},\n{\n", .jsonl),
    ])
    func whatGoesOverLinesIsNotThoughtToBeThere(text: String, format: FileFormat) throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == bytes.count)
        let reader = try ItemReader(.descriptor(ends[0], name: "pipe"), options: ReadingOptions(format: format))
        #expect(try reader.next() != nil)
        #expect(reader.mightWait)
    }

    @Test func whatCannotBeOpenedIsNamed() throws {
        let folder = try TemporaryFolder()
        let missing = folder.path("missing.csv")
        #expect(throws: InputProblem.notFound(missing)) { try ItemReader(.path(missing)) }
        #expect(throws: InputProblem.cannotOpen(folder.url.path, reason: "it is a folder")) {
            try ItemReader(.path(folder.url.path))
        }
    }

    @Test func progressIsKnownForAFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.txt")
        try Data(String(repeating: "one\ntwo\n", count: 50_000).utf8).write(to: URL(filePath: path))
        let reader = try ItemReader(.path(path), options: ReadingOptions(chunkBytes: 4096))
        #expect(reader.totalBytes == 400_000)
        _ = try reader.next()
        // The beginning is looked at as a whole.
        #expect(reader.bytesRead == 64 * 1024)
        while try reader.next() != nil {}
        #expect(reader.bytesRead == 400_000)
    }
}

/// A folder that is gone with its owner.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "interchange-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func content(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
    }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path).sorted()) ?? [] }
}
