import Cells
import Labeling
import TestSupport
import Testing

@testable import ReviewUI

/// Reviews in which an item can have several labels: the screen, the picker, and line by line.
struct SeveralScreenTests {
    // MARK: What is on screen

    @Test func theSignsShowWhatEnterWouldSaveAndWhereTheOpinionsDiffer() {
        var bench = Bench.several(Size(rows: 24, columns: 120))
        func line() -> String { bench.screen.first { $0.contains("Feature request") && $0.contains("4") } ?? "" }
        #expect(line().contains("☑Billing") && line().contains("☑Account≠") && line().contains("☐Legal≠"))
        #expect(!line().contains("Billing≠"))
        #expect(bench.text.contains("(+Legal −Account)"))
        #expect(Bench.several().text.contains("Billing + Legal (+Legal −Account)"))
        bench.press("6")
        #expect(line().contains("☑Legal"))
        let plain = Bench.several(ascii: true).text
        #expect(plain.contains("[x]Billing") && plain.contains("[ ]Legal!") && plain.contains("(+Legal -Account)"))
    }

    @Test func theQueueSaysASetInShort() {
        let bench = Bench.several()
        #expect(bench.screen[1].contains("Billing +1"))
        #expect(bench.screen[4].contains("Bug repor…+2"))
    }

    @Test func theHelpTellsTheKeysOfThisTask() {
        var bench = Bench.several(Size(rows: 300, columns: 100))
        bench.press("?")
        for words in ["Billing: in or out", "save the chosen labels", "choose none of the labels", "☑, ☐"] {
            #expect(bench.text.contains(words), "\(words)")
        }
        #expect(!bench.text.contains("override to Billing"))
    }

    @Test func aTaskWithOneLabelAnItemShowsNothingOfThis() {
        var bench = Bench()
        #expect(!bench.text.contains("☐") && !bench.footer.contains("enter"))
        bench.press("0")
        #expect(bench.model.notice?.text == "0 does nothing here; ? shows the keys.")
        bench.press("?")
        #expect(!bench.text.contains("in or out"))
    }

    @Test(arguments: [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 12, columns: 40)])
    func theFooterAlwaysSaysWhatEnterDoes(size: Size) {
        var bench = Bench.several(size)
        bench.press("6")
        #expect(bench.footer.contains("enter save Bill"), "\(bench.footer)")
        bench.press("enter")
        bench.answerReads()
        #expect(bench.footer.contains("enter accept Feat"), "\(bench.footer)")
        bench.press("!")
        #expect(bench.footer.contains("enter accept Feat"), "\(bench.footer)")
        // The key that takes the last decision back stays on screen beside it.
        #expect(bench.text.contains("undo"))
    }

    // MARK: The picker

    @Test func inThePickerEnterTogglesAndEscapeGoesBackToSave() {
        var bench = Bench.several()
        bench.press("l")
        bench.type("leg")
        bench.press("enter")
        #expect(bench.model.picker?.text == "")
        #expect(bench.recorded.isEmpty)
        bench.type("acc")
        bench.press("enter escape")
        #expect(bench.model.mode == .review)
        #expect(bench.footer.contains("enter save Billing + Legal"))
        bench.press("enter")
        #expect(bench.recorded == ["1 override billing|legal"])
    }

    @Test func inThePickerTheSameLineTogglesBackAndDigitsDoToo() {
        var bench = Bench.several()
        bench.press("l")
        let label = bench.model.picker?.selectedLabel
        bench.press("enter enter 1 space")
        #expect(bench.model.picker?.selectedLabel == label)
        #expect(bench.model.several.chosen[ItemNumber(1)] == [Label("billing"), Label("account")])
        bench.press("ctrl-s")
        #expect(bench.model.mode == .review && bench.recorded.isEmpty)
    }

    @Test func aBlankInWhatIsSearchedIsNoChoice() {
        var bench = Bench.several()
        bench.press("l")
        bench.type("feature r")
        #expect(bench.model.picker?.text == "feature r" && bench.model.several.chosen.isEmpty)
    }

    // MARK: Line by line

    @Test func aLineOfPlainTextNamesTheWholeSet() {
        let model = Bench.several().model
        func label(_ line: String) -> String? {
            guard case .choose(let label)? = model.plainMessage(line) else { return nil }
            return label.name
        }
        #expect(label("1 6") == "billing|legal")
        #expect(label("6,1") == "billing|legal")
        #expect(label("legal, billing") == "billing|legal")
        #expect(label("Legal | billing") == "billing|legal")
        #expect(label("billing, 6") == "billing|legal")
        #expect(label("b, c") == "account|billing" && label("b r") == "billing|feature" && label("b q") == nil)
        #expect(label("billing") == "billing")
        #expect(label("2") == "account")
        #expect(label("none") == "(none)")
        #expect(label("0") == "(none)")
        #expect(label("1 99") == nil)
        #expect(label("billing, spam") == nil)
        #expect(label("billing,") == nil)
        #expect(model.plainMessage("a") == .command(.accept))
        #expect(Bench().model.plainMessage("1 6") == nil)
        #expect(model.plainHelp().contains("1 3 or a, c"))
    }

    @Test func aLineDecidesAtOnceWhateverIsChosen() {
        var bench = Bench.several()
        bench.press("3")
        bench.send(.choose(Label("billing|legal")))
        #expect(bench.recorded == ["1 override billing|legal"])
        bench.answerReads()
        bench.send(.choose(Label("spam")))
        #expect(bench.recorded.count == 1)
    }
}
