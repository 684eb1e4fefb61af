import Labeling

/// One rating on its way into the columns.
struct RatingRow: Sendable {
    var reviewer: Int32
    var label: Evidence.Code
    var at: Int64
    var seconds: Float
    var shown: UInt64
    var firstChoice: Evidence.Code
    var probability: Double
    var draw = RatingColumns.noDraw
    var order: UInt8 = 0
    var marks = RatingMarks()

    mutating func take(_ look: ExposureLook) {
        draw = look.draw
        order = look.order
        marks.formUnion(look.marks)
        if look.isFirstReject, firstChoice == Evidence.absent { firstChoice = Evidence.besides }
    }
}

/// What the columns keep of an exposure; the same for most decisions, so worked out once for each spelling.
struct ExposureLook: Sendable {
    var order: UInt8 = 0
    var draw = RatingColumns.noDraw
    var marks = RatingMarks()
    var isFirstReject = false
    /// The item itself was not looked at.
    var isUnseen = false
}

extension Evidence {
    /// Room for so many, so that no column is copied as it grows.
    mutating func reserve(items count: Int, ratings more: Int) {
        items.number.reserveCapacity(count)
        items.gold.reserveCapacity(count)
        items.truth.reserveCapacity(count)
        items.provenance.reserveCapacity(count)
        items.truthRating.reserveCapacity(count)
        items.shown.reserveCapacity(count)
        items.marks.reserveCapacity(count)
        items.group.reserveCapacity(count)
        items.firstRating.reserveCapacity(count)
        items.shuffle.reserveCapacity(count)
        items.needed.reserveCapacity(count)
        ratings.draw.reserveCapacity(more)
        ratings.reviewer.reserveCapacity(more)
        ratings.label.reserveCapacity(more)
        ratings.at.reserveCapacity(more)
        ratings.seconds.reserveCapacity(more)
        ratings.shown.reserveCapacity(more)
        ratings.firstChoice.reserveCapacity(more)
        ratings.probability.reserveCapacity(more)
        ratings.order.reserveCapacity(more)
        ratings.marks.reserveCapacity(more)
    }

    /// An item with one rating, which is its truth.
    mutating func addPlain(_ rating: RatingRow, number: Int64, gold: Code, group: String?, shuffle: Double) {
        items.number.append(number)
        items.group.append(group.map { numberOfGroup($0) } ?? -1)
        items.needed.append(1)
        items.shuffle.append(shuffle)
        items.firstRating.append(Int32(clamping: ratings.end))
        items.gold.append(gold)
        items.provenance.append(.single)
        items.truth.append(rating.label)
        items.shown.append(rating.shown)
        items.truthRating.append(Int32(clamping: ratings.end))
        items.marks.append(rating.marks.contains(.unclear) ? .unclear : [])
        append(rating)
    }
}
