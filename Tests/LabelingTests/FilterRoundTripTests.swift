import Labeling
import TestSupport
import Testing

struct FilterRoundTripTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func whatAnExpressionWritesParsesToItsNormalForm(seed: UInt64) throws {
        var examples = FilterExamples(seed: seed)
        for _ in 0..<100 {
            let expression = try examples.expression()
            let text = expression.description
            let parsed = try FilterExamples.parse(text)
            #expect(parsed == expression.normalized, "\(text)")
            #expect(parsed.description == text, "one spelling for one filter")
            #expect(parsed.normalized == parsed)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func theNormalFormMeansTheSameItems(seed: UInt64) throws {
        var examples = FilterExamples(seed: seed)
        for _ in 0..<100 {
            let expression = try examples.expression()
            let facts = try examples.facts()
            #expect(expression.normalized.matches(facts) == expression.matches(facts), "\(expression)")
            #expect(expression.negated.matches(facts) != expression.matches(facts), "\(expression)")
        }
    }

    @Test(arguments: [
        ("", ""), ("  \u{a0}\t ", ""), ("*", ""), ("-*", "-*"), ("refund", "refund"), ("\"refund\"", "refund"),
        ("label:billing conf<0.8 disagree", "label:billing conf<0.8 disagree"),
        ("LABEL:BILLING State:Undecided", "label:billing state:undecided"),
        ("label=refund,billing", "label:Refund,billing"), ("label:\"shipping delay\"", "label:\"shipping delay\""),
        ("a b OR c", "a b OR c"), ("a (b OR c)", "a (b OR c)"), ("((a))", "a"), ("(a b) c", "a b c"),
        ("a AND b", "a b"), ("NOT a", "-a"), ("-(a b)", "-(a b)"), ("--a", "a"), ("NOT -a", "a"),
        ("-(a OR b)", "-(a OR b)"),
        ("(a)(b)", "a b"), ("image", "has:image"), ("\"image\"", "\"image\""),
        ("has:note,gold", "has:note OR has:gold"),
        ("conf=.80", "conf:0.8"), ("cost>$0.010", "cost>0.01"), ("tokens>=2e3", "tokens>=2000"),
        ("id=t1", "id=t1"), ("reviewer~an", "reviewer~an"), ("reviewer=ana", "reviewer:ana"),
        ("meta.a.b=5", "meta.a.b:5"),
        ("Meta.\"odd key\".x:*", "meta.\"odd key\".x:*"), ("meta.\"plain\"==5", "meta.plain==5"),
        ("label:*", "label:*"),
        ("decided:TODAY added<7D", "decided:today added<7d"), ("text:http://a.b?c=d", "text:http://a.b?c=d"),
        ("well-known -5", "well-known -5"), ("or", "or"), ("a,b", "a,b"),
        ("text:\"a \\\"b\\\" \\\\\"", "text:\"a \\\"b\\\" \\\\\""),
    ])
    func aFilterHasOneSpelling(text: String, canonical: String) throws {
        #expect(try FilterExamples.parse(text).description == canonical)
    }

    @Test func aWordIsLookedForAndAFieldIsAsked() throws {
        #expect(try FilterExamples.parse("disagree") == .condition(.flag(.disagree)))
        #expect(try FilterExamples.parse("\"disagree\"") == .condition(.search("disagree")))
        #expect(try FilterExamples.parse("label:*") == .condition(.present(.label(.label))))
        #expect(try FilterExamples.parse("label:\"*\"") == .condition(.label(.label, [Label("*")])))
        #expect(
            try FilterExamples.parse("a -first:billing OR conf2>=0.5")
                == .any([
                    .all([.condition(.search("a")), .not(.condition(.label(.first, [Label("billing")])))]),
                    .condition(.number(.conf2, .atLeast, 0.5)),
                ]))
    }

    @Test func hugeAndDeepTextsAreReadOrRefusedAndNeverTrap() throws {
        func many(_ count: Int) -> String { String(repeating: "a OR -", count: count) + "b" }
        guard case .any(let members) = try FilterExamples.parse(many(99)) else { throw NotAList() }
        #expect(members.count == 100)
        #expect(throws: FilterProblem.self) { try FilterExamples.parse(many(50_000)) }
        #expect(try FilterExamples.parse(String(repeating: "-", count: 100_001) + "a") == FilterExamples.parse("-a"))
        let deepest = FilterExpression.deepestNesting
        func nested(_ count: Int) -> String {
            String(repeating: "-(a ", count: count) + "b" + String(repeating: ")", count: count)
        }
        #expect(try FilterExamples.parse(nested(deepest)).description == nested(deepest))
        #expect(throws: FilterProblem.self) { try FilterExamples.parse(nested(deepest + 1)) }
        #expect(throws: FilterProblem.self) { try FilterExamples.parse(String(repeating: "(", count: 100_000)) }
        #expect(throws: FilterProblem.self) { try FilterExamples.parse(String(repeating: "x.", count: 100_000) + ":1") }
        #expect(throws: FilterProblem.self) {
            try FilterExamples.parse(String(repeating: "meta.", count: 50_000) + ":1")
        }
    }

    private struct NotAList: Error {}

    @Test(arguments: 0..<20 as Range<UInt64>)
    func junkIsReadOrRefusedWithAPlaceInsideTheText(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces =
            FilterExamples.words + FilterExamples.moments + FilterExamples.labelNames
            + [
                "\"", "(", ")", " ", " ", ":", "<", "<=", "==", "-", ",", "OR ", "label", "conf", "meta.", "has:", "\\",
                "\0", ".",
            ]
        let labels = try FilterExamples.labels()
        let context = try FilterExamples.context()
        for _ in 0..<60 {
            let text = (0..<Int.random(in: 0...10, using: &random)).compactMap { _ in
                pieces.randomElement(using: &random)
            }
            .joined()
            let now = Timestamp(milliseconds: [0, .min, .max].randomElement(using: &random) ?? 0)
            do throws(FilterProblem) {
                let parsed = try FilterExpression.parse(text, labels: labels, now: now)
                #expect(parsed.normalized == parsed, "\(text)")
            } catch {
                #expect((0...text.utf8.count).contains(error.offset), "\(text)")
                #expect(error.column >= 1 && error.column <= text.unicodeScalars.count + 1, "\(text)")
                #expect(error.found.isEmpty == (error.offset == text.utf8.count), "\(text): \(error)")
            }
            for cursor in [-1, Int.random(in: 0...text.utf8.count, using: &random), .max] {
                for candidate in FilterCompletion.candidates(for: text, at: cursor, context: context) {
                    #expect(candidate.replaced.upperBound <= text.utf8.count && candidate.replaced.lowerBound >= 0)
                }
            }
        }
    }
}
