import Foundation

extension Timestamp {
    /// `10:42`: hours and minutes on the clock of this machine.
    package var timeOfDay: String {
        var seconds = time_t(milliseconds / 1_000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return "--:--" }
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(two(parts.tm_hour)):\(two(parts.tm_min))"
    }

    /// The last midnight on the clock of this machine.
    package var midnight: Timestamp {
        var seconds = time_t(milliseconds / 1_000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return self }
        (parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_isdst) = (0, 0, 0, -1)
        let start = mktime(&parts)
        return start == -1 ? self : Timestamp(milliseconds: Int64(start) * 1_000)
    }
}
