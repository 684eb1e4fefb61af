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

    /// With what the run knows of the request better than its client: why it was asked, and whether once more.
    var told: LaneNews {
        guard case .ended(let request, .success(var prediction)) = self else { return self }
        prediction.escalation = request.due.reason
        prediction.isRepair = request.due.repairing != nil
        return .ended(request, .success(prediction))
    }
}

extension LaneNews {
    /// The lane of an answer after which the lane goes on as before; nil: something may follow.
    var laneThatGoesOn: Int? {
        guard case .ended(let request, .success(let prediction)) = self, prediction.outcome == .labeled else {
            return nil
        }
        return request.lane
    }
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
