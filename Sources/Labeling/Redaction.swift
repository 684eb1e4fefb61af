/// Masks personal data that can be told by its shape, before a text is sent to anyone.
///
/// Shapes only: a name or a street is not found. What looks like a date, a price or an order number is left alone
/// where its shape allows. Takes time in proportion to the text's length.
package struct Redaction: Hashable, Sendable {
    /// What was masked, and where.
    package struct Found: Hashable, Sendable {
        package var kind: Redactable
        /// In bytes of the UTF-8 of the text that was given.
        package var range: Range<Int>

        package init(kind: Redactable, range: Range<Int>) {
            self.kind = kind
            self.range = range
        }
    }

    package struct Masked: Hashable, Sendable {
        /// With `[email]`, `[phone]`, … in place of what was found; the given text itself where nothing was.
        package var text: String
        /// In the order of the text; none touches another's bytes.
        package var found: [Found]
        package var counts: [Redactable: Int] { found.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 } }
    }

    private let kinds: Set<Redactable>

    package init(_ kinds: [Redactable]) { self.kinds = Set(kinds) }

    package func masked(_ text: String) -> Masked {
        let bytes = Array(text.utf8)
        let found = found(bytes)
        guard !found.isEmpty else { return Masked(text: text, found: []) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var done = 0
        for match in found {
            result += bytes[done..<match.range.lowerBound]
            result += "[\(match.kind.rawValue)]".utf8
            done = match.range.upperBound
        }
        result += bytes[done...]
        return Masked(text: String(decoding: result, as: UTF8.self), found: found)
    }

    /// The first that fits holds, so that an address in a link is part of the link.
    private static let order: [Redactable] = [.url, .email, .iban, .card, .ip, .phone]
    /// Rounds at most: a text made for it could need one for each of its matches.
    private static let mostRounds = 8

    private func found(_ bytes: [UInt8]) -> [Found] {
        var bytes = bytes
        var found: [Found] = []
        for _ in 0..<Redaction.mostRounds {
            let before = found.count
            for kind in Redaction.order where kinds.contains(kind) {
                for range in bytes.withUnsafeBufferPointer({ RedactionScanner(bytes: $0).ranges(of: kind) }) {
                    found.append(Found(kind: kind, range: range))
                    // As it will stand in the masked text: what is masked can set free what stood close to it, and
                    // masking a second time must find nothing more.
                    for index in range { bytes[index] = index == range.lowerBound ? 0x5B : 0x5D }
                }
            }
            if found.count == before { break }
        }
        return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}
