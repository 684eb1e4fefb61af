import Labeling
import TestSupport
import Testing

struct MoneyTests {
    @Test(arguments: [
        ("0", 0), ("12", 12_000_000_000_000), ("0.000982", 982_000_000), ("-0.5", -500_000_000_000),
        ("0.000000000001", 1), ("00012.50", 12_500_000_000_000), ("-0", 0),
        ("9223372.036854775807", Int64.max), ("-9223372.036854775807", -Int64.max),
        ("0000000000000000000000000000000000000001", 1_000_000_000_000),
    ])
    func aDecimalIsReadToTheLastStep(text: String, picodollars: Int64) {
        #expect(Money(decimal: text)?.picodollars == picodollars)
        #expect(Money(decimal: "<\(text)>".dropFirst().dropLast())?.picodollars == picodollars, "as a substring")
    }

    @Test(arguments: [
        "", "-", ".", "-.", ".5", "5.", "-5.", "+5", "--5", "1.2.3", "1..2", "1e3", "1,5", " 1", "1 ", "0x1", "٣",
        "1\u{301}",
        "１", "1.\u{0}", "0.0000000000001", "9223372.036854775808", "-9223372.036854775808", "9223373",
        "99999999999999999999999999", "nan", "infinity", "$1",
    ])
    func whatIsNoPlainDecimalIsRefused(text: String) {
        #expect(Money(decimal: text) == nil)
    }

    @Test func everyAmountIsReadBackAsItWasWritten() {
        var generator = SeededGenerator(seed: 7)
        let edges: [Int64] = [0, 1, -1, .max, -.max, 999_999, 1_000_000, 1_000_000_000_000]
        for picodollars in edges
            + (0..<2_000).map({ _ in Int64(bitPattern: generator.next()) >> (generator.next() % 63) })
        {
            let money = Money(picodollars: picodollars)
            for decimals in [0, 2, 6, 12] {
                #expect(Money(decimal: money.decimal(minimumDecimals: decimals)) == money)
            }
        }
    }

    @Test func noNeedlessZerosAreWritten() {
        #expect(Money(picodollars: 982_000_000).decimal() == "0.000982")
        #expect(Money(picodollars: 982_000_001).decimal() == "0.000982000001")
        #expect(Money.zero.decimal() == "0.000000")
        #expect(Money.zero.decimal(minimumDecimals: 0) == "0")
        #expect(Money(picodollars: -1_500_000_000_000).decimal(minimumDecimals: 2) == "-1.50")
        #expect(Money(picodollars: .min).decimal() == "-9223372.036854775808")
    }

    @Test(arguments: [
        (5_000_000_000, 2, "0.01"), (4_999_999_999, 2, "0.00"), (-5_000_000_000, 2, "-0.01"),
        (-4_999_999_999, 2, "0.00"),
        (1_500_000_000_000, 0, "2"), (1_234_567_890_123, 4, "1.2346"), (999_999_999_999, 2, "1.00"),
        (1_234_567_890_123, 99, "1.234567890123"), (1_500_000_000_000, -3, "2"), (Int64.max, 6, "9223372.036855"),
    ])
    func roundingIsHalfUpAndKeepsTheDecimals(picodollars: Int64, decimals: Int, text: String) {
        #expect(Money(picodollars: picodollars).rounded(decimals: decimals) == text)
    }

    @Test func sumsBeyondTheLargestAmountStayThere() {
        let most = Money(picodollars: .max)
        let least = Money(picodollars: .min)
        let step = Money(picodollars: 1)
        #expect(most + step == most)
        #expect(least - step == least)
        #expect(least + Money(picodollars: -1) == least)
        #expect(most - Money(picodollars: -1) == most)
        #expect(most * 2 == most)
        #expect(most * -2 == least)
        #expect(least * -1 == most)
        #expect(least * .min == most)
        var sum = most
        sum += most
        #expect(sum == most)
    }

    @Test func sumsAreExactWhereFloatingPointIsNot() {
        let tenth = Money(decimal: "0.1")
        let three = (0..<3).reduce(Money.zero) { sum, _ in sum + (tenth ?? .zero) }
        #expect(three == Money(decimal: "0.3"))
        #expect((tenth ?? .zero) * 1_000_000 == Money(decimal: "100000"))
        #expect(Money(decimal: "-1") ?? .zero < .zero)
    }
}
