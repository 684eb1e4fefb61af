import Labeling

/// How fast and how evenly a reviewer decides, and what may be said of it.
struct Tempo: Equatable, Sendable {
    struct Deed: Equatable, Sendable {
        /// All work of the session up to this decision, in milliseconds.
        var workedAt: Int64
        /// On this item, in seconds; nil: it was decided before it was on screen.
        var seconds: Double?
        /// Of its text, as far as anyone has to read.
        var words: Int
        /// Nil: it could not be accepted, because nothing was there to accept.
        var accepted: Bool?
    }

    /// The newest last.
    private(set) var deeds: [Deed] = []
    /// Decided one after another, without an undo or a pause.
    private(set) var inRow = 0
    /// Choices that are no longer among the last ones.
    private var earlier = (choices: 0, accepts: 0)
    private var choices: [Bool] = []

    /// Nobody reads more words in a second than this, and understands them.
    static let wordsPerSecond = 15.0
    /// Long texts need not be read to their end to be decided.
    private static let mostWords = 60
    private static let inARow = 5
    private static let lastChoices = 30
    private static let leastEarlier = 60
    private static let paceOver = 20

    static func == (left: Tempo, right: Tempo) -> Bool {
        left.deeds == right.deeds && left.inRow == right.inRow && left.choices == right.choices
            && left.earlier == right.earlier
    }

    mutating func take(_ deed: Deed) {
        inRow += 1
        deeds.append(deed)
        if deeds.count > Self.paceOver + 1 { deeds.removeFirst() }
        guard let accepted = deed.accepted else { return }
        choices.append(accepted)
        if choices.count > Self.lastChoices {
            earlier.choices += 1
            earlier.accepts += choices.removeFirst() ? 1 : 0
        }
    }

    mutating func breakRow() { inRow = 0 }

    /// Decisions a minute of work, over the last ones; nil: too few.
    var pace: Double? {
        guard deeds.count > 2, let first = deeds.first, let last = deeds.last, last.workedAt > first.workedAt else {
            return nil
        }
        return Double(deeds.count - 1) / (Double(last.workedAt - first.workedAt) / 60_000)
    }

    /// The last five were each decided in less time than their texts take to read.
    var isTooFast: Bool {
        let last = deeds.suffix(Self.inARow)
        return last.count == Self.inARow
            && last.allSatisfy { ($0.seconds ?? .infinity) * Self.wordsPerSecond < Double($0.words) }
    }

    /// The shares of accepted answers among the last thirty choices and among all before, where they differ by more than
    /// three standard errors (the two-sample test of proportions); nil: they do not, or there are too few.
    var drift: (now: Double, before: Double)? {
        guard choices.count == Self.lastChoices, earlier.choices >= Self.leastEarlier else { return nil }
        let accepts = choices.count { $0 }
        let (n, m) = (Double(choices.count), Double(earlier.choices))
        let (now, before) = (Double(accepts) / n, Double(earlier.accepts) / m)
        let pooled = Double(accepts + earlier.accepts) / (n + m)
        let error = (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
        return error > 0 && abs(now - before) > 3 * error ? (now, before) : nil
    }

    /// The words of a text, as far as they count. A sign of a script without blanks counts as half a word.
    static func words(of text: String) -> Int {
        var (words, signs, isInside) = (0, 0, false)
        for scalar in text.unicodeScalars.prefix(2_000) {
            if scalar.properties.isWhitespace {
                isInside = false
            } else if scalar.properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value) {
                signs += 1
                isInside = false
            } else if !isInside {
                words += 1
                isInside = true
            }
        }
        return min(words + signs / 2, mostWords)
    }
}
