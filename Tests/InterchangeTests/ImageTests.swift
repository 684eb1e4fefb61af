import Interchange
import Labeling
import Testing

@Suite struct ImageTests {
    private func images(_ line: String) throws -> [String]? { try item(line)?.item.images }

    @Test func anItemBringsOneImageOrSeveralInOrder() throws {
        #expect(try images(#"{"text":"t","image":"a/photo.png"}"#) == ["a/photo.png"])
        #expect(
            try images(#"{"text":"t","image":["b.png","https://host/a.png?x=1"]}"#) == [
                "b.png", "https://host/a.png?x=1",
            ])
        #expect(try images(#"{"text":"t","images":["b.png"]}"#) == ["b.png"])
        #expect(try item(#"{"text":"t","image":"a.png","images":null}"#)?.item.meta.isEmpty == true)
    }

    @Test(arguments: [#""image":"""#, #""image":[]"#, #""images":null"#, #""x":1"#])
    func noReferenceIsNoImage(member: String) throws {
        #expect(try images(#"{"text":"t",\#(member)}"#) == [])
    }

    @Test(arguments: [
        (#""image":"data:image/png;base64,AAAA""#, "data: URL"),
        (#""image":["a.png","DATA:,x"]"#, #""image"[1] is a data"#),
        (#""image":"s3://bucket/a.png""#, "s3://"), (#""image":"file:///a.png""#, "file://"),
        (#""image":5"#, "found 5"), (#""image":{"bytes":null}"#, "found an object"),
        (#""image":["a.png",null]"#, "[1]"),
        (#""image":[""]"#, "is empty"), (#""image":" ""#, "is empty"), (#""image":"a\u0000""#, "NUL"),
        (#""image":"a.png","images":["b.png"]"#, "exclude each other"),
    ])
    func aReferenceThatCannotBeUsedRejectsItsLineAndSaysWhy(member: String, words: String) throws {
        let reason = try #require(try reason(#"{"text":"t",\#(member)}"#))
        #expect(reason.contains(words), "\(reason)")
    }

    @Test func aPictureWrittenIntoTheLineIsRefused() throws {
        let line = #"{"text":"t","image":""# + String(repeating: "A", count: 9_000) + #""}"#
        #expect(try reason(line)?.contains("9000 bytes") == true)
    }

    @Test func anItemWithImagesNeedsATextToo() throws {
        for line in [#"{"image":"a.png"}"#, #"{"text":" ","image":"a.png"}"#] {
            #expect(try reason(line)?.contains("needs a text too") == true)
        }
        #expect(try reason(#"{"text":""}"#)?.contains("images") == false)
        let rejected = try read("text,image\n,a.png\n", ReadingOptions(format: .csv)).reasons
        #expect(rejected == [#"the field "text" is empty; an item with images needs a text too"#])
    }

    @Test func aFieldThatAnOptionNamesIsNoImage() throws {
        let json = try read(#"{"image":"a dog","id":1}"#, ReadingOptions(format: .jsonl, textField: "image")).items
        #expect(json.first?.item == Item(id: Item.ID("1"), text: "a dog"))
        let table = try read("image,text\nbilling,t\n", ReadingOptions(format: .csv, goldField: "image")).items
        #expect(table.first?.gold == Label("billing") && table.first?.item.images == [])
    }

    @Test func aTablesImageColumnIsTheImageAndNotMeta() throws {
        for (format, separator) in [(FileFormat.csv, ","), (.tsv, "\t")] {
            let rows = [["id", "text", "image", "lang"], ["1", "t", "a.png", "pt"], ["2", "u", " ", "pt"]]
            let text = rows.map { $0.joined(separator: separator) + "\n" }.joined()
            let items = try read(text, ReadingOptions(format: format)).items.map(\.item)
            #expect(
                items == [
                    Item(id: Item.ID("1"), text: "t", meta: ["lang": .string("pt")], images: ["a.png"]),
                    Item(id: Item.ID("2"), text: "u", meta: ["lang": .string("pt")]),
                ])
        }
        #expect(
            try read("text,image\nt,\"data:image/png;base64,A\"\n", ReadingOptions(format: .csv)).reasons.first?
                .contains("data: URL") == true)
    }

    @Test func oneQuestionAboutSeveralPicturesIsSeveralItems() throws {
        let items = try read("text,image\nWhat is it?,a.png\nWhat is it?,b.png\nWhat is it?,\n").items.map(\.item)
        #expect(Set(items.map(\.id)).count == 3)
        #expect(items.last?.id == .hash(ofText: "What is it?"))
    }

    @Test(arguments: [[], ["a.png"], ["a.png", "https://h/b,c.png"], [#"["odd"].png"#], ["[1]"]])
    func whatIsExportedIsImportedAgain(images: [String]) throws {
        let item = AnnotatedItem(item: Item(id: Item.ID("1"), text: "t", images: images))
        let line = GroundTruthDocument.line(item, truth: nil)
        #expect(try read(line.rendered()).items == [item])
        switch images.count {
        case 0: #expect(line["image"] == nil)
        case 1: #expect(line["image"] == .string(images[0]))
        default: #expect(line["image"] == JSONDocument(images))
        }
        let csv = try exported(.csv, [ExportedItem(item, truth: nil)], labels: "x")
        #expect(try read(csv, ReadingOptions(format: .csv)).items.map(\.item.images) == [images])
    }
}
