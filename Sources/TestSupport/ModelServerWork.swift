import Foundation
import Synchronization

extension ModelServer {
    /// Does what is asked and says so; the first of each kind of id has no number.
    ///
    /// - Parameter isDone: whether there is anything to do at all.
    func reply(
        to intake: Result<Work, Failure>, _ told: Behaviour?, _ call: Call, _ route: Route, _ number: Int, isDone: Bool
    ) -> Reply {
        let suffix = number == 1 ? "" : "\(number)"
        guard isDone else { return Reply(status: 0, headers: [:], body: Data()) }
        switch told {
        case .status(let status, let type, let message, let headers, let code):
            let failure = Failure(status: status, type: type, message: message, headers: headers, code: code)
            return failure.reply(route, requestID: "req_failed" + suffix)
        case .raw(let status, let contentType, let body):
            return Reply(status: status, headers: ["content-type": contentType], body: Data(body.utf8))
        default: break
        }
        let work: Work
        switch intake {
        case .failure(let failure): return failure.reply(route, requestID: "req_failed" + suffix)
        case .success(let taken): work = taken
        }
        do throws(Failure) {
            var answer: Answer?
            if case .answer(let own) = told { answer = own }
            var reply = try perform(work, answer, call, route, id: "01Test" + suffix)
            reply.headers[Failure.idHeader(route.api)] = "req_01Test" + suffix
            if case .garbled(let body, let contentType) = told {
                reply.body = Data(body.utf8)
                reply.headers["content-type"] = contentType
            }
            return reply
        } catch {
            return error.reply(route, requestID: "req_failed" + suffix)
        }
    }

    private func perform(
        _ work: Work, _ told: Answer?, _ call: Call, _ route: Route, id: String
    ) throws(Failure) -> Reply {
        switch work {
        case .ask(let question): return try ask(question, told ?? answer(question), id: id)
        case .count(let question):
            guard let model = models[question.model] else { throw .notFound("model: \(question.model)") }
            var nothing: Set<String> = []
            return Reply(body: json(["input_tokens": Usage(question, model, cached: &nothing).prompt]))
        case .models: return Reply(body: json(try ModelServerModels.list(call, route.api, listed)))
        case .model(let model): return Reply(body: json(ModelServerModels.entry(model, route.api)))
        case .list:
            let limit = Int(call.parameter("limit") ?? "20") ?? 0
            let (after, before) = (call.parameter("after_id"), call.parameter("before_id"))
            return Reply(
                body: json(try state.withLock { $0.batches }.list(limit: limit, after: after, before: before)))
        case .create, .retrieve, .cancel, .delete, .results: return try perform(work, call)
        }
    }

    private func ask(_ question: Question, _ answer: Answer, id: String) throws(Failure) -> Reply {
        guard let model = models[question.model] else { throw .notFound("model: \(question.model)") }
        let prompt = state.withLock { Usage(question, model, cached: &$0.cached) }
        if question.api == .openAI {
            let (body, charge) = answer.completion(
                to: question, model, prompt, id: "chatcmpl-" + id, r1IsEmpty: r1IsEmptyWhenStructured)
            return Reply(body: json(body), charge: charge)
        }
        let (message, charge) = answer.message(to: question, model, prompt, id: "msg_" + id)
        return Reply(body: json(message), charge: charge)
    }

    private func perform(_ work: Work, _ call: Call) throws(Failure) -> Reply {
        let now = clock()
        let result = state.withLock { state -> Result<Reply, Failure> in
            do throws(Failure) {
                return .success(try perform(work, call, &state, now))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func perform(_ work: Work, _ call: Call, _ state: inout State, _ now: Date) throws(Failure) -> Reply {
        switch work {
        case .create(let requests, let plan):
            let address = "http://\(call.headers["host"] ?? "")\(call.path)"
            let batch = state.batches.create(requests, plan, at: address, now)
            return Reply(body: json(batch.object), batchID: batch.id)
        case .retrieve(let id):
            let index = try state.batches.index(id)
            state.batches.batches[index].polls += 1
            let batch = state.batches.batches[index]
            let isDue = batch.plan.pollsUntilEnd.map { batch.polls > $0 } ?? false
            // A cancelled one ends when it is next asked about.
            if isDue || batch.status == .canceling { end(index, &state, now) }
            return Reply(body: json(state.batches.batches[index].object), batchID: id)
        case .cancel(let id): return Reply(body: json(try state.batches.cancel(id, now).object), batchID: id)
        case .delete(let id): return Reply(body: json(try state.batches.delete(id)), batchID: id)
        case .results(let id):
            return Reply(
                headers: ["content-type": "application/x-jsonl"], body: try state.batches.results(id), batchID: id)
        default: throw .notFound("Not Found")
        }
    }
}
