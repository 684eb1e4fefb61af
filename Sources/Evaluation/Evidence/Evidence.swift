import Labeling

/// What the statistics need of all items, in columns: one row an item, in the order in which the items came.
///
/// A million items with two models and a decision each take about 200 MB. Texts are not kept.
struct Evidence: Sendable {
    /// What somebody said of an item: `absent`, `besides`, or 1 + the number of the label.
    typealias Code = Int32
    /// Nothing was said.
    static let absent: Code = -1
    /// A model's answer without a valid label; a reviewer's "no label fits".
    static let besides: Code = 0

    static func code(ofLabel number: Int) -> Code { Code(number) + 1 }
    /// Nil for `absent` and `besides`.
    static func label(of code: Code) -> Int? { code > 0 ? Int(code) - 1 : nil }

    var index: LabelIndex
    /// In the task's order, then by first appearance.
    var models: [AnswerColumns] = []
    /// By first appearance.
    var reviewers: [String] = []
    var ratings = RatingColumns()
    var items = ItemColumns()
    /// Values of what the items are grouped by (`EvaluationSettings.by`), by first appearance.
    var groups: [String] = []
    /// Decided labels that are not of the label set: left out.
    var ratingsOutside = 0
    /// How the truth in `items` was made of the ratings; nil: it is what the items say.
    var resolution: TruthResolution?

    var modelNumbers: [String: Int] = [:]
    var reviewerNumbers: [String: Int] = [:]
    var orderNumbers: [String: UInt8] = [:]
    var groupNumbers: [String: Int32] = [:]

    var count: Int { items.truth.count }

    /// The labels that answers, truth and ratings are numbered by. In multi-label tasks the label set's own come first,
    /// then the combinations that occur.
    var labels: [Label] { index.labels }
    /// The label set's own: what reports list.
    var singles: [Label] { index.singles }
    /// An item can have several labels, or none.
    var isMultiLabel: Bool { index.several != nil }
    /// Of each label, the numbers of the single labels that it stands for; empty unless `isMultiLabel`.
    var members: [[Int]] { index.members }
    /// The names of the orders in which reviewers were given the items (`RatingColumns.order`); 0 is "not known".
    var orders: [String] = [""]

    func name(of code: Code) -> String {
        code == Evidence.absent ? "-" : Evidence.label(of: code).map { labels[$0].name } ?? "(no label)"
    }

    /// The places in `ratings` of an item's ratings.
    func ratings(of item: Int) -> Range<Int> {
        Int(
            items.firstRating[item])..<(item + 1 < items.firstRating.count
            ? Int(items.firstRating[item + 1]) : ratings.end)
    }
}

/// One row an item.
struct ItemColumns: Sendable {
    /// The store's number of the item; in a file, the place of its record, from 1.
    var number: [Int64] = []
    /// The imported ground truth.
    var gold: [Evidence.Code] = []
    /// The ground truth that holds; `besides`: no label fits.
    var truth: [Evidence.Code] = []
    /// Means nothing where there is no truth.
    var provenance: [GroundTruth.Provenance] = []
    /// The rating that the truth is; -1: imported, made of several, or none.
    var truthRating: [Int32] = []
    /// The models whose answers were in view when the truth was decided, a bit each by their number; from the 65th on it
    /// is not known. Imported truth: none.
    var shown: [UInt64] = []
    var marks: [ItemMarks] = []
    /// Number in `groups`; -1: the item has no such value.
    var group: [Int32] = []
    /// The item's place in the random order (`RandomShare`), in [0, 1).
    var shuffle: [Double] = []
    /// How many reviewers decide the item; 0: as many as `EvaluationSettings.overlap`.
    var needed: [UInt8] = []
    var firstRating: [Int32] = []

    func hasTruth(_ item: Int) -> Bool { truth[item] > 0 }
}

struct ItemMarks: OptionSet, Sendable {
    let rawValue: UInt8
    init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The last word on it is a flag: an expert must look.
    static let flagged = ItemMarks(rawValue: 1)
    /// A rule accepted it; its truth, if it has any, is somebody's else.
    static let byPolicy = ItemMarks(rawValue: 2)
    /// The label of its ground truth is not of the label set: left out.
    static let truthOutside = ItemMarks(rawValue: 4)
    /// A reviewer tagged the guideline as unclear here.
    static let unclear = ItemMarks(rawValue: 8)
    /// An adjudication in force decided it.
    static let adjudicated = ItemMarks(rawValue: 16)
    /// A reviewer's own last word on it is a flag, whatever others have said since.
    static let flaggedByOne = ItemMarks(rawValue: 32)
    /// Of the share of all items that a hash chose to be asked twice (`[second-opinion] sample`), whatever else holds.
    static let fixedShare = ItemMarks(rawValue: 64)
}

/// One model's newest answer to each item; all columns are as long as there are items.
struct AnswerColumns: Sendable {
    let model: String
    var label: [Evidence.Code] = []
    var outcome: [Prediction.Outcome] = []
    /// `unsaid`, or what was said, which may be outside of 0 to 1: see `usableConfidence`.
    var confidence: [Double] = []
    /// Milliseconds; `unsaid`, or what was said.
    var latency = UsualColumn(usual: AnswerColumns.unsaid)
    /// Picodollars, by `basis`.
    var cost = UsualColumn<Int64>(usual: 0)
    var basis = UsualColumn(usual: CostBasis.unknown)
    /// Milliseconds since 1970; `noTime`: not known.
    var at = UsualColumn(usual: AnswerColumns.noTime)
    /// Places in `snapshots` and `promptVersions`; 0: not known, 255: one of the many more.
    var snapshot = UsualColumn<UInt8>(usual: 0)
    var promptVersion = UsualColumn<UInt8>(usual: 0)
    /// Why the answer was asked for: 1 + the place in `EscalationReason.allCases`; 0: it is a first opinion, or not known.
    var reason = UsualColumn<UInt8>(usual: 0)
    var snapshots: [String] = [""]
    var promptVersions: [String] = [""]

    enum CostBasis: UInt8, Sendable { case unknown, charged, estimated }

    /// In place of a number that was not said. Compare with `isSaid`: it is no number.
    static let unsaid = Double(nan: 0x52, signaling: false)
    /// In `reason`: for the fixed share of all items, and not because the item is hard.
    static let sampled: UInt8 = place(of: .sample)
    static func place(of reason: EscalationReason?) -> UInt8 {
        guard let reason else { return 0 }
        return EscalationReason.allCases.firstIndex(of: reason).map { UInt8($0 + 1) } ?? 0
    }
    static func isSaid(_ value: Double) -> Bool { value.bitPattern != unsaid.bitPattern }
    static let noTime = Int64.min

    /// In 0 to 1; nil: none was said, or none that is a confidence.
    func usableConfidence(_ item: Int) -> Double? {
        let value = confidence[item]
        return value >= 0 && value <= 1 ? value : nil
    }

    func isAnswered(_ item: Int) -> Bool { label[item] != Evidence.absent }
}

/// What reviewers said: of each who labelled or rejected an item the last decision in force, and every adjudication in
/// force. Flags and skips are none. What a rule accepted is none.
struct RatingColumns: Sendable {
    /// Number in `reviewers`.
    var reviewer: [Int32] = []
    /// Never `absent`.
    var label: [Evidence.Code] = []
    /// Milliseconds since 1970.
    var at: [Int64] = []
    /// How long the item was before the reviewer's eyes; NaN: not known.
    var seconds: [Float] = []
    /// The models whose answers were in view, as in `ItemColumns.shown`.
    var shown: [UInt64] = []
    /// What was chosen before the models' answers appeared; `absent`: no first choice was asked for.
    var firstChoice: [Evidence.Code] = []
    /// With which the item was drawn for review, above 0 and at most 1.
    var probability: [Double] = []
    /// How the item was drawn: `noDraw`, `randomDraw`, or in the order `informative` its weight, above 0.
    var draw: [Double] = []
    /// Number in `orders`.
    var order: [UInt8] = []
    var marks: [RatingMarks] = []

    static let noDraw = 0.0
    static let randomDraw = -1.0

    var end: Int { reviewer.count }
}

struct RatingMarks: OptionSet, Sendable {
    let rawValue: UInt8
    init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Decides between reviewers who differ. It is no independent rating: leave it out of agreement.
    static let adjudication = RatingMarks(rawValue: 1)
    static let unclear = RatingMarks(rawValue: 2)
    /// Other reviewers' decisions were on screen.
    static let sawPeers = RatingMarks(rawValue: 4)
    /// Decided with others in one act, without a look at each.
    static let bulk = RatingMarks(rawValue: 8)
    /// The imported ground truth was on screen.
    static let sawGold = RatingMarks(rawValue: 16)
    /// Typed before the item was on screen.
    static let typedAhead = RatingMarks(rawValue: 32)
}
