import Foundation
import Interchange
import Testing

@Suite struct FollowedFileTests {
    private func append(_ text: String, to path: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

    /// Reads to the end of the open file, as an import does.
    private func readOn(_ file: FollowedFile) throws -> String {
        guard case .descriptor(let descriptor, _)? = file.source else { return "" }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        let text = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
        file.mark()
        return text
    }

    @Test func aFileThatIsNotThereYetIsNoError() throws {
        let folder = try TemporaryFolder()
        let file = FollowedFile(folder.path("a"))
        #expect(try !file.open())
        try write("x\n", to: folder.path("a"))
        #expect(try file.open())
        #expect(file.look() == .more)
        #expect(try readOn(file) == "x\n")
        #expect(file.look() == .none)
        try append("y\n", to: folder.path("a"))
        #expect(file.look() == .more)
        #expect(try readOn(file) == "y\n")
    }

    @Test(arguments: ["", "c\n", "another line that is longer than what was there\n"])
    func aFileThatIsCutIsReadFromItsStartEvenIfItHasGrownPastTheOldPlace(now: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a")
        try write("first\nsecond\n", to: path)
        let file = FollowedFile(path)
        #expect(try file.open())
        _ = try readOn(file)
        // In place: the same file.
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(now.utf8))
        #expect(file.look() == .truncated)
        file.restart()
        #expect(try readOn(file) == now)
        #expect(file.look() == .none)
    }

    @Test func theRestOfARenamedFileComesBeforeTheNewOne() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a")
        try write("1\n", to: path)
        let file = FollowedFile(path)
        #expect(try file.open())
        _ = try readOn(file)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        #expect(file.look() == .gone)
        try append("2\n", to: path + ".1")
        try write("", to: path)
        #expect(file.look() == .more)
        #expect(try readOn(file) == "2\n")
        #expect(file.look() == .none, "an empty new file: the writer may still be at the old one")
        try append("3\n", to: path)
        try append("late\n", to: path + ".1")
        #expect(file.look() == .more)
        #expect(try readOn(file) == "late\n")
        #expect(file.look() == .replaced)
        #expect(try file.open())
        #expect(try readOn(file) == "3\n")
    }

    @Test func whatMayNotBeReadIsSaid() throws {
        let folder = try TemporaryFolder()
        try write("x", to: folder.path("a"))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path("a"))
        let file = FollowedFile(folder.path("a"))
        if geteuid() != 0 { #expect(throws: InputProblem.notPermitted(folder.path("a"))) { try file.open() } }
    }
}
