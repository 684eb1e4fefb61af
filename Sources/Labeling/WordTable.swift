/// Words met so far, by number: a million rows name few labels, models and reviewers, and a number is compared, copied
/// and kept at no cost.
package struct WordTable: Sendable {
    /// By number, in the order of their first appearance.
    package private(set) var words: [String] = []
    private var bytes: [UInt8] = []
    /// Where each word's bytes begin; one more, for the end of the last.
    private var starts: [Int] = [0]
    /// Numbers by hash; -1: free. A power of two long.
    private var slots = [Int32](repeating: -1, count: 64)

    package init() {}

    /// The word's number; a new word joins.
    ///
    /// - Parameter word: UTF-8; what is none becomes U+FFFD in `words`.
    package mutating func number(of word: UnsafeBufferPointer<UInt8>) -> Int32 {
        var slot = Int(truncatingIfNeeded: WordTable.hash(word)) & (slots.count - 1)
        while slots[slot] >= 0 {
            if isWord(Int(slots[slot]), word) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = Int32(clamping: words.count)
        words.append(String(decoding: word, as: UTF8.self))
        bytes.append(contentsOf: word)
        starts.append(bytes.count)
        slots[slot] = number
        if words.count * 2 > slots.count { grow() }
        return number
    }

    package mutating func number(of word: String) -> Int32 {
        var word = word
        return word.withUTF8 { number(of: $0) }
    }

    private func isWord(_ number: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = starts[number]
        guard starts[number + 1] - start == word.count else { return false }
        for place in 0..<word.count where bytes[start + place] != word[place] { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for number in words.indices {
            let hash = bytes[starts[number]..<starts[number + 1]].withUnsafeBufferPointer { WordTable.hash($0) }
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(clamping: number)
        }
    }

    /// FNV-1a (Fowler, Noll, Vo), 64 bits, with the high half folded in.
    private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash ^ (hash >> 32)
    }
}
