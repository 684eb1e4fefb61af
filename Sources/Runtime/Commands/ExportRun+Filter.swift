import Cells
package import Labeling
import ReviewUI
import Storage

extension ExportRequest {
    /// Reads a filter as `review --filter` does: a list's name, an expression, or `@name` of a saved one.
    ///
    /// - Throws: what is wrong with it, and where.
    package static func filter(_ text: String, of task: OpenTask) throws(Failure) -> FilterExpression {
        var model = ReviewModel(
            task: task.definition, reviewer: "", size: Size(rows: 24, columns: 80), query: QueueQuery())
        do throws(FilterProblem) {
            try model.open(
                withFilter: list(text) ?? text, kept: (try? task.store.savedFilters()) ?? [], now: .now())
        } catch {
            throw Failure(.usage, "--filter: \(error)")
        }
        return model.query.expression
    }

    /// The lists of the review, as expressions.
    private static func list(_ name: String) -> String? {
        switch name {
        case "todo", "undecided": "state:todo"
        case "all": "*"
        case "decided", "flagged", "skipped", "waiting": "state:\(name)"
        case "disagreements": "disagree"
        case "disputed", "adjudicate": "disputed"
        default: nil
        }
    }
}
