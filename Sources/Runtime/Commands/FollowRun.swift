import Dispatch
import Foundation
package import Interchange
package import Labeling
package import Storage
import Synchronization

/// Takes items in from inputs that grow, each on a thread of its own: files through truncation and rotation, pipes, and
/// folders into which files are dropped.
///
/// An input that cannot be read ends alone; the others go on. Each thread stores what it has read before it reads more.
package final class FollowRun: Sendable {
    private let store: Store
    private let labels: LabelSet
    private let options: ReadingOptions
    private let again: Bool
    private let say: @Sendable (String) -> Void
    private let isStopped: @Sendable () -> Bool
    private let ended = Mutex(Followed())
    /// How often a file that has no more is looked at: a few calls to the system, and well under the second in which an
    /// item is to be on screen.
    private static let lookSeconds = 0.1

    /// - Parameters:
    ///   - options: `follow` and `stopRequested` are set here.
    ///   - again: what earlier imports have read is read once more.
    ///   - say: told what a person should know, from any thread.
    ///   - isStopped: asked at every wait.
    package init(
        store: Store, labels: LabelSet, options: ReadingOptions, again: Bool = false,
        say: @escaping @Sendable (String) -> Void, isStopped: @escaping @Sendable () -> Bool
    ) {
        self.store = store
        self.labels = labels
        var options = options
        options.follow = true
        options.stopRequested = isStopped
        self.options = options
        self.again = again
        self.say = say
        self.isStopped = isStopped
    }

    /// Follows until it is told to stop or no input can give any more.
    ///
    /// - Returns: what was taken of each input, and why it ended, in their order.
    package func run(_ inputs: [String]) -> [Followed] {
        let threads = DispatchGroup()
        let runs = inputs.map { _ in
            FollowRun(store: store, labels: labels, options: options, again: again, say: say, isStopped: isStopped)
        }
        for (input, run) in zip(inputs, runs) {
            threads.enter()
            let thread = Thread {
                do { try run.follow(input) } catch { run.ended.withLock { $0.failures.append(error) } }
                threads.leave()
            }
            // As much as the first thread of a program has.
            thread.stackSize = 8 << 20
            thread.start()
        }
        threads.wait()
        return runs.map { $0.ended.withLock { $0 } }
    }

    private func follow(_ input: String) throws {
        if input == "-" { return try readToTheEnd(.standardInput) }
        switch InputKind(path: input) {
        case .folder: try followFolder(input)
        case .pipe: try followNamedPipe(input)
        case .other: try readToTheEnd(.path(input))
        case .file, .missing: try followFile(input)
        }
    }

    private func add(_ run: ImportRun) {
        ended.withLock {
            $0.counts += run.counts
            if run.reader.chosenFormat != nil { $0.reading = InputReading(run.reader) }
        }
    }

    /// Takes what there is, and says what a person should know of how it is read.
    private func take(_ run: inout ImportRun, of name: String) throws {
        try run.run(say: { say("\(name): \($0)") }) { _, _, _ in }
    }

    private func pause() { Thread.sleep(forTimeInterval: FollowRun.lookSeconds) }

    /// A pipe, or a file that came by another program's redirection, whose name is not known.
    private func readToTheEnd(_ source: ItemSource) throws {
        var run = try ImportRun(source, options: options, labels: labels, store: store)
        defer { add(run) }
        while !isStopped() {
            try take(&run, of: source.name)
            guard !run.reader.isFinished else { return }
            pause()
        }
    }

    /// One writer after another.
    private func followNamedPipe(_ path: String) throws {
        while !isStopped() {
            // Without waiting for a writer here, where nothing could stop it.
            let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { return try readToTheEnd(.path(path)) }
            defer { close(descriptor) }
            try readToTheEnd(.descriptor(descriptor, name: path))
        }
    }

    // MARK: - One file

    private func followFile(_ path: String) throws {
        let file = FollowedFile(path)
        var isWaiting = false
        var isFirst = true
        while !isStopped() {
            guard try file.open() else {
                if !isWaiting { say("\(path): no such file yet; waiting for it") }
                isWaiting = true
                pause()
                continue
            }
            if isWaiting { say("\(path): is there now") }
            isWaiting = false
            // What an earlier import has read of this file need not be read again; of one that took its place neither.
            while try readOpenFile(file, isFirst: isFirst) == .truncated {
                say("\(path): was cut; it is read from its start again")
                file.restart()
                isFirst = false
            }
            isFirst = false
        }
    }

    /// Reads a file until it is cut, replaced, or no longer wanted.
    ///
    /// - Returns: `.none` when told to stop.
    private func readOpenFile(_ file: FollowedFile, isFirst: Bool) throws -> FollowedFile.News {
        guard let source = file.source else { return .none }
        let memory = try ImportMemory(of: source, options: options, labels: labels, store: store, again: again)
        if isFirst, let known = memory?.found {
            say("\(file.path): taken up at line \(known.line), where an earlier import stopped")
        }
        var run = try ImportRun(source, options: options, labels: labels, store: store, memory: memory)
        defer { add(run) }
        var isGone = false
        while !isStopped() {
            try take(&run, of: file.path)
            guard !isStopped() else { break }
            file.mark()
            switch file.look() {
            case .more: continue
            case .none: isGone = false
            case .gone:
                if !isGone { say("\(file.path): was moved or deleted; waiting for a new file of that name") }
                isGone = true
            case .truncated:
                try finish(&run, of: file.path)
                return .truncated
            case .replaced:
                // The last look may be older than the last line.
                try take(&run, of: file.path)
                try finish(&run, of: file.path)
                say("\(file.path): there is a new file of that name; it is read from its start")
                return .replaced
            }
            pause()
        }
        return .none
    }

    /// Takes what is left without the end of its line as the last record.
    private func finish(_ run: inout ImportRun, of name: String) throws {
        guard !isStopped() else { return }
        run.reader.finish()
        try take(&run, of: name)
    }

    // MARK: - A folder

    private func followFolder(_ path: String) throws {
        let files = DroppedFiles(path)
        while !isStopped() {
            for file in try files.next() where !isStopped() {
                do {
                    try takeDropped(file)
                } catch let error as InputProblem {
                    // The other files still go in, and this one again when it has changed.
                    say("\(error)")
                    ended.withLock { $0.failures.append(error) }
                }
            }
            pause()
        }
    }

    private func takeDropped(_ path: String) throws {
        var options = options
        options.follow = false
        let memory = try ImportMemory(of: .path(path), options: options, labels: labels, store: store, again: again)
        if let memory, memory.isWhole {
            ended.withLock { $0.counts += memory.counts }
            return say("\(path): already in the store, nothing new")
        }
        var run = try ImportRun(.path(path), options: options, labels: labels, store: store, memory: memory)
        defer { ended.withLock { $0.counts += run.counts } }
        try take(&run, of: path)
        let counts = run.counts
        say("\(path): \(counts.read) read, \(counts.added) added, \(counts.rejected) rejected")
    }
}

/// What stands behind a name.
package enum InputKind: Hashable, Sendable {
    case file, folder, pipe, missing
    /// A terminal, a device.
    case other

    package init(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            self = errno == ENOENT || errno == ENOTDIR ? .missing : .other
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .folder
        case S_IFIFO: self = .pipe
        default: self = .other
        }
    }
}
