import Labeling

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

    /// `→81%`, beside the stated confidence.
    func shortWords(ascii: Bool) -> String { "\(ascii ? "->" : "→")\(Reliability.percent(share))%" }

    /// Whole percents; never 100 or 0 by rounding alone.
    private static func percent(_ share: Double) -> Int {
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
