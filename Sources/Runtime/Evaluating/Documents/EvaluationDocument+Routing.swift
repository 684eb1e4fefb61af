import Evaluation
import Interchange

extension JSONDocument {
    init(_ report: RoutingReport) { self = [:] }
}
