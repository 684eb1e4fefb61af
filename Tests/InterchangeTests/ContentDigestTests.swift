import Interchange
import TestSupport
import Testing

@Suite struct ContentDigestTests {
    private func digest(_ bytes: [UInt8], cuts: [Int] = [], marks: [ContentDigest.Mark] = []) -> ContentDigest {
        var digest = ContentDigest(marks: marks)
        var place = 0
        for cut in cuts + [bytes.count] {
            bytes[place..<cut].withUnsafeBytes { digest.update($0) }
            place = cut
        }
        return digest
    }

    @Test func theSameBytesHaveTheSameDigestHoweverTheyCome() {
        var dice = SeededGenerator(seed: 4)
        let bytes = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &dice) }
        let whole = digest(bytes)
        for _ in 0..<10 {
            let cuts = (0..<9).map { _ in Int.random(in: 0...bytes.count, using: &dice) }.sorted()
            let other = digest(bytes, cuts: cuts)
            #expect(other.digest == whole.digest)
            #expect(other.heads == whole.heads)
        }
        #expect(whole.count == 200_000)
        #expect(whole.heads.count == 17, "of 1, 2, 4, … 65,536 bytes")
        #expect(whole.heads.last == digest(Array(bytes[..<65_536])).digest)
    }

    @Test func theDigestIsSHA256() {
        let abc = digest(Array("abc".utf8))
        #expect(abc.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func aMarkIsMetByExactlyTheBytesItWasMadeOf() {
        var bytes = Array(repeating: UInt8(7), count: 1_000)
        let marks = [1, 64, 999, 1_000].map {
            ContentDigest.Mark(count: Int64($0), digest: digest(Array(bytes[..<$0])).digest)
        }
        #expect(digest(bytes, cuts: [3, 64, 700], marks: marks.reversed()).met == Set(marks))
        #expect(digest(Array(bytes[..<999]), marks: marks).met == Set(marks.dropLast()))
        bytes[500] = 8
        #expect(digest(bytes, marks: marks).met == Set(marks.prefix(2)))
    }
}
