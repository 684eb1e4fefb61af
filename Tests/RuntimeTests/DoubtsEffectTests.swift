import Labeling
import ReviewUI
import Storage
import Testing

@testable import Runtime

/// Likely mistakes out of a store, and what items are grouped by.
@Suite(.timeLimit(.minutes(15)))
struct DoubtsEffectTests {
    @Test func theyAreFoundInTheStoreRankedAndInWords() async throws {
        let says = { (model: String, label: String) in Prediction(model: model, label: Label(label), confidence: 0.9) }
        let task = try makeTask()
        let desk = try Desk(
            items((1...6).map { "text \($0)" }).enumerated().map { index, item in
                AnnotatedItem(
                    item: item.item, gold: index < 5 ? Label("billing") : nil,
                    predictions: [
                        says(haiku, index == 3 ? "legal" : "billing"), says(opus, index == 3 ? "legal" : "billing"),
                    ])
            }, task: task)
        let mailbox = try Mailbox()
        let runner = EffectRunner(
            store: desk.store, reviewer: "ana", mailbox: mailbox, models: nil,
            images: ImageShelf(folder: desk.scratch.url, environment: [:]))
        let message = try await onThread {
            runner.run([.doubts(.find(.init(3), task.labels, models: task.ladder.map(\.model)))])
            var messages: [Message] = []
            while messages.isEmpty {
                mailbox.wait(milliseconds: 10_000)
                messages += mailbox.drain()
            }
            return messages.first
        }
        guard case .doubts(.found(let request, let found, let candidates))? = message else {
            Issue.record("nothing was found: \(String(describing: message))")
            return
        }
        #expect(request == .init(3) && candidates == 1)
        #expect(found.map(\.number) == [ItemNumber(4)])
        #expect(found.first?.reasons.first == DoubtReason(.models, "\(haiku) and \(opus) both say legal"))
        #expect(found.first?.reasons.allSatisfy { $0.source == .models } == true)
    }

    /// To be listed would tell what the others, who must not be known, did not say.
    @Test func whatTheReviewerIsStillToDecideIndependentlyIsNotListed() async throws {
        let says = { (model: String) in Prediction(model: model, label: Label("billing"), confidence: 0.9) }
        let task = try makeTask()
        let bo = Decision(
            reviewer: "bo", verdict: .override(Label("legal")), at: Timestamp(milliseconds: 1_000))
        let desk = try Desk(
            items((1...6).map { "text \($0)" }).enumerated().map { index, item in
                AnnotatedItem(
                    item: item.item, predictions: [says(haiku), says(opus)], decisions: index < 3 ? [bo] : [])
            }, task: task)
        try desk.store.setTruth(overlap: 2, share: 1, policy: .single)
        for (reviewer, expected) in [("ana", 0), ("bo", 3)] {
            let mailbox = try Mailbox()
            let runner = EffectRunner(
                store: desk.store, reviewer: reviewer, mailbox: mailbox, models: nil,
                images: ImageShelf(folder: desk.scratch.url, environment: [:]))
            let message = try await onThread {
                runner.run([.doubts(.find(.init(3), task.labels, models: task.ladder.map(\.model)))])
                var messages: [Message] = []
                while messages.isEmpty {
                    mailbox.wait(milliseconds: 10_000)
                    messages += mailbox.drain()
                }
                return messages.first
            }
            guard case .doubts(.found(_, let found, let candidates))? = message else {
                Issue.record("nothing was found: \(String(describing: message))")
                return
            }
            #expect(found.count == expected && candidates == expected, "\(reviewer)")
        }
    }

    private func value(_ by: String, _ meta: [String: JSONValue]) throws -> String? {
        try GroupField.read(by)?.value(of: meta)
    }

    @Test func fieldsAreNamedWithAndWithoutMeta() throws {
        let meta: [String: JSONValue] = [
            "channel": .string("email"), "Seats": .integer(12), "vip": .bool(true), "gone": .null,
            "customer": .object(["tier": .string("gold"), "order id": .integer(7)]),
            "tags": .array([.string("a"), .string("b")]),
        ]
        #expect(try value("channel", meta) == "email")
        #expect(try value("meta.channel", meta) == "email")
        #expect(try value("seats", meta) == "12")
        #expect(try value("vip", meta) == "true")
        #expect(try value("customer.tier", meta) == "gold")
        #expect(try value("meta.customer.\"order id\"", meta) == "7")
        #expect(try value("tags", meta) == "a, b")
        #expect(try value("gone", meta) == nil)
        #expect(try value("nothing", meta) == nil)
        #expect(try value("customer", meta) == nil, "an object is no value")
        #expect(try GroupField.read("week") == nil)
        #expect(try GroupField.read(nil) == nil)
    }

    @Test(arguments: ["", "a..b", "meta.", "a b", "x:1", "(a", "a or b"]) func whatIsNoFieldIsRefused(text: String) {
        #expect { try GroupField.read(text) } throws: { ($0 as? Failure)?.message.contains("is no field") == true }
    }
}
