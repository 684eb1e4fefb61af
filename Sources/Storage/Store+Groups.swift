package import Labeling

internal import GRDB

extension Store {
    /// Gives each item that is alike or near to an earlier one, with the id of the one that leads its group.
    package func forEachNearDuplicate(_ body: (ItemNumber, Item.ID) throws -> Void) throws {
        var last: Int64 = 0
        while true {
            let page = try read { db in
                try db.all(
                    """
                    SELECT a.item, CAST(i.id AS BLOB) FROM item_group a CROSS JOIN item i ON i.number = a.leader
                    WHERE a.item > ? ORDER BY a.item LIMIT 4096
                    """, [last]
                ) { (try $0.value(0) as Int64, Item.ID(try $0.text(1))) }
            }
            guard let end = page.last?.0 else { return }
            for (number, leader) in page { try body(ItemNumber(number), leader) }
            last = end
        }
    }
}
