import Foundation
import Labeling

/// The model of Dawid and Skene (Applied Statistics 28, 1979): an item has one true label, and each reviewer gives each
/// label with a probability that depends on the true one alone. Fitted by expectation-maximization from the votes'
/// shares, as crowd-kit `DawidSkene`; where an adjudication is in force it is taken for known.
///
/// Items of which the same reviewers said the same are one: the work is by such patterns, not by items.
struct DawidSkene: Hashable, Sendable {
    /// crowd-kit's: no probability of an error is 0 for having never been seen.
    static let least = 1e-10
    /// Numbers that one round may touch, and all rounds together.
    static let mostWork = 30_000_000
    static let mostWorkTogether = 1_500_000_000
    static let mostRounds = 1_000
    /// Ends when the log-likelihood of an item rises by less than this.
    static let tolerance = 1e-9
    /// Labels whose probabilities differ by less are equally likely.
    static let tie = 1e-9

    /// The categories that occur, rising.
    let categories: [Evidence.Code]
    /// A reviewer with one of the categories they gave.
    let voices: [Voice]
    /// How common each category is among the items.
    private(set) var priors: [Double]
    /// `errors[voice][true category]`: the probability that the voice's reviewer gives its label.
    private(set) var errors: [Double]
    /// `posteriors[pattern][category]`
    private(set) var posteriors: [Double]
    private(set) var rounds = 0
    private(set) var isConverged = false
    /// Of the labels given, natural, with the priors and errors of the round before; of each round.
    private(set) var logLikelihoods: [Double] = []
    /// Items that took part.
    let items: Int
    /// Of these: known by adjudication.
    let known: Int
    private let patterns: VotePatterns

    struct Voice: Hashable, Sendable {
        var reviewer: Int32
        var code: Evidence.Code
    }

    /// Nil: nobody labelled anything, or there would be too much to do.
    ///
    /// - Parameter limit: the rounds after which it ends at the latest.
    init?(_ evidence: Evidence, limit: Int = mostRounds, tolerance: Double = DawidSkene.tolerance) {
        let patterns = VotePatterns(evidence)
        self.patterns = patterns
        let count = patterns.categories.count
        let work = (patterns.votes.count + patterns.count + patterns.voices.count).multipliedReportingOverflow(
            by: count)
        guard patterns.count > 0, !work.overflow, work.partialValue <= DawidSkene.mostWork else { return nil }
        categories = patterns.categories
        voices = patterns.voices
        items = patterns.weights.reduce(0, +)
        known = zip(patterns.weights, patterns.known).reduce(0) { $0 + ($1.1 >= 0 ? $1.0 : 0) }
        priors = [Double](repeating: 0, count: count)
        errors = [Double](repeating: 0, count: voices.count * count)
        posteriors = [Double](repeating: 0, count: patterns.count * count)
        startFromVotes()
        maximize()
        let rounds = min(limit, max(10, DawidSkene.mostWorkTogether / max(1, work.partialValue)))
        while self.rounds < rounds, !isConverged {
            let last = logLikelihoods.last
            logLikelihoods.append(expect())
            maximize()
            self.rounds += 1
            if let last, let now = logLikelihoods.last, (now - last) / Double(items) < tolerance { isConverged = true }
        }
    }

    private mutating func startFromVotes() {
        let count = categories.count
        for pattern in 0..<patterns.count {
            let votes = patterns.votes(of: pattern)
            if patterns.known[pattern] >= 0 {
                posteriors[pattern * count + Int(patterns.known[pattern])] = 1
                continue
            }
            for vote in votes { posteriors[pattern * count + patterns.category[Int(vote)]] += 1 / Double(votes.count) }
        }
    }

    /// From the items' probabilities to priors and errors.
    private mutating func maximize() {
        let count = categories.count
        let all = Double(items)
        var priors = [Double](repeating: 0, count: count)
        var errors = [Double](repeating: 0, count: self.errors.count)
        for pattern in 0..<patterns.count {
            let weight = Double(patterns.weights[pattern])
            let votes = patterns.votes(of: pattern)
            for category in 0..<count {
                let probability = posteriors[pattern * count + category] * weight
                guard probability > 0 else { continue }
                priors[category] += probability
                for vote in votes { errors[Int(vote) * count + category] += probability }
            }
        }
        for category in 0..<count { priors[category] = max(DawidSkene.least, priors[category] / all) }
        // Voices are sorted by reviewer.
        var start = 0
        while start < voices.count {
            var end = start
            while end < voices.count, voices[end].reviewer == voices[start].reviewer { end += 1 }
            for category in 0..<count {
                var sum = 0.0
                for voice in start..<end {
                    let place = voice * count + category
                    errors[place] = max(DawidSkene.least, errors[place])
                    sum += errors[place]
                }
                for voice in start..<end { errors[voice * count + category] /= sum }
            }
            start = end
        }
        self.priors = priors
        self.errors = errors
    }

    /// From priors and errors to the items' probabilities.
    ///
    /// - Returns: the log-likelihood of the labels given.
    private mutating func expect() -> Double {
        let count = categories.count
        let logPriors = priors.map { log($0) }
        let logErrors = errors.map { log($0) }
        var total = CompensatedSum()
        var scores = [Double](repeating: 0, count: count)
        for pattern in 0..<patterns.count {
            let weight = Double(patterns.weights[pattern])
            for category in 0..<count { scores[category] = logPriors[category] }
            for vote in patterns.votes(of: pattern) {
                let row = Int(vote) * count
                for category in 0..<count { scores[category] += logErrors[row + category] }
            }
            let known = Int(patterns.known[pattern])
            if known >= 0 {
                total.add(weight * scores[known])
                continue
            }
            let highest = scores.max() ?? 0
            var sum = 0.0
            for category in 0..<count {
                scores[category] = exp(scores[category] - highest)
                sum += scores[category]
            }
            for category in 0..<count { posteriors[pattern * count + category] = scores[category] / sum }
            total.add(weight * (highest + log(sum)))
        }
        return total.value
    }
}

extension DawidSkene {
    /// The likeliest answer to an item; nil: it did not take part, or two are equally likely.
    func answer(_ item: Int) -> (code: Evidence.Code, probability: Double)? {
        let pattern = patterns.pattern[item]
        guard pattern >= 0 else { return nil }
        let row = posteriors[Int(pattern) * categories.count..<(Int(pattern) + 1) * categories.count]
        guard let best = row.indices.max(by: { row[$0] < row[$1] }) else { return nil }
        let isTied = row.indices.contains { $0 != best && row[best] - row[$0] < DawidSkene.tie }
        return isTied ? nil : (categories[best - row.startIndex], min(1, row[best]))
    }

    func takesPart(_ item: Int) -> Bool { patterns.pattern[item] >= 0 }

    /// Of an item; empty: it did not take part.
    func probabilities(_ item: Int) -> [Double] {
        let pattern = Int(patterns.pattern[item])
        return pattern < 0 ? [] : Array(posteriors[pattern * categories.count..<(pattern + 1) * categories.count])
    }

    /// How often a reviewer says what is true, over the items as they are: Σ prior · diagonal.
    func accuracy(_ reviewer: Int32) -> Double {
        var sum = 0.0
        for (number, voice) in voices.enumerated() where voice.reviewer == reviewer {
            guard let category = categories.firstIndex(of: voice.code) else { continue }
            sum += priors[category] * errors[number * categories.count + category]
        }
        return min(1, sum)
    }

    /// `[true category][given category]`, each row adding up to 1.
    func errors(_ reviewer: Int32) -> [[Double]] {
        var matrix = [[Double]](
            repeating: [Double](repeating: 0, count: categories.count), count: categories.count)
        for (number, voice) in voices.enumerated() where voice.reviewer == reviewer {
            guard let given = categories.firstIndex(of: voice.code) else { continue }
            for category in categories.indices {
                matrix[category][given] = errors[number * categories.count + category]
            }
        }
        return matrix
    }
}
