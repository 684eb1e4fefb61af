/// An exact amount of US dollars, counted in steps of 10⁻¹² dollars.
///
/// One token at one dollar per million tokens costs 1,000,000 steps, so every published price is a whole
/// number of steps and sums are exact. The largest amount is about 9.2 million dollars; sums beyond it stay there.
package struct Money: Hashable, Sendable, Comparable {
    /// The amount in steps of 10⁻¹² dollars.
    package var picodollars: Int64

    package static let zero = Money(picodollars: 0)
    package static let picodollarsPerDollar: Int64 = 1_000_000_000_000

    package init(picodollars: Int64) {
        self.picodollars = picodollars
    }

    /// Reads a decimal number of dollars such as `0.000982` or `12`, with at most 12 decimals.
    ///
    /// Nil for anything else: a sign other than a leading minus, an exponent, more decimals, or too large an amount.
    package init?(decimal: some StringProtocol) {
        var digits = decimal[...]
        let isNegative = digits.first == "-"
        if isNegative { digits = digits.dropFirst() }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.allSatisfy(\.isASCIIDigit) else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count == 1 || !fraction.isEmpty, fraction.count <= 12, fraction.allSatisfy(\.isASCIIDigit) else {
            return nil
        }
        guard let dollars = Int64(whole),
            let steps = Int64(fraction + String(repeating: "0", count: 12 - fraction.count))
        else { return nil }
        let (scaled, tooLarge) = dollars.multipliedReportingOverflow(by: Money.picodollarsPerDollar)
        let (sum, overflow) = scaled.addingReportingOverflow(steps)
        guard !tooLarge, !overflow else { return nil }
        self.init(picodollars: isNegative ? -sum : sum)
    }

    /// The exact amount, with at least `minimumDecimals` decimals and no needless zeros after them.
    package func decimal(minimumDecimals: Int = 6) -> String {
        let magnitude = picodollars.magnitude
        let whole = magnitude / UInt64(Money.picodollarsPerDollar)
        var fraction = String(magnitude % UInt64(Money.picodollarsPerDollar))
        fraction = String(repeating: "0", count: 12 - fraction.count) + fraction
        while fraction.count > minimumDecimals, fraction.last == "0" { fraction.removeLast() }
        let sign = picodollars < 0 ? "-" : ""
        return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
    }

    /// The amount rounded half up to `decimals` decimals: for screens, never for sums.
    package func rounded(decimals: Int) -> String {
        let kept = min(max(decimals, 0), 12)
        var step: UInt64 = 1
        for _ in 0..<(12 - kept) { step *= 10 }
        let steps = (picodollars.magnitude + step / 2) / step
        let amount = Money(picodollars: Int64(clamping: steps * step))
        let text = amount.decimal(minimumDecimals: kept)
        return picodollars < 0 && steps > 0 ? "-" + text : text
    }

    package static func < (left: Money, right: Money) -> Bool { left.picodollars < right.picodollars }

    package static func + (left: Money, right: Money) -> Money {
        let (sum, overflow) = left.picodollars.addingReportingOverflow(right.picodollars)
        return Money(picodollars: overflow ? (left.picodollars < 0 ? .min : .max) : sum)
    }

    package static func - (left: Money, right: Money) -> Money {
        let (difference, overflow) = left.picodollars.subtractingReportingOverflow(right.picodollars)
        return Money(picodollars: overflow ? (left.picodollars < 0 ? .min : .max) : difference)
    }

    package static func += (left: inout Money, right: Money) { left = left + right }

    /// This amount `count` times; stays at the largest amount instead of overflowing.
    package static func * (left: Money, count: Int) -> Money {
        let (product, overflow) = left.picodollars.multipliedReportingOverflow(by: Int64(count))
        guard overflow else { return Money(picodollars: product) }
        return Money(picodollars: (left.picodollars < 0) != (count < 0) ? .min : .max)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
