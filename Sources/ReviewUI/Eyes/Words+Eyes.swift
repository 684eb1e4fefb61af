import Labeling

/// What a stated confidence is worth by the ground truth.
enum MeasuredConfidence: Hashable, Sendable {
    case calibrated(CalibratedConfidence)
    case counted(Reliability)

    func words(_ confidence: Double, columns: Int) -> String {
        switch self {
        case .calibrated(let calibrated): calibrated.words(confidence, columns: columns)
        case .counted(let reliability): reliability.words(confidence, columns: columns)
        }
    }

    /// `→81%`, beside the stated confidence.
    func shortWords(ascii: Bool) -> String {
        let share =
            switch self {
            case .calibrated(let calibrated): calibrated.value
            case .counted(let reliability): reliability.share
            }
        return "\(ascii ? "->" : "→")\(Reliability.percent(share))%"
    }
}

extension CalibratedConfidence {
    /// `says 0.95, calibrated 81% (beta, 412 blind)`, or less where there is less room.
    func words(_ confidence: Double, columns: Int) -> String {
        let core = "calibrated \(Reliability.percent(value))%"
        let truth = "\(n.grouped)\(isBlind ? " blind" : "")"
        let forms = [
            "says \(confidence.twoDecimals), \(core) (\(kind.rawValue), \(truth)\(isOfLabel ? " of this label" : ""))",
            "says \(confidence.twoDecimals), \(core) (\(kind.rawValue), \(truth))",
            "\(core) (\(kind.rawValue), \(truth))", "\(core) (\(n.grouped))",
        ]
        return forms.first { $0.count <= columns } ?? core
    }
}

extension Reliability {
    /// `says 0.95, right 81% of 140 (74-87)`, or less where there is less room.
    func words(_ confidence: Double, columns: Int) -> String {
        let blind = isBlind ? " blind" : ""
        let interval = "(\(Reliability.percent(low))-\(Reliability.percent(high)))"
        let core = "right \(Reliability.percent(share))% of \(n.grouped)"
        let forms = [
            "says \(confidence.twoDecimals), \(core)\(blind) \(interval)", "\(core)\(blind) \(interval)",
            "\(core) \(interval)",
        ]
        return forms.first { $0.count <= columns } ?? core
    }

    /// Whole percents; never 100 or 0 by rounding alone.
    static func percent(_ share: Double) -> Int {
        let percent = Int((share * 100).rounded())
        if percent >= 100, share < 1 { return 99 }
        return percent <= 0 && share > 0 ? 1 : percent
    }
}

extension ReviewModel {
    /// `about $0.0061`: what one more answer of the model is expected to cost; nil: nothing is known of it.
    func askingCost(of model: String) -> String? {
        guard let expected = eyes.measures.costs[model] else { return nil }
        switch expected.cost {
        case .charged(let money): return "about $\(money.rounded(decimals: 4))"
        case .estimated(let money, _): return "free, est. $\(money.rounded(decimals: 4))"
        case .unknown: return nil
        }
    }

    /// The hint of the key that asks for a second opinion, with its price.
    var askingHint: String {
        guard whyUnavailable(.secondOpinion) == nil, let next = nextModel(for: currentDetail),
            case .charged(let money)? = eyes.measures.costs[next.model]?.cost
        else { return "2nd opinion" }
        return "2nd opinion $\(money.rounded(decimals: 4))"
    }
}
