import Labeling

// Tasks in which an item can have several labels.

extension ReviewModel {
    /// A label's key adds the label to what is chosen, or takes it out again.
    var choosesSeveral: Bool { false }

    mutating func toggle(_ label: Label) -> [Effect] { [] }
}
