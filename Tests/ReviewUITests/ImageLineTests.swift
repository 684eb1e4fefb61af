import Cells
import Labeling
import ReviewUI
import Testing

/// The lines between an item's head and its text: images, and what is masked for the models.
struct ImageLineTests {
    static let photo = ImageLine(reference: "in/photo.png", kind: "PNG", width: 800, height: 600, bytes: 119_600)
    static let missing = ImageLine(reference: "in/gone.jpg", problem: "no such file")
    static let sizes = [Size(rows: 15, columns: 60), Size(rows: 24, columns: 80), Size(rows: 50, columns: 200)]

    static func bench(
        _ lines: [ImageLine], text: String = "Is this broken?", size: Size = sizes[1], redact: [Redactable] = [],
        noViewer: String? = nil, ascii: Bool = false
    ) -> Bench {
        Bench(
            [
                Fixture.detail(1, text, images: lines.map(\.reference), first: Fixture.first("bug", 0.9)),
                Fixture.detail(2, "no picture", first: Fixture.first("bug", 0.9)),
            ], task: Fixture.task(redact: redact), size: size, ascii: ascii, images: [ItemNumber(1): lines],
            whyNoViewer: noViewer)
    }

    private func opened(_ effects: [Effect]) -> [String] {
        effects.compactMap { if case .openImage(_, let reference) = $0 { reference } else { nil } }
    }

    @Test(arguments: sizes)
    func anImageIsNamedWithItsFacts(size: Size) {
        let bench = Self.bench([Self.photo], size: size)
        #expect(bench.text.contains("photo.png  PNG 800×600, 120 kB  v view"))
        #expect(bench.text.contains("Is this broken?"))
        #expect(Self.bench([Self.photo], ascii: true).text.contains("800x600"))
    }

    @Test func sizesAreSaidInTheUnitThatFits() {
        for (bytes, words) in [(0, "0 B"), (999, "999 B"), (1_500, "2 kB"), (3_449_000, "3.4 MB")] {
            let line = ImageLine(reference: "a.png", bytes: bytes)
            #expect(Self.bench([line]).text.contains("a.png  \(words)"))
        }
    }

    @Test func anImageThatNobodyLookedAtIsNamedByItsReference() {
        let bench = Bench([Fixture.detail(1, "x", images: ["https://host/a.png", "b/c.png"])])
        #expect(bench.text.contains("https://host/a.png"))
        #expect(bench.text.contains("image 2/2 c.png"))
    }

    @Test func theKeyOpensTheChosenImageAndSaysWhatBecameOfIt() {
        var bench = Self.bench([Self.photo, ImageLine(reference: "https://h/b.png")])
        #expect(opened(bench.press("v")) == ["in/photo.png"])
        bench.answerAll()
        #expect(bench.model.notice?.text == "Opened photo.png.")
        bench.press("V")
        #expect(bench.text.contains(">image 2/2"))
        #expect(opened(bench.press("v")) == ["https://h/b.png"])
        guard case .openImage(let request, _)? = bench.takeOpen(where: { !$0.isRead }) else {
            Issue.record("not asked")
            return
        }
        #expect(!bench.model.isIdle)
        bench.send(.imageFailed(request, reason: "the viewer ended with status 3"))
        #expect(bench.model.notice?.text == "https://h/b.png: the viewer ended with status 3")
        #expect(bench.model.isIdle)
        bench.press("V")
        #expect(opened(bench.press("v")) == ["in/photo.png"], "after the last comes the first")
    }

    @Test func anotherItemBeginsWithItsFirstImage() {
        var bench = Self.bench([Self.photo, Self.missing])
        bench.press("V j k")
        #expect(opened(bench.press("v")) == ["in/photo.png"])
    }

    @Test func whatCannotBeViewedSaysWhy() {
        func why(_ bench: Bench, _ keys: String) -> String? {
            var bench = bench
            #expect(opened(bench.press(keys)) == [])
            return bench.model.notice?.text
        }
        #expect(why(Self.bench([Self.photo]), "j v") == "This item has no image.")
        #expect(why(Self.bench([Self.photo]), "j V") == "This item has no image.")
        #expect(why(Self.bench([Self.photo]), "V") == "This item has one image.")
        #expect(why(Self.bench([Self.missing]), "v") == "gone.jpg: no such file")
        #expect(why(Self.bench([Self.photo], noViewer: "No viewer here."), "v") == "No viewer here.")
        #expect(why(Bench([]), "v") == "There is no item here.")
    }

    @Test func aLateAnswerAboutAnImageChangesNothing() {
        var bench = Self.bench([Self.photo])
        let before = bench.model
        bench.send(.imageOpened(RequestID(999)))
        bench.send(.imageFailed(RequestID(1), reason: "late"))
        #expect(bench.model == before)
    }

    @Test func openingAnImageDoesNotKeepTheReviewFromQuitting() {
        var bench = Self.bench([Self.photo])
        bench.press("v")
        #expect(bench.press("q").contains(.quit))
    }

    @Test(arguments: sizes + [Size(rows: 8, columns: 40), Size(rows: 12, columns: 40)])
    func manyImagesLeaveRoomForTheText(size: Size) {
        let lines = (1...40).map {
            ImageLine(reference: "a/\($0)\u{1B}[31m-\(String(repeating: "long", count: 30)).png")
        }
        let bench = Self.bench(lines, text: "TEXT of a@b.example", size: size, redact: [.email])
        #expect(bench.text.contains("TEXT of"))
        #expect(!bench.text.contains("\u{1B}"))
        #expect(bench.screen.allSatisfy { displayWidth($0) <= size.columns })
    }

    @Test func theLinesOfImagesAndTheScrolledTextDoNotOverlap() {
        let text = (1...60).map { "line \($0)" }.joined(separator: "\n")
        var bench = Self.bench([Self.photo, Self.missing], text: text)
        #expect(bench.text.contains("line 1\n"))
        bench.press("space")
        #expect(bench.text.contains("image 1/2") && !bench.text.contains("line 1\n"))
        #expect(bench.text.contains("line 4\n"), "no line is skipped")
    }

    // MARK: Privacy

    @Test(arguments: sizes)
    func whatIsMaskedIsSaidAndCanBeSeen(size: Size) {
        var bench = Self.bench(
            [], text: "From a@b.example and c@d.example today", size: size, redact: [.email, .phone])
        #expect(bench.text.contains("sent to models with 2 emails masked"))
        #expect(bench.text.contains("a@b.example and"))
        bench.press("m")
        #expect(bench.model.showsMaskedText)
        #expect(bench.text.contains("From [email] and [email] today"))
        #expect(bench.text.contains("text as the models are sent it: 2 emails masked"))
        bench.press("m")
        #expect(!bench.model.showsMaskedText && bench.text.contains("From a@b.example and"))
    }

    @Test func imagesAndMasksShareTheOneLineThereIs() {
        let bench = Self.bench([Self.photo], text: "a@b.example", size: Self.sizes[0], redact: [.email])
        #expect(bench.text.contains("image photo.png  PNG 800×600  v  masked: 1 email  m"))
        let several = Self.bench(
            [Self.photo, Self.missing], text: "a@b.example", size: Self.sizes[0], redact: [.email])
        #expect(several.text.contains("image 1/2 photo.png  PNG 800×600  v  V  masked: 1 email  m"))
    }

    @Test func whereNothingIsMaskedTheKeySaysWhy() {
        var none = Self.bench([])
        none.press("m")
        #expect(none.model.notice?.text == "This task masks nothing: it has no [privacy] redact.")
        var clean = Self.bench([], redact: [.email])
        #expect(!clean.text.contains("masked"))
        clean.press("m")
        #expect(clean.model.notice?.text == "Nothing in this item is masked for the models.")
        var long = Self.bench([], text: String(repeating: "a@b.example ", count: 30_000), redact: [.email, .ip])
        #expect(long.text.contains("sent to models with all emails, IP addresses masked"))
        long.press("m")
        #expect(long.model.notice?.text == "This item is too long to be shown as it is sent.")
    }

    @Test func theDecisionIsTheSameWhicheverTextIsShown() {
        var bench = Self.bench([], text: "a@b.example", redact: [.email])
        bench.press("m")
        #expect(bench.press("a").compactMap(\.recorded).map(\.decision.verdict) == [.accept(Label("bug"))])
    }

    // MARK: In words

    @Test func thePlainReviewHasImagesAndMasks() throws {
        var bench = Self.bench([Self.photo, Self.missing], text: "a@b.example", redact: [.email])
        let text = try #require(bench.model.currentDetail.map(bench.model.plainText))
        #expect(text.contains("image 1 of 2: photo.png  PNG 800×600, 120 kB\nimage 2 of 2: gone.jpg  no such file\n"))
        #expect(text.contains("masked for the models: 1 email\n"))
        let message = try #require(bench.model.plainMessage("v"))
        #expect(opened(bench.send(message)) == ["in/photo.png"])
        bench.send(try #require(bench.model.plainMessage("m")))
        #expect(bench.model.currentDetail.map(bench.model.plainText)?.contains("  [email]\n") == true)
        bench.send(try #require(bench.model.plainMessage("V")))
        #expect(bench.model.notice?.text == "Image 2 of 2: gone.jpg")
    }

    @Test func aHostileNameIsHarmlessInThePlainReview() {
        let bench = Self.bench([ImageLine(reference: "a\u{1B}[2J\n.png", problem: "bad\u{7}")])
        let text = bench.model.currentDetail.map(bench.model.plainText) ?? ""
        #expect(text.contains("image: a␛[2J .png  bad␇\n"))
    }
}
