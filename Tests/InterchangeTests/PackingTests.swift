import Foundation
import Interchange
import Labeling
import Testing

@Suite struct PackingTests {
    /// The records before a damage, and the words for it; nil: the input was whole.
    private func damage(
        _ bytes: [UInt8], name: String = "input", chunk: Int = 4096
    ) throws -> (records: [ReadRecord], words: String?) {
        let reader = try ItemReader(.bytes(bytes, name: name), options: ReadingOptions(chunkBytes: chunk))
        var records: [ReadRecord] = []
        do {
            while let record = try reader.next() { records.append(record) }
            return (records, nil)
        } catch {
            return (records, "\(error)")
        }
    }

    private func expectWhole(_ bytes: [UInt8], _ packing: Packing) throws {
        let whole = try read(Packed.text, chunk: 1 << 20)
        #expect(whole.items.count == 40)
        for chunk in [1, 2, 3, 5, 17, 100, 1 << 20] {
            let reader = try ItemReader(.bytes(bytes, name: "input"), options: ReadingOptions(chunkBytes: chunk))
            var records: [ReadRecord] = []
            while let record = try reader.next() { records.append(record) }
            #expect(records == whole, "chunks of \(chunk)")
            #expect(reader.packing == packing)
            #expect(reader.bytesRead == bytes.count)
        }
    }

    @Test func gzipIsKnownByItsContent() throws { try expectWhole(Packed.gzip, .gzip) }
    @Test func membersOfGzipFollowEachOther() throws { try expectWhole(Packed.gzipMembers, .gzip) }
    @Test func zstdIsKnownByItsContent() throws { try expectWhole(Packed.zstd, .zstd) }
    @Test func framesOfZstdFollowEachOtherAndSomeAreSkipped() throws { try expectWhole(Packed.zstdFrames, .zstd) }

    @Test func aNameThatPromisesPackedDataDecidesNothing() throws {
        let records = try read(Array(Packed.text.utf8), name: "x.jsonl.gz")
        #expect(records.items.count == 40)
    }

    @Test func theNameWithoutItsEndingDecidesTheFormat() throws {
        for (name, format) in [
            ("a.csv.gz", FileFormat.csv), ("a.TSV.GZ", .tsv), ("a.txt.zst", .text), ("a.jsonl.zstd", .jsonl),
            ("a.csv.gzip", .csv),
        ] {
            let reader = try ItemReader(.bytes(Array("text\tx\na\tb\n".utf8), name: name))
            _ = try? reader.next()
            #expect(reader.chosenFormat?.format == format, "\(name)")
        }
    }

    @Test(arguments: [Packed.gzip, Packed.zstd])
    func whereverItIsCutOffTheWholeRecordsComeInAndTheCutIsNamed(whole: [UInt8]) throws {
        let all = try read(Packed.text).items
        for cut in stride(from: 5, to: whole.count, by: 7) {
            for chunk in [3, 4096] {
                let (records, words) = try damage(Array(whole[..<cut]), chunk: chunk)
                #expect(records.items == Array(all.prefix(records.count)), "cut at \(cut)")
                #expect(words?.contains("ends at byte \(cut) inside the packed data: it was cut off") == true)
            }
        }
        // Nearly everything of a stream that lost its last bytes is there.
        #expect(try damage(whole.dropLast(4)).records.count >= 39)
    }

    @Test(arguments: [Packed.gzip, Packed.zstd])
    func whateverIsDamagedNothingTrapsAndWhatIsWrongIsNamed(whole: [UInt8]) throws {
        var named = 0
        for place in 4..<whole.count {
            var bytes = whole
            bytes[place] ^= 0x55
            let (records, words) = try damage(bytes)
            // A flipped bit of a length may repeat what was there, but not for ever.
            #expect(records.count < 2_000)
            if words != nil { named += 1 }
        }
        // Both formats end with a checksum; a byte of gzip's header that means nothing to it may change.
        #expect(named >= whole.count - 14)
    }

    @Test func whatFollowsThePackedDataIsNamed() throws {
        for whole in [Packed.gzip, Packed.zstd] {
            let (records, words) = try damage(whole + Array("hello".utf8))
            #expect(records.items.count == 40)
            #expect(words?.contains("at byte \(whole.count)") == true)
        }
    }

    @Test func whatStandsBeforeTheDamagedBlockIsKept() throws {
        let lines = (1...900).map { "{\"text\":\"line \($0)\"}\n" }.joined()
        let (gzip, zstd) = (FuzzDisguise.gzip(Array(lines.utf8)), FuzzDisguise.zstd(Array(lines.utf8)))
        // The tenth block of a thousand bytes is of a kind that there is not.
        for (whole, place, mask) in [(gzip, 10 + 9 * 1_005, UInt8(6)), (zstd, 6 + 9 * 1_003, 6)] {
            var bytes = whole
            bytes[place] |= mask
            for chunk in [7, 4096, 256 * 1024] {
                let (records, words) = try damage(bytes, chunk: chunk)
                #expect(records.count == lines.prefix(9_000).count { $0 == "\n" }, "chunks of \(chunk)")
                #expect(words?.contains("cannot be unpacked") == true)
            }
        }
    }

    @Test func aBombIsUnpackedInSmallParts() throws {
        #expect(Packed.zstdBomb.count < 5_000)
        var options = ReadingOptions(chunkBytes: 64 * 1024)
        options.maximumRecordBytes = 1 << 20
        let records = try read(Packed.zstdBomb, options, chunk: 64 * 1024)
        #expect(records.texts == ["a", "b"])
        #expect(records.reasons.first?.contains("longer than 1048576 bytes") == true)
    }

    @Test func aWindowOverTheLimitIsRefusedWithTheRemedy() throws {
        let words = try #require(try damage(Packed.zstdHuge).words)
        #expect(words.contains("64 MiB") && words.contains("zstd -dc --long=31"))
    }

    @Test func whatIsNoTextIsRefusedByName() throws {
        let tar = [UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8) + [UInt8](repeating: 0, count: 250)
        for (bytes, remedy) in [
            (Packed.gzipTwice, "packed twice"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], "xz -dc"),
            (Array("BZh91AY&SY".utf8), "bzip2"), ([0x50, 0x4B, 3, 4, 20, 0], "zip"), (tar, "tar -xf"),
            (Array("PAR1".utf8) + [0x15, 4], "Parquet"),
        ] as [([UInt8], String)] {
            do {
                _ = try read(bytes)
                Issue.record("\(bytes.prefix(10)) was read")
            } catch { #expect("\(error)".contains(remedy)) }
        }
        #expect(try read("BZh is a word\nPAR1 too\n").texts == ["BZh is a word", "PAR1 too"])
    }

    @Test func aPipeIsUnpackedAsItComes() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let reader = try ItemReader(.descriptor(ends[0], name: "pipe"))
        let members = Packed.gzipMembers
        #expect(members.prefix(300).withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == 300)
        // Whole lines come out before the rest of the file is there.
        guard case .item(let first, _)? = try reader.next() else {
            Issue.record("no item")
            return
        }
        #expect(first.item.id.value == "1")
        let rest = members.dropFirst(300)
        #expect(rest.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == rest.count)
        close(ends[1])
        var count = 1
        while try reader.next() != nil { count += 1 }
        #expect(count == 40)
        close(ends[0])
    }
}
