/// A date in a filter: the moments it stands for, and how it was written. All dates are in UTC.
package struct FilterDate: Hashable, Sendable {
    package enum Spelling: Hashable, Sendable {
        case today, yesterday
        /// `2026-11-01`
        case day
        /// `2026-11`
        case month
        /// `2026-11-01T09:30:00Z`
        case moment
        /// `7d`: so long before now.
        case age(Int, Unit)
    }

    package enum Unit: String, Hashable, Sendable, CaseIterable {
        case minute = "min"
        case hour = "h"
        case day = "d"
        case week = "w"

        var milliseconds: Int64 {
            switch self {
            case .minute: 60_000
            case .hour: 3_600_000
            case .day: 86_400_000
            case .week: 7 * 86_400_000
            }
        }
    }

    package let spelling: Spelling
    /// The first moment, and the first one after it.
    package let start: Timestamp
    package let end: Timestamp

    private init(_ spelling: Spelling, start: Int64, milliseconds: Int64) {
        self.spelling = spelling
        self.start = Timestamp(milliseconds: start)
        end = Timestamp(milliseconds: start + milliseconds)
    }

    /// Reads a date; nil where it is none. An age has at most six digits.
    package init?(_ text: String, now: Timestamp) {
        // The years that can be written, so that no sum overflows whatever the clock says.
        let now = min(max(now.milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let dayLength = Unit.day.milliseconds
        let today = now - ((now % dayLength) + dayLength) % dayLength
        let folded = text.lowercased()
        if folded == "today" {
            self.init(.today, start: today, milliseconds: dayLength)
        } else if folded == "yesterday" {
            self.init(.yesterday, start: today - dayLength, milliseconds: dayLength)
        } else if let moment = Timestamp(rfc3339: folded) {
            self.init(.moment, start: moment.milliseconds, milliseconds: 1)
        } else if let day = Timestamp(rfc3339: folded + "t00:00:00z") {
            self.init(.day, start: day.milliseconds, milliseconds: dayLength)
        } else if let month = Timestamp(rfc3339: folded + "-01t00:00:00z") {
            let last = [31, 30, 29, 28].first { Timestamp(rfc3339: folded + "-\($0)t00:00:00z") != nil } ?? 28
            self.init(.month, start: month.milliseconds, milliseconds: Int64(last) * dayLength)
        } else if let unit = Unit.allCases.first(where: { folded.hasSuffix($0.rawValue) }) {
            let digits = folded.dropLast(unit.rawValue.count)
            guard digits.count <= 6, digits.utf8.allSatisfy({ (48...57).contains($0) }), let count = Int(digits)
            else { return nil }
            self.init(.age(count, unit), start: now - Int64(count) * unit.milliseconds, milliseconds: 1)
        } else {
            return nil
        }
    }

    /// The moments that compare so with this date: not before `from`, and before `before`; nil: no bound.
    ///
    /// An age is compared as an age: `<7d` is newer than seven days, `>7d` is older, `:7d` is the last seven days. `>` and
    /// `>=` leave out a day or take it in, as a whole.
    package func bounds(_ comparison: FilterComparison) -> (from: Timestamp?, before: Timestamp?) {
        if case .age = spelling {
            return switch comparison {
            case .less: (end, nil)
            case .atMost, .equal: (start, nil)
            case .more: (nil, start)
            case .atLeast: (nil, end)
            }
        }
        return switch comparison {
        case .less: (nil, start)
        case .atMost: (nil, end)
        case .more: (end, nil)
        case .atLeast: (start, nil)
        case .equal: (start, end)
        }
    }
}

extension FilterDate: CustomStringConvertible {
    /// As in a filter.
    package var description: String {
        switch spelling {
        case .today: "today"
        case .yesterday: "yesterday"
        case .day: start.day
        case .month: String(start.day.prefix(7))
        case .moment: start.rfc3339
        case .age(let count, let unit): "\(count)\(unit.rawValue)"
        }
    }
}
