import Foundation

/// What turns a confidence as a model states it into the share of answers that are right where it states it.
///
/// It never turns the order of two confidences around, and always gives a number from 0 to 1.
package struct Calibrator: Hashable, Sendable {
    package var map: Map
    /// The stated confidences it was fitted on; outside of them it says nothing.
    package var range: ClosedRange<Double>

    package init(_ map: Map, range: ClosedRange<Double> = 0...1) {
        self.map = map
        self.range = range
    }

    /// Confidences of 0 and 1 have no logarithm of their odds: they count as half a thousandth from the end.
    package static let clip = 0.0005

    package static func clipped(_ confidence: Double) -> Double { min(max(confidence, clip), 1 - clip) }

    /// The names in the store, and in `renga evaluate --json`.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Nothing is better than what the model states.
        case identity
        case isotonic, platt, temperature, beta
    }

    package enum Map: Hashable, Sendable {
        case identity
        /// Between two knots on a straight line, outside of them as at the nearest. From low to high, and never empty.
        case isotonic([Knot])
        /// `logistic(slope · logit(c) + intercept)`
        case platt(slope: Double, intercept: Double)
        /// `logistic(slope · logit(c))`: the slope is 1 over the temperature.
        case temperature(slope: Double)
        /// `logistic(a · ln(c) - b · ln(1 - c) + intercept)`
        case beta(a: Double, b: Double, intercept: Double)
    }

    package struct Knot: Hashable, Sendable {
        package var x: Double
        package var y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    package var kind: Kind {
        switch map {
        case .identity: .identity
        case .isotonic: .isotonic
        case .platt: .platt
        case .temperature: .temperature
        case .beta: .beta
        }
    }

    /// Whether the confidence lies where there was truth to fit on. Confidences are measured to the thousandth.
    package func covers(_ confidence: Double) -> Bool {
        confidence >= range.lowerBound - Calibrator.clip && confidence <= range.upperBound + Calibrator.clip
    }

    /// - Parameter confidence: 0 to 1; what lies outside counts as the nearest of both.
    package func apply(_ confidence: Double) -> Double {
        let stated = confidence.isNaN ? 0.5 : min(max(confidence, 0), 1)
        let c = Calibrator.clipped(stated)
        switch map {
        case .identity: return stated
        case .isotonic(let knots): return Calibrator.interpolate(knots, at: stated)
        case .platt(let slope, let intercept):
            return Calibrator.logistic(slope * Calibrator.logit(c) + intercept)
        case .temperature(let slope): return Calibrator.logistic(slope * Calibrator.logit(c))
        case .beta(let a, let b, let intercept):
            return Calibrator.logistic(a * log(c) - b * log1p(-c) + intercept)
        }
    }

    package static func logit(_ share: Double) -> Double { log(share) - log1p(-share) }

    package static func logistic(_ value: Double) -> Double {
        if value >= 0 { return 1 / (1 + exp(-value)) }
        let odds = exp(value)
        return odds / (1 + odds)
    }

    private static func interpolate(_ knots: [Knot], at x: Double) -> Double {
        guard let first = knots.first, let last = knots.last else { return x }
        if x <= first.x { return first.y }
        if x >= last.x { return last.y }
        var (low, high) = (0, knots.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if knots[middle].x <= x { low = middle } else { high = middle }
        }
        let (left, right) = (knots[low], knots[high])
        guard right.x > left.x else { return right.y }
        return left.y + (right.y - left.y) * ((x - left.x) / (right.x - left.x))
    }
}

extension Calibrator {
    private struct Parameters: Codable {
        var range: [Double]
        var knots: [[Double]]?
        var slope: Double?
        var intercept: Double?
        var a: Double?
        var b: Double?
    }

    /// The parameters as one JSON object, as they are stored; always the same text for the same calibrator.
    package var parameters: String {
        var parameters = Parameters(range: [range.lowerBound, range.upperBound])
        switch map {
        case .identity: break
        case .isotonic(let knots): parameters.knots = knots.map { [$0.x, $0.y] }
        case .platt(let slope, let intercept): (parameters.slope, parameters.intercept) = (slope, intercept)
        case .temperature(let slope): parameters.slope = slope
        case .beta(let a, let b, let intercept):
            (parameters.a, parameters.b, parameters.intercept) = (a, b, intercept)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(parameters)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Nil where the parameters are not those of such a calibrator.
    package init?(_ kind: Kind, parameters text: String) {
        guard let found = try? JSONDecoder().decode(Parameters.self, from: Data(text.utf8)), found.range.count == 2,
            0 <= found.range[0], found.range[0] <= found.range[1], found.range[1] <= 1
        else { return nil }
        // JSON knows no infinity and no NaN: what was decoded is finite.
        switch kind {
        case .identity: map = .identity
        case .isotonic:
            guard let knots = Calibrator.knots(found.knots ?? []) else { return nil }
            map = .isotonic(knots)
        case .platt:
            guard let slope = found.slope, slope >= 0, let intercept = found.intercept else { return nil }
            map = .platt(slope: slope, intercept: intercept)
        case .temperature:
            guard let slope = found.slope, slope >= 0 else { return nil }
            map = .temperature(slope: slope)
        case .beta:
            guard let a = found.a, a >= 0, let b = found.b, b >= 0, let intercept = found.intercept else { return nil }
            map = .beta(a: a, b: b, intercept: intercept)
        }
        range = found.range[0]...found.range[1]
    }

    /// Nil where they are none, or do not rise.
    private static func knots(_ pairs: [[Double]]) -> [Knot]? {
        var knots: [Knot] = []
        for pair in pairs {
            guard pair.count == 2, (0...1).contains(pair[0]), (0...1).contains(pair[1]) else { return nil }
            if let last = knots.last, last.x >= pair[0] || last.y > pair[1] { return nil }
            knots.append(Knot(x: pair[0], y: pair[1]))
        }
        return knots.isEmpty ? nil : knots
    }
}
