import Inference
import Labeling
import Storage

/// The end of one request, on its way to the run's thread.
struct LaneAnswer: Sendable {
    let lane: Int
    let due: ModelLane.Due
    let request: Storage.RequestID
    let reserved: Money
    let result: Result<Prediction, InferenceError>
}

extension InferenceError {
    /// The service as a whole is in trouble, not this item.
    var isAboutTheService: Bool {
        switch kind {
        case .unreachable, .timeout, .overloaded, .server, .rateLimited: true
        default: false
        }
    }
}
