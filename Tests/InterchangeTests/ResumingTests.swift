import Foundation
import Interchange
import Testing

@Suite struct ResumingTests {
    struct Input: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var options = ReadingOptions()
        var testDescription: String { "\(name): \(text.prefix(20).debugDescription)" }
    }

    static let inputs: [Input] = [
        Input(
            name: "a.jsonl",
            text: "{\"text\":\"a\"}\n\n{\"text\":\"b\"}\nbad\n{\"text\":\"ü\"}\r\n \n{\"text\":\"d\"}\n"),
        Input(name: "a.jsonl", text: "\u{FEFF}{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}"),
        Input(name: "a.jsonl", text: "\n\n  \n{\"text\":\"a\"}\n{\"text\":\"b\"}\n"),
        Input(name: "a.json", text: "[{\"text\":\"a\"},\n {\"text\":\"b]\"} , 7\n,{\"text\":\"c\"}]\n"),
        Input(name: "a.csv", text: "id,text\n1,\"a\nb\"\n2,c\n3\n4,\"d\"\"\n\"\n5,e"),
        Input(
            name: "a.csv", text: "one\n\"two\nlines\"\nthree\n",
            options: ReadingOptions(hasHeader: false)),
        Input(name: "a.tsv", text: "text\tid\na\t1\nb\t2\n\t3\nc\t4\n"),
        Input(name: "a.txt", text: "one\r\ntwo\r\n\r\nthree\r\nfour"),
    ]

    private func reader(_ input: Input, _ text: String? = nil, chunk: Int = 5) throws -> ItemReader {
        var options = input.options
        options.chunkBytes = chunk
        return try ItemReader(.bytes(Array((text ?? input.text).utf8), name: input.name), options: options)
    }

    private func point(_ place: ReadingPlace) -> ResumePoint {
        ResumePoint(offset: place.offset, line: place.line, content: place.content)
    }

    @Test(arguments: inputs) func readingTakenUpAfterAnyRecordGivesExactlyTheOthers(input: Input) throws {
        let all = try read(Array(input.text.utf8), input.options, name: input.name)
        #expect(all.count >= 2)
        for taken in 0..<all.count {
            for chunk in [1, 5, 4_096] {
                let first = try reader(input, chunk: chunk)
                first.remember()
                for _ in 0..<taken { _ = try first.next() }
                let place = try #require(first.place)
                let second = try reader(input, chunk: chunk)
                second.remember(from: point(place))
                var rest: [ReadRecord] = []
                while let record = try second.next() { rest.append(record) }
                #expect(rest == Array(all[taken...]), "after \(taken) records, in chunks of \(chunk)")
                #expect(second.place?.isEnd == true)
            }
        }
    }

    @Test(arguments: inputs) func whatHasGrownSinceItsEndIsReadAsIfItWereReadAtOnce(input: Input) throws {
        let first = try reader(input)
        first.remember()
        var records: [ReadRecord] = []
        while let record = try first.next() { records.append(record) }
        let place = try #require(first.place)
        #expect(place.isEnd)
        for added in ["x\n", "\n{\"text\":\"z\"}\n", "6,f\n"] {
            let longer = input.text + added
            let whole = try read(Array(longer.utf8), input.options, name: input.name)
            let second = try reader(input, longer)
            second.remember(from: place.offset > 0 ? point(place) : nil)
            var rest: [ReadRecord] = []
            while let record = try second.next() { rest.append(record) }
            #expect((place.offset > 0 ? records + rest : rest) == whole)
        }
    }

    @Test func anotherInputIsNeverGoneOnWith() throws {
        let input = ResumingTests.inputs[0]
        let first = try reader(input)
        first.remember()
        _ = try first.next()
        _ = try first.next()
        let place = try #require(first.place)
        let edited = input.text.replacingOccurrences(of: "\"a\"", with: "\"A\"")
        let shorter = String(input.text.prefix(8))
        for other in [edited, shorter, ""] {
            let source = ItemSource.bytes(Array(other.utf8), name: input.name)
            #expect(try ItemReader.marks([place.content], metBy: source, options: input.options).met == [])
            let second = try reader(input, other)
            second.remember(from: point(place))
            // A file that was changed between the look and the reading.
            #expect(throws: InputProblem.self) { try second.next() }
            #expect(try second.next() == nil)
            #expect(second.place == nil)
        }
    }

    @Test func anInputThatFailedIsNeverCalledRead() throws {
        let reader = try ItemReader(.bytes(Array("a,b".utf8), name: "a.csv"))
        reader.remember()
        #expect(throws: InputProblem.self) { try reader.next() }
        #expect(reader.isFinished)
        #expect(reader.place == nil)
    }

    @Test func anInputIsWholeWhereNothingFollowsTheMark() throws {
        let bytes = Array("one\ntwo\n".utf8)
        let source = ItemSource.bytes(bytes, name: "a.txt")
        let options = ReadingOptions(chunkBytes: 3)
        func mark(_ count: Int) throws -> ContentDigest.Mark {
            let reader = try ItemReader(.bytes(Array(bytes[..<count]), name: "a.txt"))
            reader.remember()
            while try reader.next() != nil {}
            return try #require(reader.place?.content)
        }
        let (four, eight) = (try mark(4), try mark(8))
        #expect(try ItemReader.marks([four, eight], metBy: source, options: options).met == [four, eight])
        #expect(try ItemReader.marks([four, eight], metBy: source, options: options).whole == eight)
        #expect(try ItemReader.marks([four], metBy: source, options: options).whole == nil)
    }
}
