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
        if options.json { try Console.write("[", to: .standardOutput) }
        try task.store.forEachEvent(item: id, reviewer: reviewer) { event in
            if options.json {
                try Console.write((isFirst ? "" : ",") + LogWords.document(event).rendered(), to: .standardOutput)
            } else {
                try Console.print(
                    Console.clean("\(event.at.rfc3339)  \(event.item?.value ?? "-")  \(LogWords.words(event.what))"))
            }
            isFirst = false
        }
        if options.json { try Console.print("]") }
    }
}
