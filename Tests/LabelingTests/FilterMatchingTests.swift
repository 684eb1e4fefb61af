import Foundation
import Labeling
import Testing

struct FilterMatchingTests {
    private static let day: Int64 = 86_400_000

    /// 2026-11-21T09:00:00Z is now; the item came two days ago, and ana decided it yesterday at 23:59:59.999.
    private func facts() -> FilterFacts {
        let decided = Timestamp(rfc3339: "2026-11-20T23:59:59.999Z") ?? FilterExamples.now
        return FilterFacts(
            item: Item(
                id: Item.ID("T-17"), text: "I want a REFUND, Ärger!",
                meta: [
                    "channel": .string("E-Mail"), "score": .integer(5), "price": .string("12.50"), "gone": .null,
                    "tags": .array([.string("vip"), .array([.string("Old")]), .bool(true)]),
                    "customer": .array([.object(["Tier": .string("gold")]), .object(["Tier": .integer(2)])]),
                    "rate": .number(Decimal(string: "0.25") ?? 0),
                ],
                images: ["a.png"]),
            added: Timestamp(milliseconds: FilterExamples.now.milliseconds - 2 * Self.day), gold: Label("billing"),
            first: Prediction(model: "claude-haiku-4-5", label: Label("billing"), confidence: 0.75),
            second: Prediction(model: "gpt-5", label: Label("Refund"), confidence: 0.9),
            models: ["claude-haiku-4-5", "gpt-5"], reasons: [.lowConfidence, .sample],
            decision: Decision(
                reviewer: "Ana", verdict: .override(Label("Refund")), at: decided, seconds: 12.5, note: "Call back"),
            notes: ["Call back"], spent: Money(decimal: "0.01"), tokens: 900)
    }

    @Test(arguments: [
        "", "*", "refund", "ÄRGER", "t-1", "\"want a\"", "text:refund", "id:17", "id=t-17", "note:call", "note:*",
        "label:refund", "label:billing,refund", "first:billing", "second:refund", "gold:billing", "label:*",
        "model:haiku", "model=gpt-5", "model:opus,gpt", "reviewer:ANA", "reviewer~an", "reviewer:*",
        "outcome:labeled", "outcome2:*", "state:decided", "state:overridden", "state:flagged,overridden",
        "reason:sample", "reason:low-confidence,label", "reason:*", "conf<0.8", "conf<=.75", "conf>=0.75", "conf=0.75",
        "conf2>0.8", "conf:*", "cost>0.009", "cost:0.01", "cost<=0.01", "seconds>12", "length=23", "tokens>=900",
        "disagree", "blind", "image", "has:note", "has:image,decision", "has:second", "has:gold", "has:decision",
        "meta.channel:e-mail", "meta.CHANNEL~mail", "meta.score:5", "meta.score>4", "meta.score==5.0", "meta.price<13",
        "meta.rate<0.3", "meta.tags:vip", "meta.tags:old", "meta.tags:true", "meta.customer.tier:Gold",
        "meta.customer.tier>1", "meta.customer:*",
        "decided:2026-11-20", "decided:yesterday", "decided>=2026-11-20", "decided<=2026-11-20", "decided<today",
        "decided<2026-11-21", "decided:2026-11", "decided>2026-10", "decided>2026-11-20T23:59:59Z",
        "decided:2026-11-20T23:59:59.999Z", "added<3d", "added>47h", "added>=2d", "added<=2d", "added:2d", "added:1w",
        "refund -shipping", "shipping OR refund", "-(shipping OR conf>0.8) disagree", "NOT agree",
    ])
    func theItemIsMeant(by text: String) throws {
        #expect(try FilterExamples.parse(text).matches(facts()))
    }

    @Test(arguments: [
        "-*", "shipping", "text:t-17", "id=17", "note=call", "label:billing", "gold:refund", "model=gpt", "reviewer:an",
        "outcome:refusal", "state:undecided", "state:todo", "state:waiting", "state:accepted", "reason:routing",
        "conf<0.75", "conf>0.75", "cost>0.01", "cost<0.01", "seconds<12", "length>23", "agree", "-has:note",
        "meta.channel:mail", "meta.nothing:*", "meta.gone:*", "meta.score:5.0", "meta.channel>1", "meta.customer:gold",
        "decided:today", "decided>2026-11-20", "decided<2026-11-20", "decided>=today", "decided:2026-10",
        "added>2d", "added<2d", "added:47h", "refund shipping", "(shipping OR delay)",
    ])
    func theItemIsNotMeant(by text: String) throws {
        #expect(try !FilterExamples.parse(text).matches(facts()))
    }

    @Test(arguments: [
        "label:*", "first:billing", "conf<0.8", "conf>=0", "conf2:*", "cost>=0", "cost:*", "seconds<100", "tokens>=0",
        "decided:*", "decided<today", "model:*", "reviewer:*", "note:*", "reason:*", "outcome:*", "gold:*", "disagree",
        "agree", "blind", "image", "has:decision", "has:second", "meta.x:*", "meta.x<1", "state:decided",
    ])
    func whatAnItemDoesNotHaveNeverHoldsAndItsNegationDoes(text: String) throws {
        let bare = FilterFacts(item: Item(id: Item.ID("b"), text: "bare"), added: FilterExamples.now)
        #expect(try !FilterExamples.parse(text).matches(bare))
        #expect(try FilterExamples.parse("-\(text)").matches(bare))
        #expect(try FilterExamples.parse("state:undecided state:todo state:waiting").matches(bare))
    }

    @Test(
        arguments: [
            (nil, "undecided"), (.accept(Label("billing")), "accepted"), (.override(Label("billing")), "overridden"),
            (.reject, "rejected"), (.flag, "flagged"), (.skip, "skipped"),
        ] as [(Verdict?, String)])
    func aStateFollowsFromTheDecisionThatStands(verdict: Verdict?, state: String) throws {
        var facts = facts()
        facts.decision = verdict.map { Decision(reviewer: "ana", verdict: $0, at: FilterExamples.now) }
        let states = ["undecided", "accepted", "overridden", "rejected", "flagged", "skipped"]
        for other in states {
            #expect(try FilterExamples.parse("state:\(other)").matches(facts) == (other == state))
        }
        let isDecided = ["accepted", "overridden", "rejected"].contains(state)
        #expect(try FilterExamples.parse("state:decided").matches(facts) == isDecided)
        #expect(try FilterExamples.parse("state:todo").matches(facts) == ["undecided", "skipped"].contains(state))
        #expect(try FilterExamples.parse("has:decision").matches(facts) == (state != "undecided"))
    }

    @Test func agreeingAndDifferingNeedTwoLabels() throws {
        var facts = facts()
        facts.second = Prediction(model: "gpt-5", outcome: .refusal)
        #expect(try FilterExamples.parse("-agree -disagree has:second -second:*").matches(facts))
        facts.second = facts.first
        #expect(try FilterExamples.parse("agree -disagree").matches(facts))
    }

    @Test func wordsAreComparedInBytesOfTheirLowerCase() throws {
        var facts = facts()
        facts.item.text = "caf\u{e9} l\r\nx"
        #expect(try !FilterExamples.parse("text~cafe\u{301}").matches(facts), "as the store compares")
        #expect(try FilterExamples.parse("cafe\u{301}").matches(facts), "words know no accents")
        #expect(try FilterExamples.parse("\"l\r\"").matches(facts), "a line end is two")
    }

    @Test func monthsEndWithTheirLastDay() throws {
        for (month, last) in [("2024-02", "2024-02-29"), ("2026-02", "2026-02-28"), ("2026-04", "2026-04-30")] {
            let whole = try #require(FilterDate(month, now: FilterExamples.now))
            let day = try #require(FilterDate(last, now: FilterExamples.now))
            #expect(whole.end == day.end)
        }
        let december = try #require(FilterDate("9999-12", now: FilterExamples.now))
        #expect(december.end.milliseconds == 253_402_300_800_000)
    }
}
