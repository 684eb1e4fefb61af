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
        // Every imported prediction and every priced answer comes through here: bytes, not characters.
        let read = decimal.utf8.withContiguousStorageIfAvailable { Money.picodollars(of: $0) }
        guard let picodollars = read ?? Array(decimal.utf8).withUnsafeBufferPointer({ Money.picodollars(of: $0) })
        else { return nil }
        self.init(picodollars: picodollars)
    }

    private static func picodollars(of text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        var value: Int64 = 0
        var digits = 0
        var decimals: Int?
        for byte in text.dropFirst(isNegative ? 1 : 0) {
            if byte == UInt8(ascii: "."), decimals == nil, digits > 0 {
                decimals = 0
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            digits += 1
            if let before = decimals {
                guard before < 12 else { return nil }
                decimals = before + 1
            }
            let (shifted, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = shifted.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            guard !isTooLarge, !overflows else { return nil }
            value = sum
        }
        // `12.` is no number of dollars, and neither is nothing at all.
        guard digits > 0, decimals != 0 else { return nil }
        for _ in 0..<(12 - (decimals ?? 0)) {
            let (shifted, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            guard !isTooLarge else { return nil }
            value = shifted
        }
        return isNegative ? -value : value
    }

    /// The exact amount, with at least `minimumDecimals` decimals and no needless zeros after them.
    package func decimal(minimumDecimals: Int = 6) -> String {
        let sign = picodollars < 0 ? "-" : ""
        return sign + Money.decimal(picodollars.magnitude, minimumDecimals: minimumDecimals)
    }

    private static func decimal(_ magnitude: UInt64, minimumDecimals: Int) -> String {
        let whole = magnitude / UInt64(Money.picodollarsPerDollar)
        var fraction = String(magnitude % UInt64(Money.picodollarsPerDollar))
        fraction = String(repeating: "0", count: 12 - fraction.count) + fraction
        while fraction.count > minimumDecimals, fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)"
    }

    /// The amount rounded half up to `decimals` decimals: for screens, never for sums.
    package func rounded(decimals: Int) -> String {
        let kept = min(max(decimals, 0), 12)
        var step: UInt64 = 1
        for _ in 0..<(12 - kept) { step *= 10 }
        let steps = (picodollars.magnitude + step / 2) / step
        let text = Money.decimal(steps * step, minimumDecimals: kept)
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
