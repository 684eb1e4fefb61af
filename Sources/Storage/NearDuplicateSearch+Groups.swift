internal import GRDB
internal import Labeling

extension NearDuplicateSearch {
    /// By their places among the items that are compared, each with the one that it is near.
    private typealias Group = [(place: Int, nearest: Int)]
    private typealias Held = (place: Int, shingles: Shingles)

    /// The groups among items that are connected, by the rule of `NearGroups`.
    ///
    /// Where there are more than can be compared each with each: centres from a sample, each other text to the first
    /// centre that it is near; and again with those that were near none.
    func groups(of places: ArraySlice<Int>, _ db: Database) throws -> [NearFindings.Member] {
        var rest = Array(places)
        var groups: [Group] = []
        for round in 1... {
            let sample = try sample(of: rest, db)
            let found = NearGroups.groups(of: sample.map(\.shingles), threshold: hashing.threshold)
            if sample.count == rest.count || round == NearGroups.mostRounds {
                groups += found.map { group in
                    zip(group.places, group.nearest).map { (sample[$0].place, sample[$1].place) }
                }
                break
            }
            let grouped = Set(found.flatMap(\.places))
            let centres = found.map(\.places[0]) + sample.indices.filter { !grouped.contains($0) }
            rest = try gather(rest, around: centres.prefix(NearGroups.mostCentres).map { sample[$0] }, &groups, db)
        }
        return groups.flatMap(members)
    }

    /// The first texts, as many as are compared each with each. Their order follows from what they say, so they are a
    /// random sample.
    private func sample(of places: [Int], _ db: Database) throws -> [Held] {
        var held: [Held] = []
        var bytes = 0
        for place in places.prefix(NearGroups.mostTexts) {
            guard let shingles = try shingles(of: place, db) else { continue }
            bytes += shingles.bytes
            guard held.count < 2 || bytes <= NearGroups.mostBytes else { break }
            held.append((place, shingles))
        }
        return held
    }

    /// Puts each text to the first centre that it is near.
    ///
    /// - Returns: those that are near none, then the centres that none is near: last, so that the next sample is another.
    private func gather(
        _ places: [Int], around centres: [Held], _ groups: inout [Group], _ db: Database
    ) throws -> [Int] {
        var gathered = centres.map { _ in [] as [Int] }
        let isCentre = Set(centres.map(\.place))
        var rest: [Int] = []
        for (count, place) in places.enumerated() where !isCentre.contains(place) {
            if count % 1_000 == 0 { try checkForStop() }
            guard let shingles = try shingles(of: place, db) else { continue }
            if let centre = centres.firstIndex(where: { $0.shingles.isNear(shingles, threshold: hashing.threshold) }) {
                gathered[centre].append(place)
            } else {
                rest.append(place)
            }
        }
        for (centre, others) in zip(centres, gathered) {
            guard let first = others.first else {
                rest.append(centre.place)
                continue
            }
            groups.append([(centre.place, first)] + others.map { ($0, centre.place) })
        }
        return rest
    }

    private func members(of group: Group) -> [NearFindings.Member] {
        let leader = group.lazy.map { numbers[$0.place] }.min() ?? 0
        return group.map {
            NearFindings.Member(
                item: ItemNumber(numbers[$0.place]), leader: ItemNumber(leader),
                nearest: ItemNumber(numbers[$0.nearest]))
        }
    }
}
