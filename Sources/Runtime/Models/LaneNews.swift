import Inference
import Labeling
import Storage

/// A request that was sent.
struct SentRequest: Sendable {
    /// The position of its lane in the run.
    let lane: Int
    let due: ModelLane.Due
    let id: Storage.RequestID
    let reserved: Money
}

/// What a request tells, on its way to the run's thread: attempts first, then one end.
enum LaneNews: Sendable {
    case attempted(SentRequest, Attempt)
    case ended(SentRequest, Result<Prediction, InferenceError>)
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
