extension StableShare {
    /// An item's place in the random order of a store: `position(of:purpose: "order")` of the id with these bytes.
    package static func shuffle(ofID id: UnsafeRawBufferPointer) -> Double {
        var hash = startOfOrder
        for byte in id { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return place(of: hash)
    }

    private static let startOfOrder = start(of: "order")

    static func start(of purpose: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash &* 0x100_0000_01b3
    }

    static func place(of hash: UInt64) -> Double {
        var hash = hash
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        return Double(hash >> 11) / Double(UInt64(1) << 53)
    }
}
