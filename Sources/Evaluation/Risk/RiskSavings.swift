import Foundation
package import Labeling

/// What an accepted answer spares, against asking the next model and a person about every item.
package struct RiskSavings: Hashable, Sendable {
    /// The next model, and the mean of what its answers were charged, or, where none was, would have cost.
    package var nextModel: String?
    package var secondOpinion: Money?
    package var secondOpinions: Int
    package var isEstimate: Bool
    /// The median of the seconds that an item was before a reviewer's eyes, over so many decisions.
    package var seconds: Double?
    package var decisions: Int
    /// What an hour of a reviewer costs.
    package var perHour: Money?

    /// How long decisions took: the same for every model.
    struct Pace: Hashable, Sendable {
        var seconds: Double?
        var decisions: Int

        init(_ ratings: RatingColumns) {
            var times: [Double] = []
            for place in ratings.seconds.indices {
                let seconds = ratings.seconds[place]
                guard seconds.isFinite, seconds > 0, ratings.marks[place].isDisjoint(with: [.adjudication, .bulk])
                else { continue }
                times.append(Double(seconds))
            }
            decisions = times.count
            seconds = Quantile.linear(times, at: [0.5])[0]
        }
    }

    init(_ evidence: Evidence, next: Int?, pace: Pace, perHour: Money?) {
        self.perHour = perHour
        (seconds, decisions) = (pace.seconds, pace.decisions)
        (nextModel, secondOpinion, secondOpinions, isEstimate) = (nil, nil, 0, false)
        guard let next else { return }
        let columns = evidence.models[next]
        nextModel = columns.model
        var charged = (sum: Money.zero, n: 0)
        var estimated = charged
        for item in columns.cost.indices where columns.label[item] != Evidence.absent {
            switch columns.basis[item] {
            case .charged: charged = (charged.sum + Money(picodollars: columns.cost[item]), charged.n + 1)
            case .estimated: estimated = (estimated.sum + Money(picodollars: columns.cost[item]), estimated.n + 1)
            case .unknown: break
            }
        }
        isEstimate = charged.n == 0 && estimated.n > 0
        let known = isEstimate ? estimated : charged
        guard known.n > 0 else { return }
        secondOpinions = known.n
        // Half up, as all means of money here.
        let (quotient, rest) = known.sum.picodollars.quotientAndRemainder(dividingBy: Int64(known.n))
        secondOpinion = Money(picodollars: quotient + (rest >= Int64(known.n) - rest ? 1 : 0))
    }

    func money(_ accepted: Int) -> Money? { secondOpinion.map { $0 * accepted } }

    func minutes(_ accepted: Int) -> Double? { seconds.map { $0 * Double(accepted) / 60 } }

    /// What those minutes cost, to the cent's millionth.
    func labour(_ accepted: Int) -> Money? {
        guard let perHour, let minutes = minutes(accepted) else { return nil }
        let picodollars = (Double(perHour.picodollars) * minutes / 60).rounded()
        return picodollars.magnitude < 9e18 ? Money(picodollars: Int64(picodollars)) : nil
    }
}
