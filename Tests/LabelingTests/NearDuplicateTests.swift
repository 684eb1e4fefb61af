import Labeling
import TestSupport
import Testing

@Suite struct NearDuplicateTests {
    /// The same by sets of strings.
    static func reference(_ one: [UInt8], _ other: [UInt8]) -> Double {
        func runs(_ essence: [UInt8]) -> Set<[UInt32]> {
            let scalars = String(decoding: essence, as: UTF8.self).unicodeScalars.map(\.value)
            guard scalars.count > 5 else { return [scalars] }
            return Set((0...scalars.count - 5).map { Array(scalars[$0..<$0 + 5]) })
        }
        let (left, right) = (runs(one), runs(other))
        return Double(left.intersection(right).count) / Double(left.union(right).count)
    }

    private func text(_ words: Int, _ random: inout SeededGenerator) -> [String] {
        (0..<words).map { _ in
            String(
                (0..<Int.random(in: 2...9, using: &random)).map { _ in
                    "abcdefghijklmnopqrstuvwxyzäß漢字😀".randomElement(using: &random) ?? "a"
                })
        }
    }

    private func essence(_ text: String) throws -> [UInt8] { try #require(Likeness.essence(of: text)) }

    @Test(arguments: [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1])
    func aPairAtTheThresholdIsACandidateWith99Percent(threshold: Double) {
        let hashing = MinHash(threshold: threshold)
        #expect(hashing.probability(at: threshold) >= 0.99)
        #expect(hashing.rows * hashing.bands <= 72)
        #expect(hashing.probability(at: threshold / 2) < 0.7)
    }

    @Test func theSimilarityIsThatOfSetsOfRuns() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<150 {
            var words = text(Int.random(in: 0...12, using: &random), &random) + ["x"]
            let one = try essence(words.joined(separator: " "))
            words[Int.random(in: 0..<words.count, using: &random)] = "changed"
            let other = try essence(words.joined(separator: " "))
            let (left, right) = (try #require(Shingles(essence: one)), try #require(Shingles(essence: other)))
            let due = Self.reference(one, other)
            #expect(left.similarity(to: right) == due && right.similarity(to: left) == due)
            #expect(left.isNear(right, threshold: due) && !left.isNear(right, threshold: due.nextUp))
        }
    }

    @Test func candidatesAreAsManyAsTheFormulaSays() throws {
        var random = SeededGenerator(seed: 8)
        let hashing = MinHash(threshold: 0.8)
        var (near, found, far, wrong) = (0, 0, 0, 0)
        for round in 0..<600 {
            var words = text(16, &random)
            let one = try essence(words.joined(separator: " "))
            for _ in 0..<Int.random(in: round % 2 == 0 ? 1...2 : 8...14, using: &random) {
                words[Int.random(in: 0..<words.count, using: &random)] = text(1, &random)[0]
            }
            let other = try essence(words.joined(separator: " "))
            let similarity = Self.reference(one, other)
            let left = try #require(hashing.bandValues(of: one))
            let right = try #require(hashing.bandValues(of: other))
            let isCandidate = zip(left, right).contains { $0 == $1 }
            if similarity >= 0.8 { (near, found) = (near + 1, found + (isCandidate ? 1 : 0)) }
            if similarity < 0.35 { (far, wrong) = (far + 1, wrong + (isCandidate ? 1 : 0)) }
        }
        #expect(near > 50 && far > 20, "\(near), \(far)")
        #expect(Double(found) >= 0.98 * Double(near), "\(found) of \(near)")
        #expect(Double(wrong) < 0.2 * Double(far), "\(wrong) of \(far)")
    }

    @Test func aShortTextIsOneRunAndNoneIsNothing() throws {
        let hashing = MinHash(threshold: 0.9)
        let (one, other) = (
            try #require(Shingles(essence: Array("ok".utf8))), try #require(Shingles(essence: Array("no".utf8)))
        )
        #expect(one.count == 1 && one.similarity(to: one) == 1 && one.similarity(to: other) == 0)
        #expect(hashing.bandValues(of: Array("ok".utf8)) != hashing.bandValues(of: Array("no".utf8)))
        // The last characters of a longer text are another run.
        let longer = try #require(Shingles(essence: Array("\u{1}\u{1}\u{1}ok".utf8)))
        #expect(longer.count == 1 && one.similarity(to: longer) == 0)
        #expect(Shingles(essence: []) == nil && hashing.bandValues(of: []) == nil)
        let long = [UInt8](repeating: 0x61, count: Shingles.mostBytes + 1)
        #expect(Shingles(essence: long) == nil && hashing.bandValues(of: long) == nil)
        // Characters, not bytes.
        #expect(Shingles(essence: Array("漢字漢字漢字".utf8))?.count == 2)
    }

    @Test func eachMemberIsNearItsCentreAndChainsAreCut() throws {
        // Each differs from the next in one of 22 runs: 0.91; from the one after that in two: 0.83.
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        let chain = try (0..<10).map { start in
            try #require(Shingles(essence: Array(String(letters[start..<start + 26]).utf8)))
        }
        #expect(chain[0].isNear(chain[1], threshold: 0.9) && !chain[0].isNear(chain[2], threshold: 0.9))
        var groups = NearGroups(threshold: 0.9)
        #expect(chain.map { groups.place($0) } == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    }

    @Test func moreCentresThanAreHeldStayByThemselves() throws {
        var groups = NearGroups(threshold: 1)
        let texts = try (0..<NearGroups.mostCentres + 1).map {
            try #require(Shingles(essence: Array("text \($0)".utf8)))
        }
        #expect(texts.map { groups.place($0) } == (0..<NearGroups.mostCentres).map(Optional.init) + [nil])
        #expect(groups.place(texts[5]) == 5)
    }

    @Test func connectionsGoOn() {
        var connections = Connections(count: 6)
        connections.connect(5, 1)
        connections.connect(1, 3)
        connections.connect(0, 2)
        #expect((0..<6).map { connections.root(of: $0) } == [0, 1, 0, 1, 4, 1])
    }
}
