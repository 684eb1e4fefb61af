import Foundation
import Interchange
import Synchronization
import Testing

@Suite struct DroppedFilesTests {
    /// Time that passes when it is told to.
    private final class Time: Sendable {
        private let value = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { value.withLock { $0 } }
        func pass(_ duration: Duration) { value.withLock { $0 += duration } }
    }

    private func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

    /// As old as the files of a folder that was filled long ago.
    private func age(_ path: String) throws {
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: path)
    }

    /// Changed just now, however long ago a busy machine did it: what is some seconds old is held to be whole.
    private func writeNow(_ text: String, _ path: String) throws {
        try write(text, path)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: 86_400)], ofItemAtPath: path)
    }

    @Test func allFilesOfAFolderComeByNameButHiddenAndTemporaryOnes() throws {
        let folder = try TemporaryFolder()
        for name in ["b.csv", "a.jsonl", ".x", "y.tmp", "z.part", "w.TMP", "#v#", "u~"] {
            try write("x", folder.path(name))
        }
        try FileManager.default.createDirectory(atPath: folder.path("c.d"), withIntermediateDirectories: false)
        #expect(try DroppedFiles.all(in: folder.url.path) == [folder.path("a.jsonl"), folder.path("b.csv")])
        #expect(throws: InputProblem.notFound("/no/such/folder")) { try DroppedFiles.all(in: "/no/such/folder") }
    }

    @Test func aFileFromBeforeIsTakenAtOnceAndOnce() throws {
        let folder = try TemporaryFolder()
        for name in ["b", "a"] {
            try write("x", folder.path(name))
            try age(folder.path(name))
        }
        let files = DroppedFiles(folder.url.path)
        #expect(try files.next() == [folder.path("a"), folder.path("b")])
        #expect(try files.next() == [])
    }

    #if os(Linux)
        @Test func aFileIsTakenWhenItsWriterClosesItAndNotBefore() throws {
            let folder = try TemporaryFolder()
            let time = Time()
            let files = DroppedFiles(folder.url.path, clock: { time.now })
            #expect(try files.next() == [])
            #expect(FileManager.default.createFile(atPath: folder.path("a"), contents: nil))
            // What made it has closed it: an empty file is whole too.
            #expect(try files.next() == [folder.path("a")])
            let descriptor = open(folder.path("b"), O_CREAT | O_WRONLY, 0o600)
            Foundation.write(descriptor, "half", 4)
            #expect(try files.next() == [])
            time.pass(.seconds(20))
            #expect(try files.next() == [], "it is still being written")
            Foundation.write(descriptor, "whole", 5)
            close(descriptor)
            #expect(try files.next() == [folder.path("b")])
            #expect(try files.next() == [])
        }

        @Test func aFileThatIsMovedOrLinkedInIsTakenAtOnce() throws {
            let folder = try TemporaryFolder()
            let files = DroppedFiles(folder.url.path)
            #expect(try files.next() == [])
            try write("x", folder.path("a.tmp"))
            #expect(try files.next() == [])
            try FileManager.default.moveItem(atPath: folder.path("a.tmp"), toPath: folder.path("a"))
            #expect(try files.next() == [folder.path("a")])
            #expect(link(folder.path("a"), folder.path("b")) == 0)
            #expect(try files.next() == [folder.path("b")])
        }

        @Test func aFileThatNobodyClosesIsTakenWhenItHasNotChangedForHalfAMinute() throws {
            let folder = try TemporaryFolder()
            let time = Time()
            let files = DroppedFiles(folder.url.path, clock: { time.now })
            #expect(try files.next() == [])
            let descriptor = open(folder.path("b"), O_CREAT | O_WRONLY, 0o600)
            defer { close(descriptor) }
            #expect(try files.next() == [])
            time.pass(.seconds(29))
            Foundation.write(descriptor, "more", 4)
            #expect(try files.next() == [])
            time.pass(.seconds(29))
            #expect(try files.next() == [])
            time.pass(.seconds(2))
            #expect(try files.next() == [folder.path("b")])
        }
    #endif

    @Test func whereNothingIsToldAFileIsTakenWhenItHasNotChangedForTwoSeconds() throws {
        let folder = try TemporaryFolder()
        let time = Time()
        let files = DroppedFiles(folder.url.path, watches: false, clock: { time.now })
        try writeNow("x", folder.path("a"))
        #expect(try files.next() == [])
        time.pass(.seconds(1))
        try writeNow("xy", folder.path("a"))
        #expect(try files.next() == [])
        time.pass(.milliseconds(1_900))
        #expect(try files.next() == [])
        time.pass(.milliseconds(200))
        #expect(try files.next() == [folder.path("a")])
        time.pass(.seconds(60))
        #expect(try files.next() == [])
        try writeNow("xyz", folder.path("a"))
        time.pass(.seconds(1))
        #expect(try files.next() == [])
        time.pass(.seconds(3))
        #expect(try files.next() == [folder.path("a")], "a file that has changed is named again")
    }

    @Test func aFileThatGoesBeforeItIsWholeIsForgotten() throws {
        let folder = try TemporaryFolder()
        let time = Time()
        let files = DroppedFiles(folder.url.path, watches: false, clock: { time.now })
        try writeNow("x", folder.path("a"))
        #expect(try files.next() == [])
        try FileManager.default.removeItem(atPath: folder.path("a"))
        time.pass(.seconds(5))
        #expect(try files.next() == [])
    }
}
