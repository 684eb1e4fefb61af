import Cells
import Testing

@testable import Terminal

private func events(_ reports: String...) -> [Event] {
    var decoder = KeyDecoder()
    for report in reports {
        decoder.read(code: KeyDecoder.mouseStart)
        for scalar in report.unicodeScalars { decoder.read(scalar: scalar) }
    }
    decoder.finish()
    return decoder.takeEvents()
}

@Test(arguments: [
    ("0;12;5M", Mouse(.press, row: 4, column: 11)), ("0;1;1m", Mouse(.release, row: 0, column: 0)),
    ("32;300;100M", Mouse(.drag, row: 99, column: 299)), ("64;3;2M", Mouse(.wheelUp, row: 1, column: 2)),
    ("65;3;2M", Mouse(.wheelDown, row: 1, column: 2)),
])
func aReportIsWhatTheMouseDid(report: String, mouse: Mouse) {
    #expect(events(report) == [.mouse(mouse)])
}

@Test(arguments: [
    "1;3;3M", "2;3;3M", "4;3;3M", "16;3;3M", "66;3;3M", "35;3;3M", "128;3;3M", "0;0;3M", "0;3M", "0;3;3;3M", "M",
    "0;99999999999999999999999;3M", "0;3;3~", ";;M",
])
func otherButtonsAndBrokenReportsAreNothing(report: String) {
    let seen = events(report)
    // What is behind the longest possible report are letters again, none of its digits.
    #expect(seen.allSatisfy { if case .mouse = $0 { false } else { true } })
    #expect(!seen.contains { if case .key(.character(let key)) = $0 { key == "0" } else { false } })
}

@Test func theDigitsOfALateReportAreNoKeys() {
    var decoder = KeyDecoder()
    decoder.read(code: KeyDecoder.mouseStart)
    decoder.read(scalar: "0")
    decoder.finish()
    #expect(decoder.takeEvents() == [])
    for scalar in ";2;3Mq".unicodeScalars { decoder.read(scalar: scalar) }
    decoder.finish()
    #expect(decoder.takeEvents() == [.mouse(Mouse(.press, row: 2, column: 1)), .key(.character("q"))])
}

@Test func aKeyEndsAReportThatGotLost() {
    var decoder = KeyDecoder()
    decoder.read(code: KeyDecoder.mouseStart)
    decoder.read(scalar: "0")
    decoder.read(code: 0x102)
    decoder.read(scalar: "a")
    decoder.finish()
    #expect(decoder.takeEvents() == [.key(.down), .key(.character("a"))])
}

@Test func terminalsOfOldReportInBytes() {
    var decoder = KeyDecoder()
    func read(_ text: String) {
        decoder.read(code: KeyDecoder.oldMouseStart)
        for scalar in text.unicodeScalars { decoder.read(scalar: scalar) }
    }
    read(" !!")
    read("##$")
    read("`+,")
    decoder.read(scalar: "x")
    decoder.finish()
    #expect(
        decoder.takeEvents() == [
            .mouse(Mouse(.press, row: 0, column: 0)), .mouse(Mouse(.release, row: 3, column: 2)),
            .mouse(Mouse(.wheelUp, row: 11, column: 10)), .key(.character("x")),
        ])
}
