import Foundation
import Interchange
import Labeling
import Testing

@Suite struct EncodingTests {
    private static let text = (1...30).map {
        "{\"id\":\($0),\"text\":\"caf\u{e9} \u{20ac} \u{201c}na\u{ef}ve\u{201d} \($0)\"}\n"
    }
    .joined()

    private func encoded(_ text: String, _ encoding: String.Encoding) throws -> [UInt8] {
        Array(try #require(text.data(using: encoding)))
    }

    private func reading(
        _ bytes: [UInt8], _ encoding: String? = nil, name: String = "input", chunk: Int = 4096
    ) throws -> (records: [ReadRecord], encoding: String, warnings: [String]) {
        var options = ReadingOptions(chunkBytes: chunk)
        options.encoding = encoding
        let reader = try ItemReader(.bytes(bytes, name: name), options: options)
        var records: [ReadRecord] = []
        while let record = try reader.next() { records.append(record) }
        return (records, reader.encoding, reader.remarks)
    }

    @Test(arguments: [
        ([0xFF, 0xFE], String.Encoding.utf16LittleEndian, "utf-16le"), ([0xFE, 0xFF], .utf16BigEndian, "utf-16be"),
        ([0xFF, 0xFE, 0, 0], .utf32LittleEndian, "utf-32le"), ([0, 0, 0xFE, 0xFF], .utf32BigEndian, "utf-32be"),
        ([0xEF, 0xBB, 0xBF], .utf8, "utf-8"),
    ])
    func aByteOrderMarkIsBelieved(mark: [UInt8], encoding: String.Encoding, name: String) throws {
        let whole = try read(Self.text)
        for chunk in [1, 2, 3, 7, 1 << 20] {
            let (records, found, warnings) = try reading(mark + encoded(Self.text, encoding), chunk: chunk)
            #expect(records == whole)
            #expect(found == name)
            #expect(warnings.isEmpty)
        }
    }

    @Test(arguments: [
        (String.Encoding.utf16LittleEndian, "utf-16le"), (.utf16BigEndian, "utf-16be"),
        (.utf32LittleEndian, "utf-32le"),
        (.utf32BigEndian, "utf-32be"),
    ])
    func withoutAMarkTheZerosTell(encoding: String.Encoding, name: String) throws {
        for text in [Self.text, "{\"text\":\"\u{65e5}\u{672c}\u{8a9e}\u{306e}\u{6587}\u{7ae0}\"}\n", "a\nb"] {
            let (records, found, warnings) = try reading(encoded(text, encoding))
            #expect(try records == read(text))
            #expect(found == name)
            #expect(warnings.first?.contains("--encoding") == true)
        }
    }

    @Test func zerosInATextOfOneByteACharacterAreNoUTF16() throws {
        let (records, found, _) = try reading(Array("one\0\ntwo words\nthree\0\0\n".utf8), name: "a.txt")
        #expect(found == "utf-8")
        #expect(records.texts == ["two words"])
        #expect(records.reasons.allSatisfy { $0.contains("NUL") } && records.reasons.count == 2)
    }

    @Test func westernTextIsReadAsWindows1252WithAWarning() throws {
        let bytes = try encoded(Self.text, .windowsCP1252)
        let place = try #require(bytes.firstIndex { $0 > 0x7F })
        for chunk in [1, 3, 1 << 20] {
            let (records, found, warnings) = try reading(bytes, chunk: chunk)
            #expect(try records == read(Self.text))
            #expect(found == "windows-1252")
            #expect(warnings.count == 1)
            #expect(warnings.first?.contains("byte 0xE9 at offset \(place) is no UTF-8") == true)
            #expect(warnings.first?.contains("--encoding utf-8 rejects such lines") == true)
        }
    }

    @Test func aHeaderInLatin1IsReadToo() throws {
        let bytes = try encoded("text,gr\u{f6}\u{df}e\n\u{e9}t\u{e9},1\nna\u{ef}f,2\n", .isoLatin1)
        let (records, _, warnings) = try reading(bytes, name: "a.csv")
        #expect(records.texts == ["\u{e9}t\u{e9}", "na\u{ef}f"])
        #expect(records.items.first?.item.meta["gr\u{f6}\u{df}e"] == .string("1"))
        #expect(warnings.count == 1)
    }

    @Test(arguments: [1, 2, 5])
    func aFileInUTF8WithBadBytesAtItsBeginningLosesTheirLinesOnly(bad: Int) throws {
        var bytes: [UInt8] = []
        for number in 1...60 {
            let isBad = number <= bad
            bytes += Array("caf\u{e9} \(number) ".utf8) + (isBad ? [0xE9] : []) + Array("\n".utf8)
        }
        let (records, found, _) = try reading(bytes, name: "a.txt")
        #expect(found == "utf-8")
        #expect(records.lines.count == 60)
        #expect(records.rejects.map(\.line) == Array(1...bad))
        #expect(records.rejects.first?.bytes == Array("caf\u{e9} 1 ".utf8) + [0xE9])
    }

    @Test func twoBadBytesInASCIIAreNoOtherEncoding() throws {
        let (records, found, warnings) = try reading(Array("a\n".utf8) + [0xE9, 10, 0xFC, 10] + Array("b\n".utf8))
        #expect(found == "utf-8" && warnings.isEmpty)
        #expect(records.texts == ["a", "b"])
        #expect(records.rejects.count == 2)
    }

    @Test func badLinesAfterTheBeginningAreRejectedOneByOne() throws {
        let start = String(repeating: "a line of plain text\n", count: 4_000)
        let bytes = try encoded(start + String(repeating: "\u{e9}t\u{e9}\n", count: 20) + "end\n", .isoLatin1)
        for chunk in [1_000, 1 << 20] {
            let (records, found, _) = try reading(bytes, name: "a.txt", chunk: chunk)
            #expect(found == "utf-8")
            #expect(records.texts.count == 4_001)
            #expect(records.rejects.count == 20)
            #expect(records.reasons.first?.contains("0xE9 at offset 84000 of the input") == true)
        }
    }

    @Test func textThatIsNeitherIsNotTurnedIntoSomethingElse() throws {
        // "Привет, мир" in Windows-1251, and Japanese in Shift_JIS.
        let cyrillic: [UInt8] = [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x2C, 0x20, 0xEC, 0xE8, 0xF0, 10]
        let japanese = try encoded("\u{3042}\u{3044}\u{3046}\u{3001}\u{6f22}\u{5b57}\n", .shiftJIS)
        for line in [cyrillic, japanese] {
            let (records, found, warnings) = try reading(Array((0..<20).map { _ in line }.joined()), name: "a.txt")
            #expect(found == "utf-8")
            #expect(records.rejects.count == 20)
            #expect(warnings.first?.contains("name it with --encoding") == true)
        }
        #expect(
            try reading(Array((0..<3).map { _ in cyrillic }.joined()), "windows-1251", name: "a.txt").records.texts
                == Array(repeating: "\u{41f}\u{440}\u{438}\u{432}\u{435}\u{442}, \u{43c}\u{438}\u{440}", count: 3))
    }

    @Test(arguments: [
        ("shift_jis", String.Encoding.shiftJIS), ("iso-2022-jp", .iso2022JP),
        ("UTF-16", .utf16BigEndian), ("utf-16le", .utf16LittleEndian),
    ])
    func anEncodingThatIsNamedIsReadWhereverItIsCut(name: String, encoding: String.Encoding) throws {
        let text = "{\"text\":\"\u{3042}\u{3044}\u{3046}\u{3001}\u{6f22}\u{5b57}\"}\n{\"text\":\"\u{30bd}\u{8868}\"}\n"
        let bytes = try encoded(text, encoding)
        for chunk in 1..<bytes.count {
            #expect(try reading(bytes, name, chunk: chunk).records == read(text), "\(name), chunks of \(chunk)")
        }
    }

    @Test func namesThatPeopleUseAreKnownAndOthersRefused() throws {
        for name in ["latin-1", "Latin1", "ISO-8859-1", "cp1252", "WINDOWS-1252", "ansi", "latin-9"] {
            #expect(try reading([0xE9, 10], name, name: "a.txt").records.texts == ["\u{e9}"], "\(name)")
        }
        for name in ["", "nope", "utf-8//IGNORE", "../../x", "utf-8,ccs=x"] {
            #expect(throws: InputProblem.unknownEncoding(name)) { try reading([0x61], name) }
        }
    }

    @Test func aNamedUTF8IsNeverGuessedAnew() throws {
        let (records, found, warnings) = try reading(encoded(Self.text, .windowsCP1252), "utf-8")
        #expect(found == "utf-8" && warnings.isEmpty)
        #expect(records.rejects.count == 30)
    }

    @Test func whatCannotBeReadCostsItsLineAndKeepsItsBytes() throws {
        // A lead byte of Shift_JIS before a byte that may not follow it.
        let good = try encoded("\u{6f22}\u{5b57}\n", .shiftJIS)
        let bad: [UInt8] = try encoded("\u{6f22}", .shiftJIS) + [0x85, 0x20] + encoded("\u{5b57}", .shiftJIS)
        for chunk in [1, 3, 4096] {
            let (records, _, _) = try reading(good + bad + [10] + good, "shift_jis", name: "a.txt", chunk: chunk)
            #expect(records.texts.count == 2)
            #expect(records.rejects.map(\.line) == [2])
            #expect(records.rejects.first?.bytes == bad)
            #expect(records.reasons.first?.contains("not shift_jis: 0x85 at offset \(good.count + 2)") == true)
            #expect(records.reasons.first?.hasSuffix("(kept as it came)") == true)
        }
    }

    @Test func halfASurrogatePairCostsItsLine() throws {
        let bytes =
            try encoded("one\nt", .utf16LittleEndian) + [0x00, 0xD8] + encoded("wo\nthree\n", .utf16LittleEndian)
        let (records, _, _) = try reading(bytes + [0x61], "utf-16le", name: "a.txt")
        #expect(records.texts == ["one", "three"])
        #expect(records.rejects.map(\.line) == [2, 4])
        #expect(
            try records.rejects.first?.bytes == encoded("t", .utf16LittleEndian) + [0, 0xD8]
                + encoded("wo", .utf16LittleEndian))
        #expect(records.rejects.last?.bytes == [0x61])
    }

    /// Each of them made as much room as all the rest might need: hours for a file of some megabytes.
    @Test func halvesOfSurrogatePairsCostNoMoreThanTheirNumber() throws {
        var bytes: [UInt8] = [0xFF, 0xFE] + Array("a".utf8) + [0]
        for _ in 0..<200_000 { bytes += [0, 0xD8] }
        bytes += "\nafter\n".utf8.flatMap { [$0, 0] }
        let (records, _, _) = try reading(bytes, name: "a.txt", chunk: bytes.count)
        #expect(records.texts == ["after"])
        let line = try #require(records.rejects.first)
        #expect(line.reason.hasPrefix("not utf-16le: 0x00 0xD8 at offset 4 of the input"))
        #expect(line.reason.hasSuffix("(kept in UTF-8, with U+FFFD for what could not be read)"))
        #expect(line.bytes.count == 1 + 200_000 * 3)
    }

    @Test func aRecordThatIsRejectedForItsContentIsKeptInUTF8AndSaysSo() throws {
        let (records, _, _) = try reading(encoded("{\"text\":5,\"x\":\"\u{e9}\"}\n", .utf16LittleEndian))
        #expect(records.rejects.first?.bytes == Array("{\"text\":5,\"x\":\"\u{e9}\"}".utf8))
        #expect(records.reasons.first?.hasSuffix("(read as utf-16le, kept in UTF-8)") == true)
    }

    @Test func packedTextIsDecodedToo() throws {
        #expect(
            try reading(Packed.gzip, "latin-1").records.texts.first
                == "line 1, \u{c3}\u{a9}\u{e2}\u{98}\u{95} and words")
    }

    @Test func linesOfOldMacsEndWithReturns() throws {
        for chunk in [1, 4, 4096] {
            let (records, _, _) = try reading(Array("one\rtwo\rthree".utf8), name: "a.txt", chunk: chunk)
            #expect(records.texts == ["one", "two", "three"])
            #expect(records.lines == [1, 2, 3])
            #expect(
                try reading(Array("one\rtwo\nx\r\n".utf8), name: "a.txt", chunk: chunk).records.texts == [
                    "one\rtwo", "x",
                ])
        }
    }

    @Test func otherLineEndsOfUnicodeAreText() throws {
        let (records, _, _) = try reading(Array("a\u{85}b\u{2028}c\u{2029}d\u{b}e\u{c}f\r\ng\n".utf8), name: "a.txt")
        #expect(records.texts == ["a\u{85}b\u{2028}c\u{2029}d\u{b}e\u{c}f", "g"])
    }
}
