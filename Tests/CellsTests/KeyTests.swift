import Cells
import Testing

@Test(arguments: [
    ("a", Key.character("a")), ("A", .character("A")), ("?", .character("?")), ("space", .character(" ")),
    ("ctrl-d", .control("d")), ("enter", .enter), ("shift-tab", .backTab), ("page-down", .pageDown),
    ("f12", .function(12)),
    ("f", .character("f")), ("-", .character("-")), ("é", .character("é")), ("ctrl-space", .control(" ")),
])
func aKeyAndItsNameAreTheSame(name: String, key: Key) {
    #expect(Key(name: name) == key)
    #expect(key.description == name)
}

@Test(arguments: ["", "enterr", "ctrl-", "ctrl-dd", "f0", "f64", " ", "ctrl-é"])
func whatIsNotAKeyHasNoKey(name: String) {
    #expect(Key(name: name) == nil)
}

@Test func everyRoleHasAKebabCaseName() {
    for role in Role.allCases {
        #expect(role.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) || ("0"..."9").contains($0) })
    }
    #expect(Role.confidenceHigh.rawValue == "confidence-high")
}
