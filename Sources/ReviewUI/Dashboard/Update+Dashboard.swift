import Cells
import Labeling

extension ReviewModel {
    mutating func dashboardAnswered(_ message: DashboardMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .placeholder: []
        }
    }

    mutating func openDashboard() -> [Effect] { [] }

    mutating func press(_ key: Key, in page: DashboardPage, now: Timestamp) -> [Effect] {
        mode = .review
        return []
    }
}
