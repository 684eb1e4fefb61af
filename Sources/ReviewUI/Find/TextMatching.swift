package import Labeling

/// More than these are not found in one text.
private let mostMatches = 10_000

/// Where the patterns stand in a text, as ranges of its UTF-8 in order, none overlapping. Takes as long as the text.
package func placesOf(_ patterns: [TextPattern], in text: String) -> [Range<Int>] {
    let found = patterns.flatMap { $0.ranges(in: text, limit: mostMatches) }
    guard patterns.count > 1 else { return found }
    return found.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }.reduce(into: []) {
        places, range in
        if let last = places.last, range.lowerBound < last.upperBound {
            places[places.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            places.append(range)
        }
    }
}

extension [Range<Int>] {
    /// Of ranges in order, those that overlap this one.
    func overlapping(_ range: Range<Int>) -> ArraySlice<Range<Int>> {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if self[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < endIndex, self[end].lowerBound < range.upperBound { end += 1 }
        return self[low..<end]
    }
}
