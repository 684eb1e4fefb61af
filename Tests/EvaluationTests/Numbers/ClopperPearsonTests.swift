import Evaluation
import Testing

/// Values of scipy 1.17.1: `beta.ppf(0.95, k + 1, n - k)` and `beta.ppf(0.05, k, n - k + 1)`.
@Suite struct ClopperPearsonTests {
    @Test(arguments: [
        (0, 10, 0.2588655508930522, 0.0), (0, 100, 0.029513049607039925, 0.0),
        (1, 50, 0.09139813071969738, 0.0010253398672320636), (3, 40, 0.18258685001590122, 0.020753601475701208),
        (7, 812, 0.016130994661799267, 0.0040527417203669956), (40, 40, 1.0, 0.9278424754944854),
        (120, 1000, 0.1382394073960399, 0.10344312070277918), (0, 1, 0.95, 0.0),
    ])
    func boundsAreThoseOfScipy(errors: Int, n: Int, upper: Double, lower: Double) {
        #expect(abs(ClopperPearson.upper(errors: errors, of: n) - upper) < 1e-9)
        #expect(abs(ClopperPearson.lower(errors: errors, of: n) - lower) < 1e-9)
    }

    @Test func whatWasNotSeenIsNotBounded() {
        #expect(ClopperPearson.upper(errors: 0, of: 0) == 1)
        #expect(ClopperPearson.lower(errors: 0, of: 0) == 0)
        #expect(ClopperPearson.upper(errors: 9, of: 3) == 1)
    }

    @Test func boundsHoldTheShareForAnyCounts() {
        for n in [1, 2, 17, 1_000, 1_000_000] {
            for errors in [0, 1, n / 3, n / 2, n - 1, n] where errors <= n {
                let share = Double(errors) / Double(n)
                #expect(ClopperPearson.lower(errors: errors, of: n) <= share)
                #expect(ClopperPearson.upper(errors: errors, of: n) >= share)
            }
        }
    }
}
