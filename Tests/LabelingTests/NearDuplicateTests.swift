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

    /// Texts of which each is like the one before it but for some words.
    private func edits(_ count: Int, _ random: inout SeededGenerator) throws -> [Shingles] {
        var texts: [Shingles] = []
        var words = text(20, &random)
        for _ in 0..<count {
            if Int.random(in: 0..<9, using: &random) == 0 { words = text(20, &random) }
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                words[Int.random(in: 0..<20, using: &random)] = text(1, &random)[0]
            }
            texts.append(try #require(Shingles(essence: essence(words.joined(separator: " ")))))
        }
        return texts
    }

    @Test(arguments: [0.6, 0.75, 0.8, 0.9, 1])
    func nearTextsAreTogetherUnlessTheBoundForbidsIt(threshold: Double) throws {
        var random = SeededGenerator(seed: 17)
        let bound = NearGroups.bound(threshold)
        var (pairs, together) = (0, 0)
        for _ in 0..<12 {
            let texts = try edits(60, &random)
            let found = NearGroups.groups(of: texts, threshold: threshold)
            var sets = texts.indices.map { [$0] }
            for group in found {
                #expect(group.places.count > 1 && Set(group.places).count == group.places.count)
                for (place, nearest) in zip(group.places, group.nearest) {
                    #expect(place != nearest && group.places.contains(nearest))
                    #expect(texts[place].similarity(to: texts[nearest]) >= threshold)
                    sets[place] = group.places
                    #expect(group.places.allSatisfy { texts[place].similarity(to: texts[$0]) >= bound })
                }
            }
            #expect(Set(found.flatMap(\.places)).count == found.reduce(0) { $0 + $1.places.count })
            for one in texts.indices {
                for other in 0..<one where texts[one].similarity(to: texts[other]) >= threshold {
                    pairs += 1
                    if sets[one].contains(other) {
                        together += 1
                    } else {
                        // No two groups are left that might be one.
                        let isForbidden = sets[one].contains { place in
                            sets[other].contains { texts[place].similarity(to: texts[$0]) < bound }
                        }
                        #expect(isForbidden)
                    }
                }
            }
        }
        #expect(pairs > 50 && Double(together) >= 0.75 * Double(pairs), "\(together) of \(pairs)")
    }

    @Test func chainsAreCutWhereTextsAreTooFar() throws {
        // Each differs from the next in one of 22 runs: 0.91; from the one after that in two: 0.83; then 0.76.
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        let chain = try (0..<9).map { start in
            try #require(Shingles(essence: Array(String(letters[start..<start + 26]).utf8)))
        }
        #expect(chain[0].isNear(chain[1], threshold: 0.9) && !chain[0].isNear(chain[2], threshold: 0.9))
        let found = NearGroups.groups(of: chain, threshold: 0.9)
        #expect(Set(found.map { $0.places.sorted() }) == [[0, 1, 2], [3, 4, 5], [6, 7, 8]])
        // The one in the middle comes first: it is near both others.
        let three = NearGroups.groups(of: Array(chain[0..<3]), threshold: 0.9)
        #expect(three.map(\.places) == [[1, 0, 2]] && three.map(\.nearest) == [[0, 1, 1]])
        #expect(NearGroups.groups(of: [chain[0], chain[5]], threshold: 0.9).isEmpty)
        #expect(NearGroups.groups(of: [], threshold: 0.9).isEmpty)
    }

    @Test func connectionsGoOn() {
        var connections = Connections(count: 6)
        connections.connect(5, 1)
        connections.connect(1, 3)
        connections.connect(0, 2)
        #expect((0..<6).map { connections.root(of: $0) } == [0, 1, 0, 1, 4, 1])
    }
}
