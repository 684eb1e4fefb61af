/// Quantiles as `numpy.quantile` gives them by default (linear interpolation, Hyndman & Fan's type 7).
enum Quantile {
    /// The quantiles of `values` at `shares` (each 0...1); nil for each when there are no values.
    ///
    /// Selects instead of sorting, so that a million latencies cost milliseconds.
    ///
    /// - Parameter values: finite.
    static func linear(_ values: [Double], at shares: [Double]) -> [Double?] {
        guard !values.isEmpty else { return shares.map { _ in nil } }
        var values = values
        return shares.map { share in
            let position = share * Double(values.count - 1)
            let below = min(Int(position.rounded(.down)), values.count - 1)
            let fraction = position - Double(below)
            let low = element(below, of: &values)
            guard fraction > 0, below + 1 < values.count else { return low }
            // All elements after `below` are at least as large: the next one is the least of them.
            var high = values[below + 1]
            for index in (below + 1)..<values.count where values[index] < high { high = values[index] }
            let difference = high - low
            // numpy interpolates from the nearer end.
            return fraction >= 0.5 ? high - difference * (1 - fraction) : low + difference * fraction
        }
    }

    /// The element that sorting would put at `rank`; puts it there, smaller ones before, larger ones after.
    private static func element(_ rank: Int, of values: inout [Double]) -> Double {
        var low = 0
        var high = values.count - 1
        var rounds = 0
        while low < high {
            rounds += 1
            // Bad luck with the pivots: sorting bounds the time.
            if rounds > 100 {
                values[low...high].sort()
                break
            }
            let pivot = median(values[low], values[low + (high - low) / 2], values[high])
            var left = low
            var right = high
            while left <= right {
                while values[left] < pivot { left += 1 }
                while pivot < values[right] { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if rank <= right {
                high = right
            } else if rank >= left {
                low = left
            } else {
                break
            }
        }
        return values[rank]
    }

    private static func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
        max(min(a, b), min(max(a, b), c))
    }
}
