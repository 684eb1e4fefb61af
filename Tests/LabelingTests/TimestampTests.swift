import Labeling
import TestSupport
import Testing

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-01T09:30:00Z", 1_793_525_400_000),
        ("2026-11-01T10:30:00.250+01:00", 1_793_525_400_250), ("2026-11-01t09:30:00z", 1_793_525_400_000),
        ("2026-11-01 09:30:00Z", 1_793_525_400_000), ("2026-11-01T00:00:00-09:30", 1_793_525_400_000),
        ("1969-12-31T23:59:59.999Z", -1), ("1969-12-31T23:59:59.5Z", -500),
        ("1900-03-01T00:00:00Z", -2_203_891_200_000),
        ("2000-02-29T00:00:00Z", 951_782_400_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2026-11-01T09:30:00.1239999999999999Z", 1_793_525_400_123),
    ])
    func aTimeIsReadToTheMillisecond(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "2026-02-31T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
        "2026-11-01T24:00:00Z", "2026-11-01T09:60:00Z", "2026-11-01T09:30:61Z", "2026-11-01T09:30:00", "2026-11-01",
        "2026-11-01T09:30Z", "2026-11-01T09:30:00.Z", "2026-11-01T09:30:00+1:00", "2026-11-01T09:30:00+0100",
        "2026-11-01T09:30:00+24:00", "2026-11-01T09:30:00+01:60", "2026-11-01T09:30:00Z ", " 2026-11-01T09:30:00Z",
        "2026-11-01T09:30:00ZZ", "2026/11/01T09:30:00Z", "2026-11-01T-9:30:00Z", "2026-11-01T09:30:00.25", "",
        "٢026-11-01T09:30:00Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func everyMomentIsReadBackAsItWasWritten() {
        var generator = SeededGenerator(seed: 11)
        let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
        for milliseconds in [range.lowerBound, -1, 0, 1, range.upperBound]
            + (0..<5_000).map({ _ in Int64.random(in: range, using: &generator) })
        {
            let moment = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
        }
    }

    @Test func millisecondsAreWrittenOnlyWhenThereAreAny() {
        #expect(Timestamp(milliseconds: 1_793_525_400_000).rfc3339 == "2026-11-01T09:30:00Z")
        #expect(Timestamp(milliseconds: 1_793_525_400_005).rfc3339 == "2026-11-01T09:30:00.005Z")
        #expect(Timestamp(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    }

    @Test func theDayIsTheDayInUTC() {
        #expect(Timestamp(rfc3339: "2026-11-01T00:30:00+01:00")?.day == "2026-10-31")
        #expect(Timestamp(milliseconds: -1).day == "1969-12-31")
    }

    @Test func momentsAreOrderedByTime() throws {
        let early = try #require(Timestamp(rfc3339: "2026-11-01T09:30:00+02:00"))
        let late = try #require(Timestamp(rfc3339: "2026-11-01T08:00:00Z"))
        #expect(early < late)
    }

    @Test func theEndsOfTimeDoNotTrap() {
        for milliseconds in [Int64.min, .max] { #expect(!Timestamp(milliseconds: milliseconds).rfc3339.isEmpty) }
    }
}
