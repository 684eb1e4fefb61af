import Labeling
import Testing

@Suite struct LikenessTests {
    private func alike(_ one: String, _ other: String) -> Bool {
        guard let one = Likeness.essence(of: one), let other = Likeness.essence(of: other) else { return false }
        return one == other && Likeness.fingerprint(of: one) == Likeness.fingerprint(of: other)
    }

    @Test(arguments: [
        ("Where is my parcel?", "WHERE IS MY PARCEL"),
        ("Where is my parcel?", "  where\tis my\n\nparcel!!!"),
        ("so good", "soooo gooood"),
        ("look at https://a.example/x?y=1 now", "look at http://b.example now"),
        ("see www.a.example ok", "see www.b.example/path ok"),
        ("@ana please help", "@ben42 please help"),
        ("ÄRGER mit 返金", "ärger, mit 返金。"),
        (
            "Your order 4711 of 12.03. has been sent to you today", "Your order 5 of 1.4. has been sent to you today"
        ),
    ])
    func textsThatDifferInNoWordAreAlike(one: String, other: String) { #expect(alike(one, other)) }

    @Test(arguments: [
        ("Where is my parcel?", "Where is my letter?"),
        ("ticket 1", "ticket 2"),
        ("write to a@b.example", "write to a@c.example"),
        ("no", "on"), ("", ""), ("!!!", "???"), ("👍", "👍"),
    ])
    func otherTextsAreNot(one: String, other: String) { #expect(!alike(one, other)) }

    @Test func aHugeTextOfAnythingIsReadOnce() {
        for piece in ["a", "a ", "@", "http://", "\u{0301}", "1", " ", "\0", "返"] {
            let text = String(repeating: piece, count: 300_000)
            #expect((Likeness.essence(of: text)?.count ?? 0) <= text.utf8.count + 1)
        }
    }
}

@Suite struct FoldedGroupsTests {
    private func numbers(_ values: Int64...) -> [ItemNumber] { values.map { ItemNumber($0) } }

    @Test func alikeItemsShareTheLineOfTheFirst() {
        let groups = [ItemNumber(2): 2, ItemNumber(5): 2, ItemNumber(4): 2, ItemNumber(3): 3] as [ItemNumber: Int64]
        let all = numbers(1, 5, 3, 2, 4, 6)
        let (lines, folds) = FoldedGroups.fold(all, groups: groups, unfolded: [])
        #expect(lines == numbers(1, 5, 3, 6))
        #expect(folds.members == [ItemNumber(5): numbers(2, 4)])
        #expect(folds.folded == 2)
        let open = FoldedGroups.fold(all, groups: groups, unfolded: [2])
        #expect(open.lines == numbers(1, 5, 2, 4, 3, 6))
        #expect(open.folds.folded == 0 && open.folds.isUnfolded(ItemNumber(4)) && !open.folds.isUnfolded(ItemNumber(3)))
    }

    @Test func unfoldingAndFoldingAgainChangesNothing() {
        let groups = [ItemNumber(1): 1, ItemNumber(2): 1, ItemNumber(3): 1] as [ItemNumber: Int64]
        let (_, folds) = FoldedGroups.fold(numbers(1, 2, 3), groups: groups, unfolded: [])
        var changed = folds
        #expect(changed.unfold(ItemNumber(1)) == numbers(2, 3))
        #expect(changed.folded == 0)
        changed.fold(numbers(1, 2, 3))
        #expect(changed == folds)
    }

    @Test func aFoldedItemCanTakeTheLine() {
        let groups = [ItemNumber(1): 1, ItemNumber(2): 1, ItemNumber(3): 1] as [ItemNumber: Int64]
        var (_, folds) = FoldedGroups.fold(numbers(1, 2, 3), groups: groups, unfolded: [])
        #expect(folds.show(ItemNumber(3)) == ItemNumber(1))
        #expect(folds.members == [ItemNumber(3): numbers(1, 2)])
        #expect(folds.show(ItemNumber(3)) == nil)
        #expect(folds.show(ItemNumber(9)) == nil)
    }
}
