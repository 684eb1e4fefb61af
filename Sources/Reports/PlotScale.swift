import Evaluation
import Labeling

/// An axis with its ends settled: where a value stands on it, and what is written along it.
struct PlotScale {
    let range: ClosedRange<Double>
    let format: ReportPlot.Format

    /// - Parameter values: those that must be on it.
    init(_ axis: ReportPlot.Axis, values: [Double]) {
        format = axis.format
        if let range = axis.range, range.upperBound > range.lowerBound {
            self.range = range
            return
        }
        let finite = values.filter(\.isFinite)
        let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
        if case .names(let names) = axis.format {
            range = -0.5...max(Double(names.count) - 0.5, 0.5)
        } else if high > low {
            range = low...high
        } else {
            let room = max(abs(low) * 0.1, 0.5)
            range = (low - room)...(high + room)
        }
    }

    /// 0 to 1; nil: beyond the ends.
    func share(_ value: Double) -> Double? {
        guard value.isFinite else { return nil }
        // Halves, so that no difference is too large for a number.
        let share = (value / 2 - range.lowerBound / 2) / (range.upperBound / 2 - range.lowerBound / 2)
        return share >= -1e-9 && share <= 1 + 1e-9 ? min(max(share, 0), 1) : nil
    }

    /// Round numbers within the range, about so many.
    func ticks(_ count: Int) -> [Double] {
        if case .names(let names) = format { return names.indices.map(Double.init) }
        if case .time = format {
            return (0..<count).map {
                range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(max(count - 1, 1))
            }
        }
        let rough = (range.upperBound - range.lowerBound) / Double(max(count, 1))
        guard rough > 0, rough.isFinite else { return [range.lowerBound] }
        var power = 1.0
        while power > rough { power /= 10 }
        while power * 10 <= rough { power *= 10 }
        let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? 10 * power
        var ticks: [Double] = []
        var number = (range.lowerBound / step).rounded(.up)
        while number * step <= range.upperBound + step * 1e-9, ticks.count < 50 {
            ticks.append(number * step)
            number += 1
        }
        return ticks
    }

    func text(_ value: Double) -> String {
        let width = range.upperBound - range.lowerBound
        switch format {
        case .share:
            return Shown.fixed(value * 100, decimals: width < 0.02 ? 2 : width < 0.2 ? 1 : 0) + " %"
        case .number: return number(value, width)
        case .dollars: return "$" + number(value, width)
        case .time:
            guard abs(value) < 9e15 else { return "" }
            return Timestamp(milliseconds: Int64(value)).day
        case .names(let names): return PlotScale.place(value, in: names).map { names[$0] } ?? ""
        }
    }

    /// The name that a value stands for.
    static func place(_ value: Double, in names: [String]) -> Int? {
        guard value.magnitude < 1e6 else { return nil }
        let place = Int(value.rounded())
        return names.indices.contains(place) ? place : nil
    }

    private func number(_ value: Double, _ width: Double) -> String {
        var decimals = 0
        var step = width / 10
        while step < 1, step > 0, decimals < 6 {
            step *= 10
            decimals += 1
        }
        return Shown.fixed(value, decimals: decimals)
    }
}

extension ReportPlot {
    var xScale: PlotScale { PlotScale(x, values: series.flatMap { $0.points.map(\.x) }) }

    var yScale: PlotScale {
        PlotScale(y, values: series.flatMap { $0.points.flatMap { [$0.low, $0.y, $0.high].compactMap(\.self) } })
    }

    var names: [String]? { if case .names(let names) = x.format { names } else { nil } }

    var isEmpty: Bool { series.allSatisfy(\.points.isEmpty) }
}

extension ReportPlot.Series {
    /// The corners of the line: of steps, each level until the next point.
    var path: [(x: Double, y: Double)] {
        guard kind == .steps else { return points.map { ($0.x, $0.y) } }
        var path: [(x: Double, y: Double)] = []
        for point in points {
            if let last = path.last { path.append((point.x, last.y)) }
            path.append((point.x, point.y))
        }
        return path
    }
}
