import Foundation
import Labeling

extension HTTPModelClient {
    /// Asks the same thing several times at once; the share of the answers that gave the label is its confidence.
    ///
    /// - Throws: the first failure, when no answer came at all, or the run was cancelled.
    func vote(
        _ turns: [Turn], _ question: Question, _ attempted: @escaping @Sendable (Attempt) -> Void
    ) async throws(InferenceError) -> Prediction {
        let began = sender.pace.now()
        let results = await withTaskGroup(of: (Int, Result<Draw, InferenceError>).self) { group in
            for number in 0..<setting.samples {
                group.addTask { (number, await self.sample(turns, question, attempted)) }
            }
            var results: [(Int, Result<Draw, InferenceError>)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
        var (answers, failures): ([Prediction], [InferenceError]) = ([], [])
        for result in results {
            switch result {
            case .success(let draw): answers.append(draw.prediction)
            case .failure(let error): failures.append(error)
            }
        }
        let cancelled = failures.first { $0.kind == .cancelled }
        if var error = cancelled ?? (answers.isEmpty ? failures.first : nil) {
            error.attempts = failures.reduce(0) { $0 + $1.attempts }
            error.possiblyBilled = failures.reduce(0) { $0 + $1.possiblyBilled }
            throw error
        }
        var prediction = tallied(answers)
        prediction.latencyMilliseconds = (sender.pace.now() - began).inMilliseconds
        return prediction
    }

    private func sample(
        _ turns: [Turn], _ question: Question, _ attempted: @escaping @Sendable (Attempt) -> Void
    ) async -> Result<Draw, InferenceError> {
        do throws(InferenceError) {
            let draw = try await draw(turns, question, attempted)
            let answer = draw.prediction
            attempted(
                Attempt(
                    kind: .sample, outcome: answer.outcome, usage: draw.usage, cost: draw.cost,
                    requestID: answer.requestID, detail: answer.label?.name ?? answer.invalidAnswer ?? "",
                    at: sender.now))
            return .success(draw)
        } catch {
            return .failure(error)
        }
    }

    /// The answer of the majority, with what all of them used. Among equals the label that comes first in the task wins;
    /// an answer that is not valid counts against every label.
    ///
    /// - Parameter answers: at least one.
    private func tallied(_ answers: [Prediction]) -> Prediction {
        var votes: [Label: Int] = [:]
        for label in answers.compactMap(\.label) { votes[label, default: 0] += 1 }
        let most = votes.values.max() ?? 0
        let winner = votes.keys.filter { votes[$0] == most }.min(by: judgement.labels.areInOrder)
        var prediction: Prediction
        if let winner, let speaker = answers.first(where: { $0.label == winner }) {
            prediction = speaker
            (prediction.confidence, prediction.confidenceSource) = (Double(most) / Double(answers.count), .voteShare)
        } else {
            var kinds: [Prediction.Outcome: Int] = [:]
            for answer in answers { kinds[answer.outcome, default: 0] += 1 }
            let commonest = kinds.values.max() ?? 0
            prediction = answers.first { kinds[$0.outcome] == commonest } ?? answers[0]
        }
        prediction.usage = answers.map(\.usage).reduce(Usage(), +)
        prediction.cost = answers.dropFirst().map(\.cost).reduce(answers[0].cost, +)
        prediction.samples = answers.count
        return prediction
    }
}
