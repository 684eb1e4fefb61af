import Cells
import Labeling

extension ReviewModel {
    mutating func eyesAnswered(_ message: EyesMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .placeholder: []
        }
    }

    mutating func openHistory() -> [Effect] { [] }

    mutating func press(_ key: Key, in page: HistoryPage, now: Timestamp) -> [Effect] {
        mode = .review
        return []
    }

    mutating func toggleConcealed() {}

    func whyEyesUnavailable(_ command: Command) -> String? { nil }

    // MARK: Commit, then reveal

    /// The reviewer has to choose before the models' answers appear.
    func mustCommitFirst(_ detail: ItemDetail) -> Bool { false }

    /// Keeps the first choice and reveals the models' answers.
    mutating func commit(_ verdict: Verdict, on detail: ItemDetail, now: Timestamp) -> [Effect] { [] }

    /// What was chosen on this item before the models' answers appeared.
    func firstChoice(on number: ItemNumber) -> Label? { nil }

    /// What is on screen of this item beside the models' answers.
    func exposure(of detail: ItemDetail) -> Exposure? { nil }
}
