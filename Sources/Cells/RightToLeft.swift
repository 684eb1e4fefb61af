/// Whether a text has letters that are written from right to left, in its first part: 64 kB of it are looked at.
///
/// The cells of such a text stand in the order it is stored in, as it is not known which terminals turn it round.
package func hasRightToLeft(_ text: String) -> Bool {
    let utf8 = text.utf8
    let end = utf8.index(utf8.startIndex, offsetBy: 65_536, limitedBy: utf8.endIndex) ?? utf8.endIndex
    // No such letter has a byte below 0xD6 in front: most texts are done with here.
    guard utf8[..<end].contains(where: { $0 >= 0xD6 }) else { return false }
    return text.unicodeScalars[..<end].contains { $0.isRightToLeft && $0.properties.isAlphabetic }
}

extension Unicode.Scalar {
    /// In the blocks of Hebrew, Arabic, Syriac, Thaana, N'Ko and the others of their direction.
    fileprivate var isRightToLeft: Bool {
        switch value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x1_0800...0x1_0FFF, 0x1_E800...0x1_EFFF: true
        default: false
        }
    }
}
