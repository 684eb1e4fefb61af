import Foundation

extension ModelServer {
    /// How the service treats the batches that are created from now on.
    package struct BatchPlan: Sendable {
        /// Where the results are said to be.
        package enum Results: Sendable { case here, nowhere, at(String) }

        /// A batch has ended when it is asked about more often than this; nil: only by `endBatches()`.
        package var pollsUntilEnd: Int? = 0
        package var maximumRequests = 100_000
        /// Of the whole body that creates a batch.
        package var maximumBytes = 256 << 20
        /// What becomes of a request; nil: what the Messages API would answer.
        package var outcome: @Sendable (_ customID: String, _ question: Question?) -> BatchOutcome? = { _, _ in nil }
        /// So many, from the first on, are done when a batch is cancelled.
        package var doneBeforeCancel = 0
        /// Of the order of the results.
        package var shuffleSeed: UInt64 = 1
        package var results = Results.here
        /// Whether the results have been thrown away by the time the batch ends.
        package var areResultsGone = false
        package var endsWithNewline = true
    }

    /// What becomes of one request of a batch.
    package indirect enum BatchOutcome: Sendable {
        case succeeded(Answer)
        case errored(type: String, message: String = "told to fail")
        case canceled, expired
        /// A result of a type nobody has heard of; not billed.
        case unknown(type: String)
        /// No line in the results; billed, and counted, as succeeded.
        case missing
        /// Two lines in the results, billed once.
        case twice(Answer)
    }

    struct BatchRequest: Sendable {
        var customID: String
        /// What the Messages API would say to its parameters.
        var question: Result<Question, Failure>
        var outcome: BatchOutcome
    }

    struct Batch: Sendable {
        enum Status: String { case inProgress = "in_progress", canceling, ended }

        var id: String
        var requests: [BatchRequest]
        var plan: BatchPlan
        /// The batch's own address, as its creator would write it.
        var address: String
        var createdAt: Date
        var endedAt: Date?
        var cancelInitiatedAt: Date?
        var polls = 0
        var status = Status.inProgress
        /// By `request_counts`' names, once it has ended.
        var counts: [String: Int] = [:]
        var results = Data()

        /// As the service describes it.
        var object: [String: Any] {
            var counts: [String: Any] = ["processing": status == .ended ? 0 : requests.count]
            for name in ["succeeded", "errored", "canceled", "expired"] { counts[name] = self.counts[name] ?? 0 }
            let isGone = status == .ended && plan.areResultsGone
            var url: String?
            if status == .ended, !isGone {
                switch plan.results {
                case .here: url = address + "/results"
                case .nowhere: break
                case .at(let other): url = other
                }
            }
            return [
                "id": id, "type": "message_batch", "processing_status": status.rawValue, "request_counts": counts,
                "created_at": createdAt.formatted(.iso8601),
                "expires_at": createdAt.addingTimeInterval(86_400).formatted(.iso8601),
                "ended_at": orNull(endedAt?.formatted(.iso8601)),
                "cancel_initiated_at": orNull(cancelInitiatedAt?.formatted(.iso8601)),
                "archived_at": orNull(isGone ? endedAt?.formatted(.iso8601) : nil), "results_url": orNull(url),
            ]
        }
    }

    /// Reads the body that creates a batch; what is wrong with single requests shows only in their results.
    static func batchRequests(
        _ call: Call, _ rules: ModelServerRules, _ plan: BatchPlan, answer: (Question) -> Answer
    ) throws(Failure) -> [BatchRequest] {
        try ModelServerRules.checkJSONType(call)
        guard call.body.count <= plan.maximumBytes else {
            throw Failure(status: 413, message: "Request exceeds the maximum allowed number of bytes.")
        }
        let body = try ModelServerRules.object(call.body)
        try ModelServerRules.only(["requests"], in: body, at: "")
        guard let list = body["requests"] as? [ModelServerRules.Object], !list.isEmpty else {
            throw .invalid("requests: Field required")
        }
        guard list.count <= plan.maximumRequests else {
            throw .invalid("requests: List should have at most \(plan.maximumRequests) items, not \(list.count)")
        }
        var ids: Set<String> = []
        var requests: [BatchRequest] = []
        for (index, request) in list.enumerated() {
            let path = "requests.\(index)."
            try ModelServerRules.only(["custom_id", "params"], in: request, at: path)
            guard let id = request["custom_id"] as? String, id.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil else {
                throw .invalid(path + "custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'")
            }
            guard ids.insert(id).inserted else { throw .invalid(path + "custom_id: '\(id)' is not unique") }
            guard let params = request["params"] as? ModelServerRules.Object else {
                throw .invalid(path + "params: Field required")
            }
            if params["stream"] as? Bool == true { throw .invalid(path + "params.stream: not allowed in a batch") }
            if params["speed"] != nil { throw .extra(path + "params.speed") }
            let question = question(params, id, call, rules)
            let outcome = plan.outcome(id, try? question.get()) ?? usualOutcome(question, answer)
            requests.append(BatchRequest(customID: id, question: question, outcome: outcome))
        }
        return requests
    }

    private static func question(
        _ params: ModelServerRules.Object, _ id: String, _ call: Call, _ rules: ModelServerRules
    ) -> Result<Question, Failure> {
        var call = call
        call.body = json(params)
        do throws(Failure) {
            var question = try rules.question(params, call, ModelServerRules.Host(isBatched: true))
            question.customID = id
            return .success(question)
        } catch {
            return .failure(error)
        }
    }

    private static func usualOutcome(
        _ question: Result<Question, Failure>, _ answer: (Question) -> Answer
    ) -> BatchOutcome {
        switch question {
        case .success(let question): .succeeded(answer(question))
        case .failure(let failure):
            .errored(type: failure.error["type"] as? String ?? "api_error", message: failure.message)
        }
    }
}
