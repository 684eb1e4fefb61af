import Foundation

extension ModelServer {
    /// All batches, oldest first.
    struct BatchDesk: Sendable {
        var batches: [Batch] = []
        private var created = 0

        mutating func create(_ requests: [BatchRequest], _ plan: BatchPlan, at address: String, _ now: Date) -> Batch {
            created += 1
            let id = "msgbatch_01Test\(created)"
            let batch = Batch(
                id: id, requests: requests, plan: plan, address: "\(address)/\(id)", createdAt: now)
            batches.append(batch)
            return batch
        }

        func index(_ id: String) throws(Failure) -> Int {
            guard let index = batches.firstIndex(where: { $0.id == id }) else {
                throw .notFound("Message batch \(id) not found.")
            }
            return index
        }

        func list(limit: Int, after: String?, before: String?) throws(Failure) -> [String: Any] {
            guard (1...1_000).contains(limit) else { throw .invalid("limit: Input should be from 1 to 1000") }
            var shown = Array(batches.reversed())
            if let after { shown = Array(shown.drop { $0.id != after }.dropFirst()) }
            if let before { shown = Array(shown.prefix { $0.id != before }.suffix(limit)) }
            let page = shown.prefix(limit)
            return [
                "data": page.map(\.object), "has_more": shown.count > limit, "first_id": orNull(page.first?.id),
                "last_id": orNull(page.last?.id),
            ]
        }

        mutating func cancel(_ id: String, _ now: Date) throws(Failure) -> Batch {
            let index = try index(id)
            if batches[index].status == .ended { throw .invalid("Message batch \(id) has already ended.") }
            batches[index].status = .canceling
            batches[index].cancelInitiatedAt = batches[index].cancelInitiatedAt ?? now
            return batches[index]
        }

        mutating func delete(_ id: String) throws(Failure) -> [String: Any] {
            let index = try index(id)
            guard batches[index].status == .ended else {
                throw .invalid("Message batch \(id) must have ended before it can be deleted.")
            }
            batches.remove(at: index)
            return ["id": id, "type": "message_batch_deleted"]
        }

        func results(_ id: String) throws(Failure) -> Data {
            let batch = batches[try index(id)]
            guard batch.status == .ended else { throw .invalid("Message batch \(id) has not ended yet.") }
            guard !batch.plan.areResultsGone else { throw .notFound("The results of \(id) are no longer available.") }
            return batch.results
        }
    }
}

extension ModelServer.Batch {
    /// Ends it: from now on there are results, and what succeeded is billed.
    mutating func end(
        _ models: [String: ServedModel], cached: inout Set<String>, _ now: Date
    ) -> [ModelServer.Charge] {
        guard status != .ended else { return [] }
        var charges: [ModelServer.Charge] = []
        var lines: [Data] = []
        for (index, request) in requests.enumerated() {
            let isLate = status == .canceling && index >= plan.doneBeforeCancel
            var end = ended(request, isLate ? .canceled : request.outcome, models, &cached)
            counts[end.count, default: 0] += 1
            end.charge?.batchID = id
            if let charge = end.charge { charges.append(charge) }
            let line = json(["custom_id": request.customID, "result": end.result])
            lines += Array(repeating: line, count: end.lines)
        }
        status = .ended
        endedAt = now
        var generator = SeededGenerator(seed: plan.shuffleSeed)
        lines.shuffle(using: &generator)
        results = Data(lines.joined(separator: Data("\n".utf8)))
        if plan.endsWithNewline { results.append(UInt8(ascii: "\n")) }
        return charges
    }

    private struct End {
        var result: [String: Any]
        /// In `request_counts`.
        var count: String
        var lines = 1
        var charge: ModelServer.Charge?
    }

    private func ended(
        _ request: ModelServer.BatchRequest, _ outcome: ModelServer.BatchOutcome, _ models: [String: ServedModel],
        _ cached: inout Set<String>
    ) -> End {
        switch outcome {
        case .canceled: return End(result: ["type": "canceled"], count: "canceled")
        case .expired: return End(result: ["type": "expired"], count: "expired")
        case .unknown(let type): return End(result: ["type": type], count: "errored")
        case .errored(let type, let message):
            let error: [String: Any] = ["type": type, "message": message]
            let body: [String: Any] = ["type": "error", "error": error, "request_id": NSNull()]
            return End(result: ["type": "errored", "error": body], count: "errored")
        case .succeeded(let answer): return succeeded(request, answer, models, &cached)
        case .twice(let answer):
            var end = succeeded(request, answer, models, &cached)
            end.lines = 2
            return end
        case .missing:
            var end = succeeded(request, .label("missing"), models, &cached)
            end.lines = 0
            return end
        }
    }

    private func succeeded(
        _ request: ModelServer.BatchRequest, _ answer: ModelServer.Answer, _ models: [String: ServedModel],
        _ cached: inout Set<String>
    ) -> End {
        guard case .success(let question) = request.question, let model = models[question.model] else {
            let failure = ModelServer.BatchOutcome.errored(type: "invalid_request_error", message: "invalid params")
            return ended(request, failure, models, &cached)
        }
        let prompt = ModelServer.Usage(question, model, cached: &cached)
        // The number of the batch makes it unlike that of any other message.
        let messageID = "msg_\(id.dropFirst("msgbatch_".count))_\(request.customID)"
        let (message, charge) = answer.message(to: question, model, prompt, id: messageID, isBatched: true)
        return End(result: ["type": "succeeded", "message": message], count: "succeeded", charge: charge)
    }
}
