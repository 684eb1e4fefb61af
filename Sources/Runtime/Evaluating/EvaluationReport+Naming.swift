import Evaluation
import Labeling

extension EvaluationReport {
    /// With the ids of the items that are listed one by one.
    ///
    /// - Parameter id: of the item with this number (`ItemColumns.number`).
    func naming(_ id: (Int64) throws -> Item.ID?) rethrows -> EvaluationReport {
        var report = self
        if var items = report.details.doubts?.items {
            for place in items.indices { items[place].id = try id(items[place].number)?.value }
            report.details.doubts?.items = items
        }
        if let numbers = report.details.raters?.unclear.numbers {
            report.details.raters?.unclear.ids = try numbers.compactMap { try id($0)?.value }
        }
        if var drift = report.details.drift {
            for place in drift.series.indices {
                guard var change = drift.series[place].change else { continue }
                change.lastBeforeID = try id(change.lastBefore)?.value
                change.firstAfterID = try id(change.firstAfter)?.value
                drift.series[place].change = change
            }
            report.details.drift = drift
        }
        return report
    }
}
