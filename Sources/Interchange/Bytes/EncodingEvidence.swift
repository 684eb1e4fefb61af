/// What the beginning of an input says for and against UTF-8, and for Windows-1252.
///
/// The border: a file in UTF-8 may have been damaged in places, and loses the lines with them; a file in another
/// encoding has hardly anything else than such places. So it is another encoding where at least three places are no
/// UTF-8, on three lines if there are as many, and nine in ten of all that are not ASCII.
struct EncodingEvidence {
    /// How much of an input is looked at.
    static let window = 64 * 1024

    private var rightRuns = 0
    private var wrongRuns = 0
    private var longWrongRuns = 0
    private var lines = 1
    private var wrongLines = 0
    /// Bytes that no text in Windows-1252 holds.
    private var impossible = 0
    private(set) var firstWrong: (offset: Int, byte: UInt8)?

    var isASCII: Bool { rightRuns == 0 && wrongRuns == 0 && impossible == 0 }

    /// Whether most that is not ASCII is no UTF-8 either.
    var isMostlyWrong: Bool {
        wrongRuns >= 3 && wrongLines >= min(3, lines) && rightRuns * 9 <= wrongRuns
    }

    /// Whether it can be a text of Western Europe: letters beyond ASCII stand alone or in pairs there, where
    /// Cyrillic, Greek, Chinese or Japanese text has long runs of them.
    var mayBeWindows1252: Bool { impossible == 0 && longWrongRuns * 10 <= wrongRuns }

    /// - Parameter isWhole: false: the last character may be cut off.
    init(_ head: ArraySlice<UInt8>, isWhole: Bool) {
        var index = head.startIndex
        var isLineWrong = false
        while index < head.endIndex {
            let byte = head[index]
            if byte < 0x80 {
                if byte == 10 {
                    if isLineWrong { wrongLines += 1 }
                    (lines, isLineWrong) = (lines + 1, false)
                } else if byte < 0x20, ![9, 12, 13, 26].contains(byte) {
                    impossible += 1
                }
                index += 1
                continue
            }
            let end = head[index...].firstIndex { $0 < 0x80 } ?? head.endIndex
            let run = head[index..<end]
            var wrong = UTF8Check.firstInvalid(in: Array(run))
            // What the end of the window cuts is no mistake.
            if let place = wrong, !isWhole, end == head.endIndex, run.count - place < 4 { wrong = nil }
            if let place = wrong {
                if firstWrong == nil { firstWrong = (index - head.startIndex + place, run[index + place]) }
                wrongRuns += 1
                if run.count > 2 { longWrongRuns += 1 }
                impossible += run.count { [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }
                isLineWrong = true
            } else {
                rightRuns += 1
            }
            index = end
        }
        if isLineWrong { wrongLines += 1 }
        if head.last == 10 { lines -= 1 }
    }
}
