import Inference
import Testing

@testable import Runtime

struct ExaminationClockTests {
    @Test(
        arguments: [
            (nil, nil), (0, nil), (59, nil), (-60, nil),
            (600, "This machine's clock is 10 min ahead of the provider's: set it right."),
            (-7_200, "This machine's clock is 120 min behind the provider's: set it right."),
        ] as [(Double?, String?)])
    func aClockThatIsWrongIsTold(ahead: Double?, words: String?) {
        #expect(Examination.clock(ModelCheck(clockAhead: ahead)) == words)
    }
}
