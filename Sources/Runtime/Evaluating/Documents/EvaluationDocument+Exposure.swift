import Evaluation
import Interchange

extension JSONDocument {
    init(_ report: ExposureFindings) { self = [:] }
}
