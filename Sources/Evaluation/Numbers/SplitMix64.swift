/// SplitMix64 (Steele, Lea and Flood 2014): the same seed draws the same.
struct SplitMix64: RandomNumberGenerator {
    private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= SplitMix64.step
        return SplitMix64.mixed(state)
    }

    /// 0..<bound; `bound` above 0 and far below 2^32, so that the bias is nothing.
    mutating func below(_ bound: Int) -> Int { Int(((next() >> 32) &* UInt64(bound)) >> 32) }

    /// What it draws first with this number as its seed: a hash that is the same in every run.
    static func hash(_ number: Int64) -> UInt64 { mixed(UInt64(bitPattern: number) &+ step) }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
