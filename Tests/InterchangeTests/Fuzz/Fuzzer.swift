import Foundation
import Interchange
import Labeling
import TestSupport

/// Reads changed inputs until one shows a fault. The same seed gives the same inputs on every machine.
struct Fuzzer {
    struct Finding: CustomStringConvertible {
        var format: FileFormat
        var seed: UInt64
        var number: Int
        var problem: String
        /// The smallest input found with a fault of this kind.
        var input: [UInt8]
        var options: ReadingOptions

        var description: String {
            """
            \(format.rawValue), input \(number) of RENGA_FUZZ_SEED=\(seed): \(problem)
            input: \(String(decoding: input, as: UTF8.self).debugDescription)
            base64: \(Data(input).base64EncodedString())
            text-field \(options.textField ?? "none"), id-field \(options.idField ?? "none"), gold-field \(options.goldField ?? "none"), \
            header \(options.hasHeader), text needed \(options.needsText), most bytes \(options.maximumRecordBytes), \
            delimiter \(options.delimiter ?? 0), records-field \(options.recordsField ?? "none")
            """
        }
    }

    let format: FileFormat
    let seed: UInt64
    private let seeds: [[UInt8]]
    private let labels: LabelSet?
    /// Holds the input at hand, should it end the process.
    private let trace: FileHandle?

    init(_ format: FileFormat, seed: UInt64, trace: FileHandle? = nil) {
        self.format = format
        self.seed = seed
        self.trace = trace
        seeds = FuzzSeeds.bytes(for: format)
        labels = try? LabelSet(["billing", "account"].map { LabelDefinition(label: Label($0)) })
    }

    /// One input, and what is wrong with how it is read.
    func run(_ number: Int) -> Finding? {
        let place = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
        var mutation = FuzzMutation(random: SeededGenerator(seed: seed ^ place), seeds: seeds)
        let bytes = mutation.input()
        let check = check(&mutation, bytes.count)
        if let trace {
            try? trace.truncate(atOffset: 0)
            try? trace.seek(toOffset: 0)
            try? trace.write(contentsOf: bytes)
        }
        guard check.problem(of: bytes) != nil else { return nil }
        let least = smaller(bytes, check)
        return Finding(
            format: format, seed: seed, number: number, problem: check.problem(of: least) ?? "", input: least,
            options: check.options)
    }

    private func check(_ mutation: inout FuzzMutation, _ count: Int) -> FuzzCheck {
        var options = ReadingOptions(format: format)
        options.textField = mutation.pick([nil, nil, nil, "payload.message.body", "n", "label"])
        options.idField = mutation.pick([nil, nil, nil, nil, "text", "meta"])
        options.goldField = mutation.pick([nil, nil, nil, "label", "channel"])
        options.hasHeader = mutation.number(0...3) > 0
        options.needsText = mutation.number(0...3) > 0
        options.delimiter = mutation.pick([nil, nil, nil, nil, nil, UInt8(ascii: ";")])
        options.recordsField = mutation.pick([nil, nil, nil, nil, nil, nil, "data"])
        options.maximumRecordBytes = mutation.pick([16 << 20, 16 << 20, 16 << 20, 64, 700])
        // The smallest and one more: each of them reads the input again.
        let chunks =
            count < 300
            ? [1, mutation.pick([2, 3, 7])] : [mutation.pick([1, 5, 64]), mutation.pick([63, 256, 4_096])]
        var check = FuzzCheck(options: options, labels: mutation.pick([labels, nil]), chunks: chunks)
        check.limits = mutation.pick([
            BatchLimits(records: 1, weight: 1), BatchLimits(records: 3, weight: 1 << 20),
            BatchLimits(records: 5_000, weight: 600),
        ])
        // One more reading: now and then.
        if mutation.number(0...2) == 0 { check.disguise = mutation.pick(FuzzDisguise.allCases) }
        return check
    }

    /// Leaves out what the fault does not need, for as long as that is cheap.
    private func smaller(_ input: [UInt8], _ check: FuzzCheck) -> [UInt8] {
        var (bytes, tries) = (input, 0)
        var length = max(bytes.count / 2, 1)
        while length > 0, tries < 2_000 {
            var start = 0
            while start < bytes.count, tries < 2_000 {
                var shorter = bytes
                shorter.removeSubrange(start..<min(start + length, bytes.count))
                tries += 1
                if check.problem(of: shorter) != nil { bytes = shorter } else { start += length }
            }
            length /= 2
        }
        return bytes
    }
}
