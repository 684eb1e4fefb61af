package import Labeling

/// How the items of an export are divided: each by itself, by a hash of its id, so that it is always in the same split,
/// whatever else is exported.
package struct ExportSplits: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package var name: String
        /// Where its share of [0, 1) ends.
        package var end: Double
    }

    package let parts: [Part]

    package var names: [String] { parts.map(\.name) }

    /// More splits than anybody needs: a number typed in the wrong place.
    private static let most = 20
    private static let longestName = 40

    /// Reads `80/10/10`, `90/10` or `train=70,dev=15,test=15`; the shares are percentages, and are 100 together.
    ///
    /// - Parameter middle: what the second of three parts without names is called.
    /// - Throws: `ExportSplitsProblem`: what is wrong, in words.
    package init(_ text: String, middle: String = "dev") throws(ExportSplitsProblem) {
        let isNamed = text.contains("=")
        let pieces = text.split(separator: isNamed ? "," : "/", omittingEmptySubsequences: false).map(String.init)
        guard isNamed || (2...3).contains(pieces.count) else {
            throw ExportSplitsProblem(
                "expected two or three shares, as 90/10 or 80/10/10, or named ones, as train=70,test=30")
        }
        guard pieces.count <= Self.most else { throw ExportSplitsProblem("at most \(Self.most) splits") }
        let usual = pieces.count == 3 ? ["train", middle, "test"] : ["train", "test"]
        var shares: [(name: String, share: Double)] = []
        for (index, piece) in pieces.enumerated() {
            let halves = piece.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard halves.count == (isNamed ? 2 : 1), let number = halves.last, let share = Self.percentage(number)
            else {
                throw ExportSplitsProblem(
                    "expected \(isNamed ? "NAME=PERCENT" : "a percentage above 0"), found \"\(piece.prefix(40))\"")
            }
            let name = isNamed ? halves[0] : usual[index]
            guard Self.isName(name) else {
                throw ExportSplitsProblem("a split is named by letters, digits and _, found \"\(name.prefix(40))\"")
            }
            guard !shares.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw ExportSplitsProblem("two splits are named \(name)")
            }
            shares.append((name, share))
        }
        let sum = shares.reduce(0) { $0 + $1.share }
        guard abs(sum - 100) < 1e-6 else {
            throw ExportSplitsProblem("the shares are \(Self.short(sum)) together, and must be 100")
        }
        var (parts, end): ([Part], Double) = ([], 0)
        for (name, share) in shares {
            end += share
            parts.append(Part(name: name, end: end / 100))
        }
        // However the sum was rounded, no item falls out at its end.
        parts[parts.count - 1].end = 1
        self.parts = parts
    }

    /// The split, by its place among `parts`, of an item; near duplicates are asked about by the id of their group's first.
    package func index(of id: Item.ID) -> Int { index(ofPosition: StableShare.position(of: id, purpose: "split")) }

    package func index(ofPosition position: Double) -> Int {
        parts.firstIndex { position < $0.end } ?? parts.count - 1
    }

    private static func percentage(_ text: String) -> Double? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }), let number = Double(text),
            number > 0, number <= 100
        else { return nil }
        return number
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= longestName
            && name.utf8.allSatisfy {
                switch $0 {
                case 48...57, 65...90, 95, 97...122: true
                default: false
                }
            }
    }

    private static func short(_ number: Double) -> String {
        let rounded = (number * 1000).rounded() / 1000
        return Int(exactly: rounded).map(String.init) ?? String(rounded)
    }
}

/// Why a text names no splits.
package struct ExportSplitsProblem: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
