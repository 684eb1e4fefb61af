import Foundation

// Letters compared as people do who type in a hurry: without regard to case, accents and width.

extension Character {
    /// What the character is compared by: usually one scalar, none for a mark that stands alone.
    var folded: [UInt32] {
        if isASCII, let scalar = unicodeScalars.first, self != "\r\n" {
            let value = scalar.value
            return [(65...90).contains(value) ? value + 32 : value]
        }
        let options: String.CompareOptions = [.caseInsensitive, .diacriticInsensitive, .widthInsensitive]
        return String(self).folding(options: options, locale: nil).unicodeScalars.map(\.value)
    }
}

extension Unicode.Scalar {
    /// Of a script that puts no blanks between words (Han, kana): any of them may begin a word.
    var isWordByItself: Bool {
        switch value {
        case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3041...0x30FF, 0x31F0...0x31FF, 0x3400...0x9FFF, 0xF900...0xFAFF,
            0xFF66...0xFF9D, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
