import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime
import Storage

struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Every event on an item or by a reviewer, oldest first.")

    @OptionGroup var options: TaskOptions

    @Argument(help: "Only this item.")
    var item: String?

    @Option(help: "Only what this reviewer did.")
    var reviewer: String?

    func run() throws {
        let task = try options.open(toRead: true)
        let id = item.map { Item.ID($0) }
        if let id, try task.store.number(of: id) == nil {
            throw Failure(.noSuchFile, "there is no item \(Console.clean(id.value)) in this task")
        }
        var isFirst = true
        // Millions of events: one write for each would take longer than reading them.
        var bytes: [UInt8] = []
        func print(_ more: String) { bytes += more.utf8 }
        func write(above limit: Int) throws {
            guard bytes.count > limit else { return }
            try Console.write(bytes[...], to: .standardOutput)
            bytes.removeAll(keepingCapacity: true)
        }
        if options.json { print("[") }
        try task.store.forEachEvent(item: id, reviewer: reviewer) { event in
            if options.json {
                if !isFirst { print(",") }
                LogWords.append(event, to: &bytes)
            } else {
                print(
                    Console.clean("\(event.at.rfc3339)  \(event.item?.value ?? "-")  \(LogWords.words(event.what))")
                        + "\n")
            }
            isFirst = false
            try write(above: 65_536)
        }
        if options.json { print("]\n") }
        try write(above: 0)
    }
}
