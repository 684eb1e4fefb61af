import Foundation

/// The words of a text, for the offline models: lower-cased, compatibility-composed; runs of letters, digits and
/// marks. Scripts that do not put spaces between words give pairs of neighbouring characters instead.
struct Words {
    /// In order. Each holds letters, digits and marks alone, so it is safe to show.
    private(set) var list: [[Unicode.Scalar]] = []

    /// Beyond this a text says nothing new about its label, and only takes time.
    private static let longestText = 20_000

    init(_ text: String) {
        let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Words.longestText)))
        let folded = start.precomposedStringWithCompatibilityMapping.lowercased()
        var word: [Unicode.Scalar] = []
        var isDense = false
        for scalar in folded.unicodeScalars {
            // can't -> cant: the two spellings of the apostrophe, and none at all, are one word.
            if scalar == "'" || scalar == "\u{2019}" { continue }
            let dense = Words.isDense(scalar)
            if !Words.isPartOfWord(scalar) {
                end(&word, isDense)
            } else {
                if dense != isDense { end(&word, isDense) }
                word.append(scalar)
            }
            isDense = dense
        }
        end(&word, isDense)
    }

    private mutating func end(_ word: inout [Unicode.Scalar], _ isDense: Bool) {
        if isDense, word.count > 2 {
            for index in 0..<(word.count - 1) { list.append(Array(word[index...index + 1])) }
        } else if !word.isEmpty {
            list.append(word)
        }
        word.removeAll(keepingCapacity: true)
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (97...122).contains(scalar.value) || (48...57).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
            return true
        default: return false
        }
    }

    /// Han, kana, Hangul, Thai, Lao, Myanmar and Khmer.
    private static func isDense(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x0E00: false
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7AF,
            0xF900...0xFAFF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}

/// FNV-1a: the same in every run, which Swift's own hashes are not.
struct StableHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    init(_ seed: UInt64) { add(seed) }

    mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x100_0000_01b3
    }

    mutating func add(_ scalars: some Sequence<Unicode.Scalar>) {
        for scalar in scalars { add(UInt64(scalar.value)) }
    }

    /// Mixed, so that its low bits can serve as an index.
    var mixed: UInt64 {
        var hash = value
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }
}

/// SplitMix64: the same sequence in every run.
struct StableRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
