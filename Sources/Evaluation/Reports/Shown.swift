/// Numbers as people read them; an undefined one is a dash.
package enum Shown {
    package static let undefined = "-"

    package static func share(_ value: Double?) -> String {
        guard let value else { return undefined }
        return fixed(value * 100, decimals: 1) + " %"
    }

    /// `92.3 % [90.1, 94.2]`
    package static func interval(_ interval: Interval?) -> String {
        guard let interval else { return undefined }
        return "\(share(interval.value)) [\(fixed(interval.low * 100, decimals: 1)), "
            + "\(fixed(interval.high * 100, decimals: 1))]"
    }

    package static func score(_ value: Double?) -> String { value.map { fixed($0, decimals: 3) } ?? undefined }

    package static func milliseconds(_ value: Double?) -> String { value.map { fixed($0, decimals: 0) } ?? undefined }

    package static func probability(_ value: Double?) -> String {
        guard let value else { return undefined }
        return value < 0.0001 ? "< 0.0001" : fixed(value, decimals: 4)
    }

    package static func fixed(_ value: Double, decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let steps = (value.magnitude * scale).rounded()
        // Beyond this a double has no decimals left to show.
        guard steps < 9e15 else { return "\(value)" }
        let (whole, fraction) = Int(steps).quotientAndRemainder(dividingBy: Int(scale))
        let sign = value < 0 && steps > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(whole)" }
        let digits = String(fraction)
        return "\(sign)\(whole)." + String(repeating: "0", count: decimals - digits.count) + digits
    }

    /// `3.1 [-0.4, 6.8]`
    package static func points(_ difference: PairedDifference?) -> String {
        guard let difference else { return undefined }
        let (low, high) = (fixed(difference.low * 100, decimals: 1), fixed(difference.high * 100, decimals: 1))
        return "\(fixed(difference.value * 100, decimals: 1)) [\(low), \(high)]"
    }

    /// `12: 3.1 % [1.2, 4.5]`
    package static func rate(_ count: Int, _ interval: Interval?) -> String { "\(count): \(Shown.interval(interval))" }
}
