import Foundation

/// Finds texts that may be near duplicates without comparing each with each.
///
/// Of each text's shingles the smallest value under each of many hash functions is kept; that of two texts is the same
/// with the probability of their Jaccard similarity s (Broder, On the resemblance and containment of documents, 1997). The
/// values are cut into bands of r rows, and two texts are candidates where all rows of one of the b bands are the same:
/// with the probability 1 − (1 − sʳ)ᵇ (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4.2). Rows and bands
/// are chosen so that a pair at the threshold is a candidate with at least 99 %, a pair above it more often still, and
/// texts that are less alike seldom.
package struct MinHash: Sendable {
    /// How likely a pair at the threshold is to be a candidate, at least.
    package static let recall = 0.99
    /// More hash functions take more time for each text; fewer bring more pairs together in vain.
    private static let mostFunctions = 72

    package let threshold: Double
    package let rows: Int
    package let bands: Int
    private let masks: [UInt32]
    private let factors: [UInt32]

    /// Thresholds that make sense: below, a text would be compared with too many others.
    package static let thresholds = 0.5...1.0

    /// - Parameter threshold: brought into `thresholds`.
    package init(threshold: Double) {
        let threshold = min(max(threshold, MinHash.thresholds.lowerBound), MinHash.thresholds.upperBound)
        let choice = (1...32).reversed().lazy.map { (rows: $0, bands: MinHash.bands(rows: $0, threshold: threshold)) }
            .first { $0.rows * $0.bands <= MinHash.mostFunctions }
        self.threshold = threshold
        (rows, bands) = choice ?? (1, MinHash.bands(rows: 1, threshold: threshold))
        var state: UInt64 = 0x5265_6E67_6120_3130
        var numbers: [UInt32] = []
        for _ in 0..<2 * rows * bands {
            state &+= 0x9E37_79B9_7F4A_7C15
            numbers.append(UInt32(truncatingIfNeeded: mixed(state)))
        }
        masks = Array(numbers[..<(rows * bands)])
        // Odd, so that no two shingles get the same value.
        factors = numbers[(rows * bands)...].map { $0 | 1 }
    }

    private static func bands(rows: Int, threshold: Double) -> Int {
        let missed = 1 - pow(threshold, Double(rows))
        return missed <= 0 ? 1 : Int((log(1 - recall) / log(missed)).rounded(.up))
    }

    /// How likely a pair of this similarity is to be a candidate.
    package func probability(at similarity: Double) -> Double {
        1 - pow(1 - pow(similarity, Double(rows)), Double(bands))
    }

    /// A value for each band; two texts are candidates where one of them is equal. Nil where `Shingles` gives nil.
    package func bandValues(of essence: [UInt8]) -> [UInt64]? {
        guard !essence.isEmpty, essence.count <= Shingles.mostBytes else { return nil }
        let count = rows * bands
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { least in
            least.initialize(repeating: .max)
            masks.withUnsafeBufferPointer { masks in
                factors.withUnsafeBufferPointer { factors in
                    Shingles.forEach(in: essence) { high, low in
                        let hash = UInt32(truncatingIfNeeded: mixed(low ^ high &* 0xC2B2_AE3D_27D4_EB4F))
                        for index in 0..<count {
                            let value = (hash ^ masks[index]) &* factors[index]
                            least[index] = min(least[index], value)
                        }
                    }
                }
            }
            return (0..<bands).map { band in
                var value = UInt64(band) &* 0x9E37_79B9_7F4A_7C15
                for row in 0..<rows { value = mixed(value ^ UInt64(least[band * rows + row])) }
                return value
            }
        }
    }
}

/// Spreads a number over all bits, each number to another (the finalizer of SplitMix64).
@inline(__always)
private func mixed(_ number: UInt64) -> UInt64 {
    var value = number
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
}
