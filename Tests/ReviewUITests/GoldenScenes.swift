import Cells
import ReviewUI
import TestSupport

extension Size {
    /// The sizes in which a screen is looked at, the smallest that is promised among them.
    static let looks = [
        Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200),
        Size(rows: 12, columns: 40),
    ]
}

/// Holds a scene against its golden screens, one of each size, text and roles.
func checkGolden(_ name: String, at sizes: [Size] = Size.looks, _ scene: (Size) -> Bench) throws {
    for size in sizes {
        let canvas = view(scene(size).model).canvas
        try Golden.check(canvas, "\(name)-\(size.columns)x\(size.rows)", in: Golden.folder())
    }
}
