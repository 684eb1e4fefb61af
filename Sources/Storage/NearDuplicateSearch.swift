internal import Foundation
internal import GRDB
internal import Labeling

/// One search for near duplicates among all items of a store.
///
/// What it finds follows from the texts alone: not from the order in which they came in, nor from how many came at once.
/// It costs two readings of the texts and time in proportion to them; memory holds some 20 bytes an item, a part of one
/// band, and what is compared at the moment.
struct NearDuplicateSearch {
    /// Up to so many items with the same band value are compared each with each; where there are more, with the first
    /// `mostLeaders` that were near none before them.
    static let fewCandidates = 32
    static let mostLeaders = 8
    private static let readItems = 2_000
    private static let readBytes = 8 << 20

    let store: Store
    let hashing: MinHash
    let isStopped: () -> Bool
    let progress: (Double) -> Void
    // By the place of an item among those that are compared.
    private(set) var numbers: [Int64] = []
    /// The order of the texts, whatever the order of the items is.
    private var signs: [Int64] = []
    private var connections = Connections(count: 0)

    init(
        _ store: Store, threshold: Double, isStopped: @escaping () -> Bool, progress: @escaping (Double) -> Void
    ) {
        self.store = store
        self.isStopped = isStopped
        self.progress = progress
        hashing = MinHash(threshold: threshold)
    }

    /// - Parameter through: the newest item to look at; likeness has come as far.
    mutating func run(through: Int64, items: Int) throws -> [NearFindings.Member] {
        let folder = URL(fileURLWithPath: store.path).deletingLastPathComponent().path
        do {
            let file = try BandFile(folder: folder, bands: hashing.bands, items: items)
            try read(through: through, into: file)
            connections = Connections(count: numbers.count)
            for band in 0..<file.bands {
                for part in 0..<file.parts {
                    try compare(file.entries(band: band, part: part))
                    progress(0.4 + 0.5 * Double(band * file.parts + part + 1) / Double(file.bands * file.parts))
                }
            }
        } catch let failure as BandFile.Failure {
            throw NearFailure.temporaryFile(folder: folder, reason: failure.reason)
        }
        return try findings()
    }

    func checkForStop() throws {
        if isStopped() { throw NearFailure.stopped }
    }

    // MARK: Reading

    private mutating func read(through: Int64, into file: BandFile) throws {
        var last: Int64 = 0
        while last < through {
            try checkForStop()
            let chunk = try store.read { try NearDuplicateSearch.texts(after: last, through: through, $0) }
            guard let end = chunk.last?.number else { break }
            last = end
            for (number, text) in chunk {
                guard let essence = Likeness.essence(of: text), let values = hashing.bandValues(of: essence) else {
                    continue
                }
                // A place in four bytes: no store has as many items.
                guard let place = UInt32(exactly: numbers.count) else { break }
                try file.append(values, item: place)
                numbers.append(number)
                signs.append(Likeness.fingerprint(of: essence))
            }
            progress(0.4 * Double(last) / Double(through))
        }
    }

    /// The next texts without pictures, of alike ones the first.
    private static func texts(
        after last: Int64, through: Int64, _ db: Database
    ) throws -> [(number: Int64, text: String)] {
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT number, CAST(text AS BLOB) FROM item i
                    WHERE number > ? AND number <= ? AND images IS NULL
                        AND NOT EXISTS (SELECT 1 FROM alike s WHERE s.item = i.number)
                    ORDER BY number
                    """), arguments: [last, through])
        var chunk: [(Int64, String)] = []
        var bytes = 0
        while chunk.count < readItems, bytes < readBytes, let row = try cursor.next() {
            let text = try row.text(1)
            bytes += text.utf8.count
            chunk.append((try row.value(0), text))
        }
        return chunk
    }

    func shingles(of place: Int, _ db: Database) throws -> Shingles? {
        try store.shingles(of: numbers[place], db)
    }

    // MARK: Comparing

    func isBefore(_ one: Int, _ other: Int) -> Bool {
        signs[one] != signs[other] ? signs[one] < signs[other] : numbers[one] < numbers[other]
    }

    private mutating func compare(_ entries: [BandFile.Entry]) throws {
        let sorted = entries.sorted { $0.value < $1.value }
        try store.read { db in
            var start = 0
            var steps = 0
            while start < sorted.count {
                var end = start + 1
                while end < sorted.count, sorted[end].value == sorted[start].value { end += 1 }
                if end - start > 1 {
                    try compare(candidates: sorted[start..<end].map { Int($0.item) }.sorted(by: isBefore), db)
                    steps += end - start
                    if steps > 1_000 {
                        steps = 0
                        try checkForStop()
                    }
                }
                start = end
            }
        }
    }

    /// Connects what is near enough, among items of which any two may be.
    private mutating func compare(candidates: [Int], _ db: Database) throws {
        let isFew = candidates.count <= NearDuplicateSearch.fewCandidates
        var leaders: [(place: Int, shingles: Shingles?)] = []
        var bytes = 0
        for place in candidates {
            let others = leaders.indices.filter {
                connections.root(of: leaders[$0].place) != connections.root(of: place)
            }
            if !isFew, others.count < leaders.count { continue }
            var mine: Shingles?
            var isNear = false
            for other in others {
                if leaders[other].shingles == nil {
                    leaders[other].shingles = try shingles(of: leaders[other].place, db)
                    bytes += leaders[other].shingles?.bytes ?? 0
                }
                if mine == nil { mine = try shingles(of: place, db) }
                guard let one = mine, let two = leaders[other].shingles else { continue }
                if one.isNear(two, threshold: hashing.threshold) {
                    connections.connect(place, leaders[other].place)
                    isNear = true
                }
            }
            guard isFew || (!isNear && leaders.count < NearDuplicateSearch.mostLeaders) else { continue }
            guard leaders.isEmpty || bytes + (mine?.bytes ?? 0) <= NearGroups.mostBytes else { continue }
            bytes += mine?.bytes ?? 0
            leaders.append((place, mine))
        }
    }

    // MARK: Grouping

    private mutating func findings() throws -> [NearFindings.Member] {
        let roots = numbers.indices.map { connections.root(of: $0) }
        var sizes = [UInt32](repeating: 0, count: numbers.count)
        for root in roots { sizes[root] &+= 1 }
        let connected = numbers.indices.filter { sizes[roots[$0]] > 1 }.sorted {
            roots[$0] != roots[$1] ? roots[$0] < roots[$1] : isBefore($0, $1)
        }
        var members: [NearFindings.Member] = []
        var start = 0
        while start < connected.count {
            try checkForStop()
            var end = start
            // Many small groups in one look into the store.
            try store.read { db in
                while end < connected.count, end - start < NearDuplicateSearch.readItems {
                    let root = roots[connected[end]]
                    let size = Int(sizes[root])
                    members += try groups(of: connected[end..<end + size], db)
                    end += size
                }
            }
            start = end
            progress(0.9 + 0.1 * Double(start) / Double(connected.count))
        }
        return members.sorted { $0.item < $1.item }
    }
}
