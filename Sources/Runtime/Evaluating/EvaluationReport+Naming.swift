import Evaluation
import Labeling

extension EvaluationReport {
    /// With the ids of the items that are listed one by one.
    ///
    /// - Parameter id: of the item with this number (`ItemColumns.number`).
    func naming(_ id: (Int64) throws -> Item.ID?) rethrows -> EvaluationReport {
        var report = self
        guard var items = report.details.doubts?.items else { return report }
        for place in items.indices { items[place].id = try id(items[place].number)?.value }
        report.details.doubts?.items = items
        return report
    }
}
