package import Labeling

/// What finding needs beside the query: what can be completed, the filters that are kept, where words were found.
package struct FindState: Equatable, Sendable {
    /// What can be completed; nil: not read yet.
    var context: FilterContext?
    /// The filters that reviewers keep in the store, beside those of the task file.
    var kept: [SavedFilter] = []
    /// The kept filter that is shown as a list; nil: one of the built-in lists.
    package internal(set) var list: SavedFilter?
    /// The filter in force, beside the list, as it was typed; empty: none.
    package internal(set) var typed = ""
    /// Say how many items match once the list is there.
    var announces = false
    /// What was said of that, for as long as it may still be on screen.
    var announced: ReviewModel.Notice?
    /// The request for the first page of a list, after which the whole is read.
    var pageRequest: RequestID?
    /// Only the beginning of the list is known.
    var isPartial = false
    /// The items of the list that stand in a place of the random share.
    var drawn: Set<ItemNumber> = []
    /// What was decided since the list was asked for.
    var decidedHere: Set<ItemNumber> = []
    /// The time of the last message, by which ages in filters are read.
    var now = Timestamp(milliseconds: 0)

    /// What is looked for in texts, and the search and filter that it comes from.
    var patterns: [TextPattern] = []
    var patternsOf: PatternSource?
    var matches: TextMatches?
    /// Index in `matches` of the one that the reviewer went to.
    var match: Int?
    /// The match to go to once they are known.
    var entering: Entering?

    struct PatternSource: Equatable, Sendable {
        var search: String
        var expression: FilterExpression
    }

    /// The matches in the text under the cursor.
    struct TextMatches: Equatable, Sendable {
        var number: ItemNumber
        var isMasked: Bool
        var patterns: [TextPattern]
        /// In order; nil: being looked for.
        var ranges: [Range<Int>]?
        var request: RequestID?
    }

    enum Entering: Hashable, Sendable { case first, last }
}

/// What finding asks of the outside, and waits for.
package enum FindRequest: Hashable, Sendable {
    case context
    case save(String)
    case forget(String)
    case matches(ItemNumber)
}

/// What comes back about filters and matches.
package enum FindMessage: Equatable, Sendable {
    case contextLoaded(RequestID, FilterContext, [SavedFilter])
    /// The filters that are kept now.
    case filtersChanged(RequestID, [SavedFilter])
    case failed(RequestID, reason: String)
    /// Where the patterns were found, in UTF-8, in order.
    case matchesFound(RequestID, [Range<Int>])

    // What the reviewer says by name, as on the command line and in `--plain`.
}

/// What filters and matches ask of the store; each is answered once, by `.failed` where it cannot be done.
package enum FindEffect: Equatable, Sendable {
    /// `.contextLoaded`, or `.failed`.
    case loadContext(RequestID, LabelSet)
    /// `.filtersChanged`, or `.failed`; the same for `forget`.
    case save(RequestID, SavedFilter)
    case forget(RequestID, String)
    /// Looks through a long text: `.matchesFound`.
    case findMatches(RequestID, [TextPattern], in: String)

    package var request: RequestID {
        switch self {
        case .loadContext(let request, _), .save(let request, _), .forget(let request, _),
            .findMatches(let request, _, _):
            request
        }
    }
}
