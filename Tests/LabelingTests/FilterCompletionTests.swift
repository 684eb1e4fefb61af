import Foundation
import Labeling
import Testing

struct FilterCompletionTests {
    /// The texts offered where `|` stands.
    private func offered(_ line: String) throws -> [String] {
        try candidates(line).candidates.map(\.text)
    }

    private func candidates(_ line: String) throws -> (text: String, candidates: [FilterCompletion.Candidate]) {
        let halves = line.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let text = halves.joined()
        let context = FilterContext(
            labels: try LabelSet([
                LabelDefinition(label: Label("billing"), title: "Money matters"),
                LabelDefinition(label: Label("refund")), LabelDefinition(label: Label("shipping delay")),
            ]), models: ["claude-haiku-4-5", "claude-opus-4"], reviewers: ["ana", "bo"], reasons: [.sample, .label],
            meta: [
                try #require(FilterMetaPath(["channel"])): ["email", "live chat"],
                try #require(FilterMetaPath(["odd key"])): [],
            ])
        return (text, FilterCompletion.candidates(for: text, at: halves[0].utf8.count, context: context))
    }

    /// The line after the first offer was taken.
    private func taken(_ line: String) throws -> String? {
        let (text, candidates) = try candidates(line)
        return candidates.first.map { candidate in
            let (applied, cursor) = candidate.applied(to: text)
            return String(decoding: applied.utf8.prefix(cursor), as: UTF8.self) + "|"
                + String(decoding: applied.utf8.dropFirst(cursor), as: UTF8.self)
        }
    }

    @Test func anEmptyLineOffersFieldsAndFlags() throws {
        let texts = try offered("|")
        #expect(texts.first == "label:")
        #expect(Set(texts).isSuperset(of: ["conf<", "cost<", "disagree", "image", "has:", "meta.channel:", "NOT"]))
        #expect(!texts.contains("OR") && !texts.contains(")"))
    }

    @Test func anOrNeedsATermBeforeIt() throws {
        #expect(try offered("a |").contains("OR"))
        #expect(try offered("(a O|").contains("OR"))
        #expect(try offered("(a |").contains(")"))
        for line in ["a OR |", "(|", "-|", "a NOT |"] { #expect(try !offered(line).contains("OR"), "\(line)") }
    }

    @Test(
        arguments: [
            ("lab|", "label:|"), ("LAB|", "label:|"), ("a con|", "a conf<|"), ("-disa|", "-disagree|"),
            ("lable|", "label:|"), ("reviwer|", "reviewer:|"), ("key|", "meta.\"odd key\":|"),
            ("meta.\"odd|", "meta.\"odd key\":|"),
            ("refu|", "label:refund|"), ("money|", "label:billing|"), ("unde|", "state:undecided|"),
            ("haiku|", "model:claude-haiku-4-5|"),
            ("label:|", "label:billing|"), ("label:ref|", "label:refund|"),
            ("label:delay|", "label:\"shipping delay\"|"),
            ("label:biling|", "label:billing|"), ("label:billing,ship|", "label:billing,\"shipping delay\"|"),
            ("label:\"sh|", "label:\"shipping delay\"|"), ("label:\"ref|", "label:\"refund\"|"),
            ("first=mon|", "first=billing|"), ("(state:fl|", "(state:flagged|"), ("a OR has:i|", "a OR has:image|"),
            ("conf<|", "conf<0.5|"), ("conf<0.8|", nil), ("conf2>=0.9|", "conf2>=0.95|"),
            ("decided:to|", "decided:today|"),
            ("added<|", "added<1d|"), ("meta.channel:|", "meta.channel:email|"),
            ("META.Channel:li|", "META.Channel:\"live chat\"|"),
            ("model:opus|", "model:claude-opus-4|"), ("reviewer:|", "reviewer:ana|"),
        ] as [(String, String?)])
    func theBestOfferIsWhatWasMeant(line: String, result: String?) throws {
        #expect(try taken(line) == result)
    }

    @Test(arguments: [
        ("label:bil| conf<0.8", "label:billing| conf<0.8"), ("la|bel conf<0.8", "label:| conf<0.8"),
        ("fir|:billing", "first|:billing"), ("con|<0.8", "conf|<0.8"), ("label:b|xx,refund", "label:billing|,refund"),
        ("(state:sk|) a", "(state:skipped|) a"), ("label:\"ref|\" a", "label:\"refund\"| a"),
        ("label:\"shi| text:\"x\"", "label:\"shipping delay\"| text:\"x\""), ("état lab| a", "état label:| a"),
        ("|conf<0.8", "conf2|<0.8"),
    ])
    func whatStandsAfterTheCursorIsKept(line: String, result: String) throws {
        #expect(try taken(line) == result)
    }

    @Test(arguments: [
        "text:|", "text:\"ref|", "note:x|", "\"ref|", "\"ref\"|", "label:billing conf<0.8 \"|", "xyz:|", "label<|",
        "- |",
        "conf<0.5,|", "a\"b|", "()|", "OR |", "a) |", "meta.odd:|x", "zzzzqqqq|",
    ])
    func nothingIsOfferedWhereAnythingOrNothingFits(line: String) throws {
        #expect(try offered(line).filter { $0 != "*" }.isEmpty)
    }

    @Test func valuesThatAreThereAlreadyAreNotOfferedAgain() throws {
        #expect(try offered("label:Billing,|") == ["refund", "\"shipping delay\""])
        #expect(try offered("label:billing|").isEmpty)
        #expect(try offered("label:|").last == "*")
    }

    @Test func aNameThatIsThereOffersItsOtherOperators() throws {
        #expect(try Set(offered("conf|")).isSuperset(of: ["conf<", "conf>", "conf<=", "conf:", "conf2<"]))
        #expect(try offered("conf|").first == "conf<")
        #expect(try Set(offered("meta.channel|")).isSuperset(of: ["meta.channel:", "meta.channel~", "meta.channel>"]))
    }

    @Test func everyOfferSaysWhatItIs() throws {
        #expect(try candidates("|").candidates.allSatisfy { !$0.help.isEmpty })
        #expect(try candidates("label:b|").candidates.first?.help == "Money matters")
    }

    /// What may still be missing after an offer was taken.
    private static func endings(after offer: String) -> [String] {
        let isUnfinished = offer == "OR" || offer == "NOT" || offer.last.map { ":=~<>".contains($0) } ?? true
        return isUnfinished ? ["*", "0.5", "1d", "note", " x"] : [""]
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func whatIsOfferedAfterAnyBeginningOfAFilterCanBecomeAFilter(seed: UInt64) throws {
        var examples = FilterExamples(seed: seed)
        let context = try FilterExamples.context()
        let labels = try FilterExamples.labels()
        func parses(_ text: String) -> Bool {
            (try? FilterExpression.parse(text, labels: labels, now: FilterExamples.now)) != nil
        }
        func openParentheses(_ text: String) -> Int {
            var (open, isQuoted, isEscaped) = (0, false, false)
            for scalar in text.unicodeScalars {
                if isEscaped { isEscaped = false; continue }
                if scalar == "\"" { isQuoted.toggle() }
                if isQuoted { isEscaped = scalar == "\\" } else { open += scalar == "(" ? 1 : scalar == ")" ? -1 : 0 }
            }
            return open
        }
        for _ in 0..<8 {
            let line = try examples.expression(depth: 2).description
            for end in line.unicodeScalars.indices {
                let prefix = String(line.unicodeScalars[..<end])
                for candidate in FilterCompletion.candidates(for: prefix, at: prefix.utf8.count, context: context) {
                    let applied = candidate.applied(to: prefix).text
                    let closing = String(repeating: ")", count: openParentheses(applied))
                    #expect(
                        Self.endings(after: candidate.text).contains { parses(applied + $0 + closing) },
                        "\(prefix) with \(candidate.text)")
                }
            }
        }
    }
}
