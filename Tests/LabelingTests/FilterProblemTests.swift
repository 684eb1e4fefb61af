import Labeling
import Testing

struct FilterProblemTests {
    private func problem(_ text: String) throws -> FilterProblem {
        let labels = try FilterExamples.labels()
        do throws(FilterProblem) {
            let parsed = try FilterExpression.parse(text, labels: labels, now: FilterExamples.now)
            throw FilterProblem(offset: -1, column: -1, found: text, expected: "no filter, but it is \(parsed)")
        } catch { return error }
    }

    @Test(arguments: [
        ("lable:billing", 0, "lable", ["label"]), ("a confidence<0.8", 2, "confidence", ["conf"]),
        ("label:biling", 6, "biling", ["billing"]), ("label:bill", 6, "bill", ["billing"]),
        ("label:billing,refnud", 14, "refnud", ["Refund"]), ("gold:xyz", 5, "xyz", []),
        ("label:\"biling\"", 6, "\"biling\"", ["billing"]),
        ("state:desided", 6, "desided", ["decided"]), ("has:notes", 4, "notes", ["note"]),
        ("reason:sampel", 7, "sampel", ["sample"]), ("outcome:refusel", 8, "refusel", ["refusal"]),
        ("zzzzzz:1", 0, "zzzzzz", []), ("l:1", 0, "l", []),
    ])
    func anUnknownNameIsPointedAtWithTheNearestKnown(
        text: String, offset: Int, found: String, suggestions: [String]
    ) throws {
        let problem = try problem(text)
        #expect(problem.offset == offset)
        #expect(problem.found == found)
        #expect(problem.suggestions == suggestions)
    }

    @Test(arguments: [
        ("conf<", 5, ""), ("conf<abc", 5, "abc"), ("conf<0,8", 5, "0,8"), ("conf<80", 5, "80"), ("conf<nan", 5, "nan"),
        ("cost>1e3", 5, "1e3"), ("cost>-1", 5, "-1"), ("tokens>0x10", 7, "0x10"), ("seconds>1e999", 8, "1e999"),
        ("decided:2026-02-30", 8, "2026-02-30"), ("added<7y", 6, "7y"), ("added<1234567d", 6, "1234567d"),
        ("label<billing", 5, "<"), ("conf~0.8", 4, "~"), ("has<note", 3, "<"), ("text==a", 4, "=="),
        ("label:", 6, ""), ("label:billing,", 14, ""), ("label:,billing", 6, ",billing"), ("text:\"\"", 5, "\"\""),
        ("\"\"", 0, "\"\""),
        ("\"open", 5, ""), ("text:\"open", 10, ""), (":x", 0, ":x"), ("<", 0, "<"),
        ("(a", 2, ""), ("a)", 1, ")"), ("()", 1, ")"), ("a OR", 4, ""), ("OR a", 0, "OR"), ("a OR OR b", 5, "OR"),
        ("a AND", 5, ""), ("NOT", 3, ""), ("-", 1, ""), ("- a", 1, " "), ("a\"b\"", 1, "\"b\""), ("\"a\"b", 3, "b"),
        ("a(b)", 1, "(b)"),
        ("meta:x", 0, "meta"), ("meta.:x", 0, "meta."), ("meta.a..b:x", 0, "meta.a..b"), ("meta.\"a", 7, ""),
        ("meta.\"a\"", 8, ""),
        ("meta.a>x", 7, "x"), ("state:*,decided", 6, "*"),
    ])
    func whatDoesNotFitIsPointedAt(text: String, offset: Int, found: String) throws {
        let problem = try problem(text)
        #expect(problem.offset == offset, "\(problem)")
        #expect(problem.found == found)
        #expect(!problem.expected.isEmpty)
    }

    @Test func theColumnCountsCharactersAndTheOffsetBytes() throws {
        let problem = try problem("ärger 👩‍👩‍👧 e\u{301} label:nö")
        #expect(problem.column == 17)
        #expect(problem.offset == 6 + 1 + 18 + 1 + 3 + 1 + 6)
    }

    @Test(arguments: [
        String(repeating: "aa ", count: 8_000), String(repeating: "aa OR ", count: 8_000) + "aa",
        "text:" + String(repeating: "aa,", count: 8_000) + "aa", "\"" + String(repeating: "aa ", count: 8_000) + "\"",
        String(repeating: "aa ", count: 101),
    ])
    func moreConditionsThanAStoreCanLookForAreRefused(text: String) throws {
        let problem = try problem(text)
        #expect(problem.expected == "at most 100 conditions, each word counted")
    }

    @Test(arguments: [
        String(repeating: "aa ", count: 100), "text:" + String(repeating: "aa,", count: 99) + "aa",
        "\"" + String(repeating: "aa ", count: 100) + "\"",
    ])
    func aHundredConditionsAreAFilter(text: String) throws {
        let labels = try FilterExamples.labels()
        let filter = try FilterExpression.parse(text, labels: labels, now: FilterExamples.now)
        #expect(try FilterExpression.parse(filter.description, labels: labels, now: FilterExamples.now) == filter)
    }

    @Test func aProblemIsToldInOneSentence() throws {
        #expect(
            try problem("conf<0.8 label:biling").description
                == "column 16: expected a label of this task, found \"biling\"; did you mean billing?")
        #expect(
            try problem("conf<").description == "column 6: expected a number from 0 to 1, such as 0.8, found the end")
    }

    @Test func aLongWordIsCutInTheProblem() throws {
        let problem = try problem("label:" + String(repeating: "x", count: 10_000))
        #expect(problem.found.count == 40)
        #expect(problem.suggestions.isEmpty)
    }
}
