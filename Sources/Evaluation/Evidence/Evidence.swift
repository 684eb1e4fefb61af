package import Labeling

/// What the statistics need of all items, in columns: one row an item, in the order in which the items came.
///
/// A million items with two models and a decision each take about 200 MB. Texts are not kept.
package struct Evidence: Sendable {
    /// What somebody said of an item: `absent`, `besides`, or 1 + the number of the label.
    package typealias Code = Int32
    /// Nothing was said.
    package static let absent: Code = -1
    /// A model's answer without a valid label; a reviewer's "no label fits".
    package static let besides: Code = 0

    package static func code(ofLabel number: Int) -> Code { Code(number) + 1 }
    /// Nil for `absent` and `besides`.
    package static func label(of code: Code) -> Int? { code > 0 ? Int(code) - 1 : nil }

    var index: LabelIndex
    /// In the task's order, then by first appearance.
    package internal(set) var models: [AnswerColumns] = []
    /// By first appearance.
    package internal(set) var reviewers: [String] = []
    package internal(set) var ratings = RatingColumns()
    package internal(set) var items = ItemColumns()
    /// Values of what the items are grouped by (`EvaluationSettings.by`), by first appearance.
    package internal(set) var groups: [String] = []
    /// Decided labels that are not of the label set: left out.
    package internal(set) var ratingsOutside = 0
    /// How the truth in `items` was made of the ratings; nil: it is what the items say.
    var resolution: TruthResolution?

    var modelNumbers: [String: Int] = [:]
    var reviewerNumbers: [String: Int] = [:]
    var orderNumbers: [String: UInt8] = [:]
    var groupNumbers: [String: Int32] = [:]

    package var count: Int { items.truth.count }

    /// The labels that answers, truth and ratings are numbered by. In multi-label tasks the label set's own come first,
    /// then the combinations that occur.
    package var labels: [Label] { index.labels }
    /// The label set's own: what reports list.
    package var singles: [Label] { index.singles }
    /// An item can have several labels, or none.
    package var isMultiLabel: Bool { index.several != nil }
    /// Of each label, the numbers of the single labels that it stands for; empty unless `isMultiLabel`.
    package var members: [[Int]] { index.members }
    /// The names of the orders in which reviewers were given the items (`RatingColumns.order`); 0 is "not known".
    package internal(set) var orders: [String] = [""]

    package func name(of code: Code) -> String {
        code == Evidence.absent ? "-" : Evidence.label(of: code).map { labels[$0].name } ?? "(no label)"
    }

    /// The places in `ratings` of an item's ratings.
    package func ratings(of item: Int) -> Range<Int> {
        Int(
            items.firstRating[item])..<(item + 1 < items.firstRating.count
            ? Int(items.firstRating[item + 1]) : ratings.end)
    }
}

/// One row an item.
package struct ItemColumns: Sendable {
    /// The store's number of the item; in a file, the place of its record, from 1.
    package internal(set) var number: [Int64] = []
    /// The imported ground truth.
    package internal(set) var gold: [Evidence.Code] = []
    /// The ground truth that holds; `besides`: no label fits.
    package internal(set) var truth: [Evidence.Code] = []
    /// Means nothing where there is no truth.
    package internal(set) var provenance: [GroundTruth.Provenance] = []
    /// The rating that the truth is; -1: imported, made of several, or none.
    package internal(set) var truthRating: [Int32] = []
    /// The models whose answers were in view when the truth was decided, a bit each by their number; from the 65th on it
    /// is not known. Imported truth: none.
    package internal(set) var shown: [UInt64] = []
    package internal(set) var marks: [ItemMarks] = []
    /// Number in `groups`; -1: the item has no such value.
    package internal(set) var group: [Int32] = []
    /// The item's place in the random order (`RandomShare`), in [0, 1).
    package internal(set) var shuffle: [Double] = []
    /// How many reviewers decide the item; 0: as many as `EvaluationSettings.overlap`.
    package internal(set) var needed: [UInt8] = []
    var firstRating: [Int32] = []

    package func hasTruth(_ item: Int) -> Bool { truth[item] > 0 }
}

package struct ItemMarks: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The last word on it is a flag: an expert must look.
    package static let flagged = ItemMarks(rawValue: 1)
    /// A rule accepted it; its truth, if it has any, is somebody's else.
    package static let byPolicy = ItemMarks(rawValue: 2)
    /// The label of its ground truth is not of the label set: left out.
    package static let truthOutside = ItemMarks(rawValue: 4)
    /// A reviewer tagged the guideline as unclear here.
    package static let unclear = ItemMarks(rawValue: 8)
    /// An adjudication in force decided it.
    package static let adjudicated = ItemMarks(rawValue: 16)
    /// A reviewer's own last word on it is a flag, whatever others have said since.
    package static let flaggedByOne = ItemMarks(rawValue: 32)
    /// Of the share of all items that a hash chose to be asked twice (`[second-opinion] sample`), whatever else holds.
    package static let fixedShare = ItemMarks(rawValue: 64)
}

/// One model's newest answer to each item; all columns are as long as there are items.
package struct AnswerColumns: Sendable {
    package let model: String
    package internal(set) var label: [Evidence.Code] = []
    package internal(set) var outcome: [Prediction.Outcome] = []
    /// `unsaid`, or what was said, which may be outside of 0 to 1: see `usableConfidence`.
    package internal(set) var confidence: [Double] = []
    /// Milliseconds; `unsaid`, or what was said.
    var latency: [Double] = []
    /// Picodollars, by `basis`.
    package internal(set) var cost: [Int64] = []
    package internal(set) var basis: [CostBasis] = []
    /// Milliseconds since 1970; `noTime`: not known.
    package internal(set) var at: [Int64] = []
    /// Places in `snapshots` and `promptVersions`; 0: not known, 255: one of the many more.
    package internal(set) var snapshot: [UInt8] = []
    package internal(set) var promptVersion: [UInt8] = []
    /// Why the answer was asked for: 1 + the place in `EscalationReason.allCases`; 0: it is a first opinion, or not known.
    package internal(set) var reason: [UInt8] = []
    package internal(set) var snapshots: [String] = [""]
    package internal(set) var promptVersions: [String] = [""]

    package enum CostBasis: UInt8, Sendable { case unknown, charged, estimated }

    /// In place of a number that was not said. Compare with `isSaid`: it is no number.
    static let unsaid = Double(nan: 0x52, signaling: false)
    /// In `reason`: for the fixed share of all items, and not because the item is hard.
    package static let sampled: UInt8 = place(of: .sample)
    static func place(of reason: EscalationReason?) -> UInt8 {
        guard let reason else { return 0 }
        return EscalationReason.allCases.firstIndex(of: reason).map { UInt8($0 + 1) } ?? 0
    }
    static func isSaid(_ value: Double) -> Bool { value.bitPattern != unsaid.bitPattern }
    package static let noTime = Int64.min

    /// In 0 to 1; nil: none was said, or none that is a confidence.
    package func usableConfidence(_ item: Int) -> Double? {
        let value = confidence[item]
        return value >= 0 && value <= 1 ? value : nil
    }

    package func isAnswered(_ item: Int) -> Bool { label[item] != Evidence.absent }
}

/// What reviewers said: of each who labelled or rejected an item the last decision in force, and every adjudication in
/// force. Flags and skips are none. What a rule accepted is none.
package struct RatingColumns: Sendable {
    /// Number in `reviewers`.
    package internal(set) var reviewer: [Int32] = []
    /// Never `absent`.
    package internal(set) var label: [Evidence.Code] = []
    /// Milliseconds since 1970.
    package internal(set) var at: [Int64] = []
    /// How long the item was before the reviewer's eyes; NaN: not known.
    package internal(set) var seconds: [Float] = []
    /// The models whose answers were in view, as in `ItemColumns.shown`.
    package internal(set) var shown: [UInt64] = []
    /// What was chosen before the models' answers appeared; `absent`: no first choice was asked for.
    package internal(set) var firstChoice: [Evidence.Code] = []
    /// With which the item was drawn for review, above 0 and at most 1.
    package internal(set) var probability: [Double] = []
    /// How the item was drawn: `noDraw`, `randomDraw`, or in the order `informative` its weight, above 0.
    package internal(set) var draw: [Double] = []
    /// Number in `orders`.
    package internal(set) var order: [UInt8] = []
    package internal(set) var marks: [RatingMarks] = []

    static let noDraw = 0.0
    static let randomDraw = -1.0

    package var end: Int { reviewer.count }
}

package struct RatingMarks: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Decides between reviewers who differ. It is no independent rating: leave it out of agreement.
    package static let adjudication = RatingMarks(rawValue: 1)
    package static let unclear = RatingMarks(rawValue: 2)
    /// Other reviewers' decisions were on screen.
    package static let sawPeers = RatingMarks(rawValue: 4)
    /// Decided with others in one act, without a look at each.
    package static let bulk = RatingMarks(rawValue: 8)
    /// The imported ground truth was on screen.
    package static let sawGold = RatingMarks(rawValue: 16)
    /// Typed before the item was on screen.
    package static let typedAhead = RatingMarks(rawValue: 32)
}
