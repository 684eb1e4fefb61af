import Labeling

extension ReviewModel {
    /// - Parameter words: `on` or `off`.
    mutating func setMouse(_ words: String) -> [Effect] {
        guard ["on", "off"].contains(words) else {
            notice = .unknown("mouse", words, nil)
            return []
        }
        return outside.usesMouse == (words == "on") ? [] : toggleMouse()
    }
}
