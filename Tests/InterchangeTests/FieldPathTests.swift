import Interchange
import Labeling
import Testing

/// Texts, ids and golds deep in nested JSON.
@Suite struct FieldPathTests {
    private func read(_ line: String, text: String, id: String? = nil, gold: String? = nil) throws -> [ReadRecord] {
        try InterchangeTests.read(
            line, ReadingOptions(format: .jsonl, textField: text, idField: id, goldField: gold),
            labels: labelSet("billing", "account"))
    }

    @Test func aPathLeadsThroughObjectsAndArrays() throws {
        let line =
            #"{"n":1,"payload":{"message":{"body":"hello"},"ids":["a","b"]},"answer":{"label":"Billing","by":"x"}}"#
        let item = try #require(
            read(line, text: "payload.message.body", id: "payload.ids.1", gold: "answer.label").items.first)
        #expect(item.item.text == "hello" && item.item.id.value == "b" && item.gold == Label("billing"))
        // What is nested stays whole, but for the answer, which reviewers would see above the text.
        #expect(
            item.item.meta == [
                "n": .integer(1), "answer": .object(["by": .string("x")]),
                "payload": .object([
                    "message": .object(["body": .string("hello")]), "ids": .array([.string("a"), .string("b")]),
                ]),
            ])
        #expect(try readBatches(Array(line.utf8), ReadingOptions(textField: "payload.message.body")).items.count == 1)
    }

    @Test func aFieldWhoseOwnNameHasADotGoesFirst() throws {
        let line = #"{"a.b":"own","a":{"b":"nested","b.c":"half"},"x":{"a.b":{"c":"deep"}}}"#
        #expect(try read(line, text: "a.b").texts == ["own"])
        #expect(try read(line, text: "a.b.c").texts == [])
        #expect(try read(line, text: "x.a.b.c").texts == ["deep"])
        #expect(try read(#"{"a":{"b.c":"half","b":{"c":"whole"}}}"#, text: "a.b.c").texts == ["half"])
    }

    @Test(arguments: [
        (#"{"payload":{"to":1,"from":2}}"#, #""payload" has no "message" (it has: to, from)"#),
        (#"{"payload":{"message":"body"}}"#, #""payload.message" is a string, in which there is no "body""#),
        (#"{"payload":{"message":[]}}"#, #""payload.message" is an array of 0, and "body" is no place in it"#),
        (#"{"other":{}}"#, #"this record has no "payload" (it has: other)"#),
    ])
    func aMissingStepIsNamedWithWhatIsThere(line: String, reason: String) throws {
        let found = try #require(read(line, text: "payload.message.body").reasons.first)
        #expect(found.hasPrefix(#""payload.message.body" is missing: "#) && found.contains(reason))
    }

    @Test func stepsThatAreNoPlacesOfAnArrayAreMissingNotATrap() throws {
        for step in ["1", "-1", "+0", "00x", "99999999999999999999", ""] {
            #expect(try read(#"{"a":["t"]}"#, text: "a.\(step)").items.isEmpty)
        }
        #expect(try read(#"{"a":["t"]}"#, text: "a.0").texts == ["t"])
        let long = Array(repeating: "a", count: 5_000).joined(separator: ".")
        #expect(try read(#"{"a":{"a":"t"}}"#, text: long).items.isEmpty)
    }
}
