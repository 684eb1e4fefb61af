import Foundation

/// A moment in time, in whole milliseconds since 1970-01-01 00:00 UTC.
package struct Timestamp: Hashable, Sendable, Comparable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }

    /// Reads an RFC 3339 time such as `2026-11-01T09:30:00Z` or `2026-11-01T10:30:00.250+01:00`;
    /// digits beyond the millisecond are dropped. Nil for anything else, a day that its month does not have included.
    package init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        guard bytes.count >= 20, bytes[4] == 45, bytes[7] == 45, bytes[13] == 58, bytes[16] == 58,
            [84, 116, 32].contains(bytes[10]),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = Timestamp.daysSinceEpoch(year: year, month: month, day: day)
        // A day that its month does not have comes back as another date.
        guard Timestamp.civil(daysSinceEpoch: days) == (year, month, day) else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if bytes[index] == 46 {
            index += 1
            var scale: Int64 = 100
            let start = index
            while index < bytes.count, (48...57).contains(bytes[index]) {
                fraction += Int64(bytes[index] - 48) * scale
                scale /= 10
                index += 1
            }
            guard index > start else { return nil }
        }
        guard index < bytes.count else { return nil }
        var offsetMinutes: Int64 = 0
        switch bytes[index] {
        case 90, 122:
            guard index + 1 == bytes.count else { return nil }
        case 43, 45:
            guard index + 6 == bytes.count, bytes[index + 3] == 58,
                let hours = number(index + 1..<index + 3), let minutes = number(index + 4..<index + 6),
                hours < 24, minutes < 60
            else { return nil }
            offsetMinutes = (hours * 60 + minutes) * (bytes[index] == 45 ? -1 : 1)
        default: return nil
        }
        let seconds = days * 86_400 + hour * 3_600 + (minute - offsetMinutes) * 60 + second
        let milliseconds = seconds * 1_000 + fraction
        // An offset can carry the moment into a year that RFC 3339 cannot write.
        guard Timestamp.writable.contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// The years 0000 to 9999 in UTC.
    private static let writable: Range<Int64> = -62_167_219_200_000..<253_402_300_800_000

    /// RFC 3339 in UTC; milliseconds are written only when there are any.
    package var rfc3339: String {
        let (days, rest) = Timestamp.floorDivision(milliseconds, 86_400_000)
        let (year, month, day) = Timestamp.civil(daysSinceEpoch: days)
        let fraction = rest % 1_000
        let date = "\(Timestamp.padded(year, 4))-\(Timestamp.padded(month, 2))-\(Timestamp.padded(day, 2))"
        let hour = Timestamp.padded(rest / 3_600_000, 2)
        let minute = Timestamp.padded(rest / 60_000 % 60, 2)
        let second = Timestamp.padded(rest / 1_000 % 60, 2)
        return "\(date)T\(hour):\(minute):\(second)\(fraction == 0 ? "" : "." + Timestamp.padded(fraction, 3))Z"
    }

    /// The day in UTC, as `2026-11-01`.
    package var day: String { String(rfc3339.prefix(10)) }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func floorDivision(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    // The two conversions between days and dates are Howard Hinnant's `days_from_civil` and `civil_from_days`
    // (http://howardhinnant.github.io/date_algorithms.html): exact, and without a calendar object for each row.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivision(shifted, 400).quotient
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivision(daysSinceEpoch + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
