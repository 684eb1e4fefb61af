import Labeling
import TestSupport
import Testing

struct RedactionTests {
    private let all = Redaction(Redactable.allCases)

    @Test(arguments: [
        ("write to anna.muster+tag@example.co.uk.", "write to [email]."),
        ("<ANNA@EXAMPLE.COM>, mailto:b@x.de", "<[email]>, mailto:[email]"),
        ("josé@müller.de: hello", "[email]: hello"),
        ("邮箱anna@example.com，谢谢", "邮箱[email]，谢谢"),
        ("call +49 (0)171 2345678 now", "call [phone] now"),
        ("Tel: 030/123 456 78", "Tel: [phone]"),
        ("06 12 34 56 78 ou 06.12.34.56.78", "[phone] ou [phone]"),
        ("(212) 555-0123 or 212-555-0123", "[phone] or [phone]"),
        ("电话+8613812345678。", "电话[phone]。"),
        ("at 0171 2345678 12:30", "at [phone] 12:30"),
        ("card 4111 1111 1111 1111 12/27", "card [card] 12/27"),
        ("4111-1111-1111-1111, 378282246310005", "[card], [card]"),
        ("IBAN DE89 3704 0044 0532 0130 00 Bitte", "IBAN [iban] Bitte"),
        ("gb82west12345698765432", "[iban]"),
        ("from 192.168.0.1:8080 to ::1", "from [ip]:8080 to [ip]"),
        ("2001:db8::8a2e:370:7334, fe80::1%eth0", "[ip], [ip]%eth0"),
        ("::ffff:10.0.0.1 1:2:3:4:5:6:7:8", "[ip] [ip]"),
        ("see https://x.de/a?b=c@d.de#e, (www.example.org).", "see [url], ([url])."),
        ("HTTP://X.DE/ü and “https://例え.jp/パス”", "[url] and “[url]”"),
    ])
    func whatHasTheShapeIsMasked(text: String, masked: String) {
        #expect(all.masked(text).text == masked)
    }

    @Test(arguments: [
        "Order 1234567890123 of 2026-11-21 at 12:30:45", "1,234,567.89 EUR, $1,000, 0.123456789, 50%",
        "on 01.02.2026 12:30, 01/02/2026 or 3/4/26", "RE-2026-0123456789, #0123456789, id=0123456789",
        "4111 1111 1111 1112", "DE88370400440532013000", "999.1.1.1 and 1.2.3 and v1.2.3.4",
        "00:1B:44:11:3A:B7 and std::string and a:b", "anna@localhost, @anna, a @ b.de", "12345678901234567890",
        "ein Text, こんにちは, 👩‍👩‍👧 e\u{301}", "", "\u{0}\r\n\t", "1795226200 and 1795226200123",
        "200 items of 300 parts in 4000 boxes", "http://", "[email] [phone]",
    ])
    func whatOnlyLooksLikeItIsLeftByteForByte(text: String) {
        let masked = all.masked(text)
        #expect(Array(masked.text.utf8) == Array(text.utf8))
        #expect(masked.found.isEmpty)
    }

    @Test func onlyTheKindsAskedForAreMasked() {
        let text = "anna@x.de, 192.168.0.1"
        #expect(Redaction([.ip]).masked(text).text == "anna@x.de, [ip]")
        #expect(Redaction([.email]).masked(text).text == "[email], 192.168.0.1")
        #expect(Redaction([]).masked(text).text == text)
    }

    @Test func countsAndRangesSayWhatWasFound() {
        let text = "ü: a@x.de, b@x.de, 10.0.0.1"
        let masked = all.masked(text)
        #expect(masked.counts == [.email: 2, .ip: 1])
        let bytes = Array(text.utf8)
        #expect(
            masked.found.map { String(decoding: bytes[$0.range], as: UTF8.self) } == ["a@x.de", "b@x.de", "10.0.0.1"])
    }

    private static let parts = [
        "a@b.de", "+49 171 2345678", "0171 2345678", "4111111111111111", "DE89370400440532013000", "10.0.0.1", "::1",
        "2001:db8::1", "https://x.de/a", "www.x.de", "(212) 555-0123", "1", "42", "0", ".", ":", "@", "-", "/", " ",
        "+", "(", ")", "x", "de", "ü", "例", "，", "👍", "[", "]", ",", "\n", "é", "12:30", "01.02.2026", "_", "=",
    ]

    @Test func maskingTwiceChangesNothingMore() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<5_000 {
            let count = Int.random(in: 1...8, using: &random)
            let text = (0..<count).compactMap { _ in RedactionTests.parts.randomElement(using: &random) }.joined()
            let kinds = Redactable.allCases.filter { _ in Bool.random(using: &random) }
            let once = Redaction(kinds).masked(text)
            let twice = Redaction(kinds).masked(once.text)
            #expect(twice.found.isEmpty, "\(text.debugDescription) \(once.text.debugDescription) \(kinds)")
            if once.found.isEmpty { #expect(Array(once.text.utf8) == Array(text.utf8)) }
            let ranges = once.found.map(\.range)
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        }
    }

    @Test(arguments: ["1", "a@", "0 ", "a.", "::", "1.", "+1", "(", "DE89 ", "https://", "ü", "4111 ", "w", "@a."])
    func aLongTextTakesTimeInProportion(part: String) {
        func time(_ count: Int) -> Duration {
            let text = String(repeating: part, count: count / part.utf8.count)
            return processorTime { _ = all.masked(text) }
        }
        // Quadratic would be 64 times as long.
        #expect(time(160_000) < time(20_000) * 24 + .milliseconds(20))
    }
}
