import Cells
import Labeling
import TestSupport
import Testing

@testable import ReviewUI

/// The main screens at the smallest and the largest size people have.
struct OutsideGoldenTests {
    private static let sizes = [Size(rows: 12, columns: 40), Size(rows: 100, columns: 300)]

    private func check(_ name: String, only: [Size] = sizes, _ scene: (Size) -> Bench) throws {
        try checkGolden("edge-\(name)", at: only, scene)
    }

    private func at(_ row: Int, _ size: Size) -> Bench {
        var bench = Bench(size: size)
        for _ in 0..<row { bench.press("j") }
        bench.answerReads()
        return bench
    }

    @Test func disputedWideRightToLeftAndHostileItems() throws {
        try check("disputed") { Bench(size: $0) }
        try check("wide") { at(2, $0) }
        try check("right-to-left") { at(3, $0) }
        try check("controls") { at(4, $0) }
    }

    @Test func decidedAndSaved() throws {
        try check("decided") { at(8, $0) }
        try check("saved") { size in
            var bench = Bench(size: size)
            bench.press("a")
            bench.answerAll()
            return bench
        }
    }

    @Test func helpAndPicker() throws {
        try check("help") { size in
            var bench = Bench(size: size)
            bench.press("?")
            return bench
        }
        try check("picker") { size in
            var bench = Bench(size: size)
            bench.press("l")
            return bench
        }
    }

    @Test func aDividerMovedByKeys() throws {
        try check("divider", only: [Size(rows: 24, columns: 80), Size(rows: 50, columns: 200)]) { size in
            var bench = Bench(size: size)
            bench.press("Z w Z w Z w Z w")
            return bench
        }
    }

    @Test func theSmallestScreenOfAll() throws {
        try check("disputed", only: [Size(rows: 8, columns: 40)]) { Bench(size: $0) }
    }
}
