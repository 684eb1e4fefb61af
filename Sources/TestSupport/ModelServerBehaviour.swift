import Foundation

extension ModelServer {
    /// What to do with one request.
    package indirect enum Behaviour: Sendable {
        case answer(Answer)
        /// Fails in the shape of the service that is spoken to; nothing is done and nothing billed.
        ///
        /// - Parameter type: nil: what the service says with this status.
        case status(
            Int, type: String? = nil, message: String = "told to fail", headers: [String: String] = [:],
            code: String? = nil)
        /// Nothing is done and nothing billed.
        case raw(status: Int, contentType: String, body: String)
        /// Does the work and bills it, and closes the connection in the middle of the answer.
        case cut
        /// Does the work and bills it, and closes the connection without a byte.
        case lost
        /// Closes the connection without a byte; nothing is done and nothing billed.
        case hungUp
        /// Does the work and bills it, sends the headers, and the body only after `release()`, never after `stop()`.
        case stalled
        /// Does the work and bills it, but this comes as the answer's body.
        case garbled(String, contentType: String = "application/json")
        /// Waits for `release()`, then does this; nil: the usual answer.
        case held(then: Behaviour?)
        /// Adds headers to the answer.
        case with(headers: [String: String], then: Behaviour?)
        /// Sends the body in gzip's format.
        case gzip(then: Behaviour?)

        package static func rateLimited(retryAfter: String? = nil, code: String? = nil) -> Behaviour {
            .status(
                429, message: "too many requests", headers: retryAfter.map { ["retry-after": $0] } ?? [:], code: code)
        }
        package static let overloaded = Behaviour.status(529, type: "overloaded_error", message: "Overloaded")
        package static let html = Behaviour.raw(
            status: 502, contentType: "text/html", body: "<html><body><h1>502 Bad Gateway</h1></body></html>")
        package static let insufficientQuota = Behaviour.status(
            429, type: "insufficient_quota", message: "You exceeded your current quota.", code: "insufficient_quota")

        /// An error as OpenRouter has it: the code is a number, and the status may be 200.
        package static func numbered(_ code: Int, status: Int? = nil, message: String = "upstream failed") -> Behaviour
        {
            .raw(
                status: status ?? code, contentType: "application/json",
                body: #"{"error":{"code":\#(code),"message":\#(quoted(message)),"metadata":{}}}"#)
        }

        /// An error as small servers have it: a text and no more.
        package static func plain(_ status: Int, message: String = "something broke") -> Behaviour {
            .raw(status: status, contentType: "application/json", body: #"{"error":\#(quoted(message))}"#)
        }

        /// The usual answer with the headers of a rate limit.
        package static func limits(
            _ api: API = .anthropic, limit: Int, remaining: Int, reset: String, then: Behaviour? = nil
        ) -> Behaviour {
            let start = api == .openAI ? "x-ratelimit-" : "anthropic-ratelimit-"
            let values = ["limit": "\(limit)", "remaining": "\(remaining)", "reset": reset]
            var headers: [String: String] = [:]
            for (name, value) in values {
                headers[start + (api == .openAI ? "\(name)-requests" : "requests-\(name)")] = value
            }
            return .with(headers: headers, then: then)
        }
    }

    /// What goes wrong by chance. The same seed does the same to the same request, in whatever order they come.
    package struct Faults: Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            case rateLimited, overloaded, serverError, badGateway, cut, lost, garbled
            case empty, refusal, truncated, notJSON, foreignLabel, otherBlocks
        }

        package var seed: UInt64
        /// From 0 to 1; together at most 1.
        package var rates: [Kind: Double]
        /// How often the same body may fail before it gets its answer.
        package var mostForOneRequest: Int

        package init(seed: UInt64, rates: [Kind: Double], mostForOneRequest: Int = .max) {
            self.seed = seed
            self.rates = rates
            self.mostForOneRequest = mostForOneRequest
        }

        func behaviour(for question: Question) -> Behaviour? {
            guard question.attempt <= mostForOneRequest else { return nil }
            var hash = seed ^ 0xcbf2_9ce4_8422_2325
            for byte in question.call.body { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            var generator = SeededGenerator(seed: hash &+ UInt64(question.attempt))
            var draw = Double.random(in: 0..<1, using: &generator)
            for kind in Kind.allCases {
                draw -= rates[kind] ?? 0
                if draw < 0 { return kind.behaviour }
            }
            return nil
        }
    }

    /// A behaviour without its wrappings.
    struct Course {
        enum Transport { case whole, cut, lost, hungUp, stalled }

        var isHeld = false
        var isGzipped = false
        var transport = Transport.whole
        var headers: [String: String] = [:]
        var told: Behaviour?
        var isGarbled: Bool {
            if case .garbled = told { true } else { false }
        }

        init(_ behaviour: Behaviour?) {
            var inner = behaviour
            while let wrapping = unwrap(inner) { inner = wrapping.then }
            switch inner {
            case .cut: transport = .cut
            case .lost: transport = .lost
            case .hungUp: transport = .hungUp
            case .stalled: transport = .stalled
            default: told = inner
            }
        }

        private struct Wrapping { var then: Behaviour? }

        /// Nil: there is no wrapping left.
        private mutating func unwrap(_ behaviour: Behaviour?) -> Wrapping? {
            switch behaviour {
            case .held(let then):
                isHeld = true
                return Wrapping(then: then)
            case .with(let more, let then):
                headers.merge(more) { outer, _ in outer }
                return Wrapping(then: then)
            case .gzip(let then):
                isGzipped = true
                return Wrapping(then: then)
            default: return nil
            }
        }
    }
}

extension ModelServer.Faults.Kind {
    fileprivate var behaviour: ModelServer.Behaviour {
        switch self {
        case .rateLimited: .rateLimited(retryAfter: "1")
        case .overloaded: .overloaded
        case .serverError: .status(500)
        case .badGateway: .html
        case .cut: .cut
        case .lost: .lost
        case .garbled: .garbled(#"{"id":"msg_"#)
        case .empty: .answer(.empty)
        case .refusal: .answer(.refusal)
        case .truncated: .answer(.truncated)
        case .notJSON: .answer(.notJSON)
        case .foreignLabel: .answer(.label("none of the labels"))
        case .otherBlocks: .answer(.labelAfterOtherBlocks("none of the labels"))
        }
    }
}
