import Labeling

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

    /// `-5.0 [-9.1, -0.8]`
    static func points(_ difference: IndependentDifference?) -> String {
        points(difference.map { PairedDifference(value: $0.value, low: $0.low, high: $0.high) })
    }

    /// `0.812 [0.780, 0.844]`
    static func figure(_ figure: AgreementFigure) -> String {
        guard let value = figure.value else { return undefined }
        guard let low = figure.low, let high = figure.high else { return score(value) }
        return "\(score(value)) [\(score(low)), \(score(high))]"
    }

    /// `92.3 % [90.1, 94.2]`
    static func share(_ figure: AgreementFigure) -> String {
        guard let value = figure.value else { return undefined }
        guard let low = figure.low, let high = figure.high else { return share(value) }
        return interval(Interval(value: value, low: low, high: high))
    }

    /// As it is written in a task file: `0.8`, `0.875`.
    static func threshold(_ value: Double) -> String {
        let short = fixed(value, decimals: 4)
        var text = short[...]
        while text.last == "0", !text.hasSuffix(".0") { text.removeLast() }
        return String(text)
    }

    /// `5 %`, `0.1 %`: as few decimals as say it.
    static func percentage(_ share: Double) -> String {
        let percent = (share * 1e8).rounded() / 1e6
        return "\(percent.shortShare) %"
    }

    /// `1 item`, `2 items`
    static func count(_ count: Int, _ word: String) -> String { count == 1 ? "1 \(word)" : "\(count) \(word)s" }
}
