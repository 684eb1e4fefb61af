import Labeling

extension CareSettings {
    static let keys = ["idle", "pace", "hints", "break-after"]

    /// Reads the keys of the `[review]` table; what is wrong becomes a problem of the file.
    init(_ section: TOMLReader.Section) {
        self.init()
        idle = section.int("idle", in: 5...3_600) ?? idle
        showsPace = section.bool("pace") ?? showsPace
        givesHints = section.bool("hints") ?? givesHints
        if let words = section.string("break-after") {
            if let seconds = CareSettings.seconds(words) {
                breakAfter = seconds == 0 ? nil : seconds
            } else {
                section.problem(
                    "break-after", "expected a time from \"5min\" to \"8h\", or \"off\"; found \"\(words)\"")
            }
        }
    }

    /// `50min`, `1h`: in seconds. 0 for `off`; nil: no such time.
    private static func seconds(_ words: String) -> Int? {
        if words == "off" || words == "0" { return 0 }
        let digits = words.prefix { $0.isASCII && $0.isNumber }
        let unit = words.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Int(digits), number <= 1_000, let factor = ["min": 60, "h": 3_600][String(unit)] else {
            return nil
        }
        let seconds = number * factor
        return (300...28_800).contains(seconds) ? seconds : nil
    }
}
