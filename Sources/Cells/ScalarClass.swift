/// What a scalar is for display.
enum ScalarClass: Equatable {
    case base(width: Int)
    /// Takes no cell of its own: stands on the base before it.
    case mark
    case space(width: Int)
    /// One half of a flag, as its letter.
    case flagLetter(Unicode.Scalar)
    /// Without a look of its own, or of a look that nobody can know: has to be made visible.
    case hidden

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x7F {
            self = value < 0x20 ? .hidden : .base(width: 1)
            return
        }
        if (0x1F1E6...0x1F1FF).contains(value) {
            self = .flagLetter(Unicode.Scalar(UInt8(value - 0x1F1E6 + 0x41)))
            return
        }
        // Vowels and final consonants of Korean syllables written in parts: they join the consonant before them.
        if (0x1161...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value) {
            self = scalar.properties.generalCategory == .unassigned ? .hidden : .mark
            return
        }
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint {
            self = .hidden
            return
        }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            self = .hidden
        case .nonspacingMark, .enclosingMark: self = .mark
        case .spaceSeparator: self = value == 0xA0 ? .base(width: 1) : .space(width: scalar.isWide ? 2 : 1)
        // Spacing marks (most Indic vowel signs) take a cell, so they are bases: widths then add up everywhere.
        default: self = .base(width: scalar.isWide ? 2 : 1)
        }
    }
}

extension Unicode.Scalar {
    var isPrintableASCII: Bool { value >= 0x20 && value < 0x7F }

    var isKeycapBase: Bool { ("0"..."9").contains(self) || self == "#" || self == "*" }

    /// Itself where ASCII, else `?`.
    var asciiOnly: String { isASCII ? String(self) : "?" }

    /// At least four upper-case digits, as in U+00AD.
    var hexadecimal: String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Whether terminals give it two cells.
    var isWide: Bool {
        guard value >= 0x1100 else { return false }
        var low = 0
        var high = wideRanges.count
        while low < high {
            let middle = (low + high) / 2
            if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < wideRanges.count && wideRanges[low].contains(value)
    }
}
