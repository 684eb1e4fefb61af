import ArgumentParser
import Interchange
import Runtime

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the task file, the store, the terminal, the key and the endpoint; spends nothing.")

    @OptionGroup var options: TaskOptions

    func run() throws {
        let findings = Examination.run(named: options.task)
        if options.json {
            let list = findings.map { finding -> JSONDocument in
                [
                    "what": .string(finding.what), "ok": JSONDocument(finding.isGood), "found": .string(finding.found),
                    "mend": JSONDocument(finding.mend),
                ]
            }
            try Console.print(
                ["ok": JSONDocument(findings.allSatisfy(\.isGood)), "checks": .array(list)] as JSONDocument)
        } else {
            for finding in findings {
                try Console.print(
                    "\(finding.isGood ? "ok  " : "BAD ") \(finding.what): \(Console.clean(finding.found))")
                if let mend = finding.mend { try Console.print("       \(Console.clean(mend))") }
            }
        }
        if let worst = findings.first(where: { !$0.isGood }) { throw ExitCode(worst.status.rawValue) }
    }
}
