import Cells
import Labeling

extension ReviewModel {
    mutating func found(_ message: FindMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .placeholder: []
        }
    }

    mutating func openFilterLine() { mode = .filterLine(FilterLine()) }

    mutating func type(_ key: Key, into line: FilterLine, now: Timestamp) -> [Effect] {
        mode = .review
        return []
    }

    mutating func paste(_ text: String, into line: FilterLine) -> [Effect] { [] }

    mutating func goToMatch(by step: Int) -> [Effect] { [] }

    func whyFindUnavailable(_ command: Command) -> String? { nil }
}
