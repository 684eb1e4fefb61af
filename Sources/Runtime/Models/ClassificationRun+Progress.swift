package import Labeling

extension ClassificationRun {
    /// What a run is to do.
    package struct Options: Sendable {
        /// At most this many items are taken up.
        package var limit: Int?
        /// The rungs of the ladder that are asked; nil: all.
        package var rungs: Set<Int>?
        /// The limit of this run alone, beside the task's budget.
        package var budget: Money?

        package init(limit: Int? = nil, rungs: Set<Int>? = nil, budget: Money? = nil) {
            self.limit = limit
            self.rungs = rungs
            self.budget = budget
        }
    }

    /// How far a run is, or how it ended.
    package struct Progress: Sendable {
        /// Requests sent, repairs included, retries not.
        package var requested = 0
        /// First opinions stored.
        package var classified = 0
        package var failed = 0
        /// Further opinions stored.
        package var secondOpinions = 0
        /// Answers that were not valid, after which the model was asked once more.
        package var repairs = 0
        package var inFlight = 0
        /// Spent by this run; an estimate apart.
        package var cost = Money.zero
        package var estimated = Money.zero
        /// Requests whose answer was lost on the way, and the most they can have cost.
        package var lost = 0
        package var possible = Money.zero
        /// How the answers ended that have no label.
        package var outcomes: [Prediction.Outcome: Int] = [:]
        package var stopped: Stop?
        /// Why a model is asked no more in this run.
        package var failure: Failure?
        /// Models that left a request without an answer.
        package var troubled: Set<String> = []
        /// Why single items got no answer: the message, and how often.
        package var reasons: [String: Int] = [:]
        /// Why the budget stopped the run, in words.
        package var budgetNotice: String?

        package init() {}
    }

    package enum Stop: String, Sendable { case budget, signal }
}
