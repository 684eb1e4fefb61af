import ArgumentParser
import Foundation
import Interchange
import Runtime
import Storage

struct Rejects: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Input lines that were not taken, and why.")

    @OptionGroup var options: TaskOptions

    func run() throws {
        let task = try options.open(toRead: true)
        var isFirst = true
        if options.json { try Console.write("[", to: .standardOutput) }
        try task.store.forEachReject { line in
            if options.json {
                // Bytes that are no UTF-8 are given in base64, so that none is lost.
                let text = String(validating: line.bytes, as: UTF8.self)
                let document: JSONDocument = [
                    "source": .string(line.source), "line": JSONDocument(line.line), "reason": .string(line.reason),
                    "text": JSONDocument(text),
                    "base64": JSONDocument(text == nil ? Data(line.bytes).base64EncodedString() : nil),
                    "at": JSONDocument(Optional(line.at)),
                ]
                try Console.write((isFirst ? "" : ",") + document.rendered(), to: .standardOutput)
            } else {
                let start = String(decoding: line.bytes.prefix(160), as: UTF8.self)
                try Console.print("\(Console.clean(line.source)):\(line.line): \(Console.clean(line.reason))")
                try Console.print("    \(Console.clean(start))\(line.bytes.count > 160 ? "…" : "")")
            }
            isFirst = false
        }
        if options.json { try Console.print("]") }
    }
}
