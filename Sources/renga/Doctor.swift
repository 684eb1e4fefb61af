import ArgumentParser
import Interchange
import Runtime

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the task file, the store, the terminal, the key and the endpoint.",
        discussion: """
            Each model is asked whether it knows key and model, which costs nothing; Bedrock and Vertex have no such question \
            and get the shortest one there is, with an answer of one token.
            """)

    @OptionGroup var options: TaskOptions

    func run() throws {
        let findings = Examination.run(named: options.task)
        if options.json {
            let list = findings.map { finding -> JSONDocument in
                [
                    "what": .string(finding.what), "ok": JSONDocument(finding.isGood), "found": .string(finding.found),
                    "mend": JSONDocument(finding.mend), "notices": JSONDocument(finding.notices),
                ]
            }
            try Console.print(
                ["ok": JSONDocument(findings.allSatisfy(\.isGood)), "checks": .array(list)] as JSONDocument)
        } else {
            for finding in findings {
                let found = finding.found.split(separator: "\n").map { Console.clean(String($0)) }
                let mark = finding.isGood ? "ok  " : "BAD "
                // Several mistakes stand below each other.
                try Console.print("\(mark) \(finding.what):" + (found.count > 1 ? "" : " \(found.first ?? "")"))
                let further = (found.count > 1 ? found : []) + finding.notices + [finding.mend].compactMap(\.self)
                for line in further { try Console.print("       \(Console.clean(line))") }
            }
        }
        if let worst = findings.first(where: { !$0.isGood }) { throw ExitCode(worst.status.rawValue) }
    }
}
