package import Foundation

extension ModelServer {
    /// Tokens by the kind they are billed as.
    package struct Usage: Sendable, Equatable {
        /// Neither read from the cache nor written to it.
        package var input = 0
        package var written5m = 0
        package var written1h = 0
        package var read = 0
        package var output = 0
        /// The part of `output` that was thinking or reasoning.
        package var reasoning = 0

        package var written: Int { written5m + written1h }
        package var prompt: Int { input + written + read }

        package init() {}

        package static func + (left: Usage, right: Usage) -> Usage {
            var sum = left
            sum.input += right.input
            sum.written5m += right.written5m
            sum.written1h += right.written1h
            sum.read += right.read
            sum.output += right.output
            sum.reasoning += right.reasoning
            return sum
        }
    }

    /// What one answer of a model costs.
    package struct Charge: Sendable {
        package var api: API
        /// As the price table calls it.
        package var model: String
        package var usage: Usage
        package var picodollars: Int64
        package var messageID: String
        /// Whether the answer was sent in full: not when the connection was cut, or the body never came. In a batch:
        /// whether its results were fetched.
        package var wasDelivered = false
        package var batchID: String?
        package var customID: String?
    }

    /// Everything that the server was asked, and what it billed.
    package struct Ledger: Sendable {
        /// One HTTP request.
        package struct Entry: Sendable {
            package var api: API
            package var operation: Operation
            package var call: Call
            package var status: Int
            package var reply: Data
            /// As it stood in the answer's header.
            package var requestID: String
            /// Nil: not billed.
            package var charge: Charge?
            /// Whether all of the answer was sent.
            package var wasDelivered: Bool
            /// The batch that was created, or asked about.
            package var batchID: String?

            package var picodollars: Int64 { charge?.picodollars ?? 0 }
        }

        /// In the order in which they were answered.
        package var entries: [Entry] = []
        /// Billed when their batch ended, in the order of its requests.
        package var batchCharges: [Charge] = []
        /// The greatest number of requests that were waiting for an answer at once.
        package var mostAtOnce = 0

        package var requests: Int { entries.count }
        package var charges: [Charge] { entries.compactMap(\.charge) + batchCharges }

        package var billedPicodollars: Int64 { sum(charges) }
        package var deliveredPicodollars: Int64 { sum(charges.filter(\.wasDelivered)) }
        /// Billed for answers that the client cannot have read.
        package var undeliveredPicodollars: Int64 { sum(charges.filter { !$0.wasDelivered }) }
        package var usage: Usage { charges.reduce(Usage()) { $0 + $1.usage } }

        package func entries(_ operation: Operation) -> [Entry] { entries.filter { $0.operation == operation } }
        package func entry(requestID: String) -> Entry? { entries.first { $0.requestID == requestID } }
        package func charge(messageID: String) -> Charge? { charges.first { $0.messageID == messageID } }

        /// Results that were read deliver all that their batch was billed for.
        mutating func setDelivered(_ index: Int) {
            entries[index].wasDelivered = true
            entries[index].charge?.wasDelivered = true
            guard entries[index].operation == .batchResults, entries[index].status == 200 else { return }
            for other in batchCharges.indices where batchCharges[other].batchID == entries[index].batchID {
                batchCharges[other].wasDelivered = true
            }
        }

        private func sum(_ charges: [Charge]) -> Int64 { charges.reduce(0) { $0 + $1.picodollars } }
    }
}
