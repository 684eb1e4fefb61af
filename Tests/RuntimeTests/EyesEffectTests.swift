import Labeling
import ReviewUI
import Storage
import Testing

@testable import Runtime

/// What a review measures beside itself, and what it reads of one item's past.
@Suite(.timeLimit(.minutes(15)))
struct EyesEffectTests {
    private func answer(_ effect: EyesEffect, _ desk: Desk, priced: Bool = false) async throws -> Message? {
        let mailbox = try Mailbox()
        let runner = EffectRunner(
            store: desk.store, reviewer: "ana", mailbox: mailbox, models: nil,
            images: ImageShelf(folder: desk.scratch.url, environment: [:]),
            prices: priced ? AskingPrices.make(desk.open) : nil)
        return try await onThread {
            runner.run([.eyes(effect)])
            var messages: [Message] = []
            while messages.isEmpty {
                mailbox.wait(milliseconds: 10_000)
                messages += mailbox.drain()
            }
            return messages.first
        }
    }

    private func desk(_ count: Int) throws -> Desk {
        let first = Prediction(model: haiku, label: Label("billing"), confidence: 0.9, confidenceSource: .stated)
        return try Desk(
            items((1...count).map { "text \($0)" }).enumerated().map { index, item in
                AnnotatedItem(
                    item: item.item, gold: Label(index % 5 == 0 ? "legal" : "billing"), predictions: [first])
            }, task: makeTask())
    }

    @Test func confidencesAreMeasuredAndUnaskedModelsArePricedByTheirPrompts() async throws {
        guard case .eyes(.measured(_, let measures))? = try await answer(.measure(.init(1)), desk(40), priced: true)
        else {
            Issue.record("no measures came")
            return
        }
        let found = try #require(measures.confidences[haiku]?.reliability(at: 0.9))
        #expect(found.n == 40 && found.right == 32)
        let price = try #require(measures.costs[opus])
        #expect(price.answers == nil)
        guard case .charged(let money) = price.cost else {
            Issue.record("a real price is charged")
            return
        }
        #expect(money > .zero && money < Money(decimal: "0.1") ?? .zero)
    }

    @Test func tooLittleTruthMeasuresNothing() async throws {
        guard case .eyes(.measured(_, let measures))? = try await answer(.measure(.init(1)), desk(29)) else {
            Issue.record("no measures came")
            return
        }
        #expect(measures.confidences[haiku]?.reliability(at: 0.9) == nil)
        #expect(measures.costs[opus] == nil)
    }

    @Test func theHistoryOfAnItemIsRead() async throws {
        let desk = try desk(2)
        let number = try desk.number("t-2")
        _ = try desk.store.record(
            Decision(reviewer: "bo", verdict: .reject, at: Timestamp(milliseconds: 1_993_534_400_000)), on: number)
        guard
            case .eyes(.historyLoaded(let request, let entries))? = try await answer(
                .loadHistory(.init(7), number), desk)
        else {
            Issue.record("no history came")
            return
        }
        #expect(request == .init(7) && entries.count == 4)
        guard case .decision(let decision)? = entries.last?.what else {
            Issue.record("the newest comes last")
            return
        }
        #expect(decision.reviewer == "bo" && decision.verdict == .reject)
    }
}
