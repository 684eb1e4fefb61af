import Foundation
import Interchange
import Labeling
import TestSupport
import Testing

/// `RENGA_FUZZ_SECONDS=3600 RENGA_FUZZ_SEED=7 swift test --filter FuzzTests` looks for longer, and elsewhere. A failure prints the
/// seed; where the program ends, the input is left in the file whose name stands in front of the tests' output.
@Suite struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// The same on every day: what fails must be what was changed. Who looks for longer, looks elsewhere each day.
    private static let seeds: [UInt64] =
        if let seed = environment["RENGA_FUZZ_SEED"].flatMap(UInt64.init) { [seed] } else if seconds == nil {
            [1, 20_779]
        } else {
            [1, UInt64(Date().timeIntervalSince1970 / 86_400)]
        }

    private static let seconds = environment["RENGA_FUZZ_SECONDS"].flatMap(Double.init)

    @Test(arguments: FileFormat.allCases.filter(\.isReadable))
    func noInputEndsTheProgramOrLosesARecord(format: FileFormat) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "renga-fuzz-\(format.rawValue)-\(getpid())")
        try Data().write(to: path)
        let trace = try FileHandle(forWritingTo: path)
        defer { try? FileManager.default.removeItem(at: path) }
        for seed in Self.seeds {
            let fuzzer = Fuzzer(format, seed: seed, trace: Self.seconds == nil ? nil : trace)
            let end = Self.seconds.map { Date(timeIntervalSinceNow: $0 / Double(Self.seeds.count)) }
            var number = 0
            while end.map({ Date() < $0 }) ?? (number < 100) {
                if let finding = fuzzer.run(number) {
                    Issue.record("\(finding)")
                    return
                }
                number += 1
            }
            if end != nil { print("\(format.rawValue): \(number) inputs of seed \(seed), no fault") }
        }
    }

    /// What it has found, kept small.
    @Test(arguments: [
        (FileFormat.text, [0x1F, 0x8B] as [UInt8]), (.jsonl, [0xFF, 0xFE]), (.csv, [0xFE, 0xFF, 0x61, 0x0A]),
        (.tsv, Array("\t\n".utf8)), (.tsv, Array("  \t\ntext\tn\na\t1\n".utf8)),
        (.text, Array("\u{3000}\u{353}\n".utf8)), (.jsonl, Array("\0[{\"text\":\"a\"}]\n".utf8)),
        (
            .jsonl,
            Array(
                "[\"\"] {\"text\":\"a long line after the end of the array, longer than a record may be\"}\n x\n".utf8)
        ),
    ])
    func faultsThatWereFoundStayMended(format: FileFormat, input: [UInt8]) throws {
        for maximum in [32, 16 << 20] {
            var options = ReadingOptions(format: format)
            options.maximumRecordBytes = maximum
            let check = FuzzCheck(options: options, labels: nil, chunks: [1, 2, 3, 7])
            #expect(check.problem(of: input) == nil)
        }
    }

    @Test func blanksWithoutALineEndAreNothing() throws {
        for blank in ["\t", " ", "\r", " \n\t"] {
            var options = ReadingOptions(hasHeader: false)
            options.delimiter = UInt8(ascii: ";")
            #expect(try read(blank, options).isEmpty)
            let check = FuzzCheck(options: options, labels: nil, chunks: [1])
            #expect(check.problem(of: Array(blank.utf8)) == nil)
        }
    }

    @Test func aLineOfASpaceWithAnAccentIsAnItem() throws {
        #expect(try read("\u{3000}\u{353}\n", ReadingOptions(format: .text)).texts == ["\u{3000}\u{353}"])
    }

    @Test func whatStandsAfterAnArrayIsRejectedInOnePieceHoweverItComes() throws {
        var options = ReadingOptions(format: .jsonl)
        options.maximumRecordBytes = 40
        let input = "[{\"text\":\"a\"}]\n" + String(repeating: "x", count: 200) + "\n  y\n"
        for chunk in [1, 7, 64, 4_096] {
            let records = try read(input, options, chunk: chunk)
            #expect(records.texts == ["a"] && records.lines == [1, 2, 3])
            #expect(records.reasons.map { $0.hasPrefix("longer than 40") } == [true, false])
        }
    }

    @Test func everyFormatHasInputsAndEverySeedIsReadAsItStands() {
        for format in FileFormat.allCases where format.isReadable {
            let seeds = FuzzSeeds.texts(for: format)
            #expect(!seeds.isEmpty)
            let check = FuzzCheck(options: ReadingOptions(format: format), labels: nil, chunks: [1, 7])
            for seed in seeds { #expect(check.problem(of: Array(seed.utf8)) == nil, "\(seed)") }
        }
    }
}
