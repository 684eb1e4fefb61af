import GRDB
import Labeling
import Testing

@testable import Storage

/// The calibrators of a store: rows that are only ever added, the newest of each in force.
struct CalibratorTests {
    private func fitted(
        _ map: Calibrator.Map, model: String = "small", label: String? = nil, n: Int = 120
    ) -> FittedCalibrator {
        FittedCalibrator(
            model: model, label: label.map { Label($0) }, calibrator: Calibrator(map, range: 0.25...0.975), n: n,
            right: 90, isBlind: true, before: CalibrationScores(brier: 0.2, logLoss: 0.6, ece: 0.1),
            after: CalibrationScores(brier: 0.1 + 0.05, logLoss: 0.5, ece: 1.0 / 3))
    }

    private let maps: [Calibrator.Map] = [
        .identity, .platt(slope: 0.1 + 0.2, intercept: -1.0 / 3), .temperature(slope: 0),
        .beta(a: 1e-9, b: 2, intercept: 0),
        .isotonic([.init(x: 0.25, y: 1.0 / 122), .init(x: 0.5, y: 1.0 / 122), .init(x: 0.975, y: 0.9)]),
    ]

    @Test func whatIsAddedComesBackToTheLastDigit() throws {
        let store = try Scratch().store
        for (place, map) in maps.enumerated() {
            #expect(try store.add([fitted(map, label: "l\(place)")], version: "9.9", at: time(Int64(place))) == 1)
        }
        let found = try store.calibrators()
        #expect(found.map(\.fitted) == maps.enumerated().map { fitted($1, label: "l\($0)") })
        #expect(found.map(\.at) == maps.indices.map { time(Int64($0)) } && found.allSatisfy { $0.version == "9.9" })
    }

    @Test func onlyWhatDiffersFromTheNewestIsAdded() throws {
        let scratch = try Scratch()
        let store = scratch.store
        let (platt, none) = (fitted(maps[1]), fitted(.identity))
        #expect(try store.add([platt, fitted(maps[1], model: "large")], version: "1", at: time(0)) == 2)
        let token = try store.changeToken()
        #expect(try store.add([platt], version: "2", at: time(1)) == 0)
        #expect(try store.changeToken() == token, "nothing is written for nothing")
        #expect(try store.add([none], version: "2", at: time(2)) == 1)
        #expect(try store.add([platt], version: "3", at: time(3)) == 1, "back again is a change too")
        #expect(try store.calibrators().map(\.version) == ["1", "3"])
        #expect(try scratch.raw { try Int.fetchOne($0, sql: "SELECT count(*) FROM calibrator") } == 4)
        let more = fitted(maps[1], n: 121)
        #expect(try store.add([more], version: "4", at: time(4)) { known, new in new.n > known.n + 5 } == 0)
        #expect(try store.add([more], version: "4", at: time(4)) == 1)
    }

    @Test func rowsAreNeverChangedOrRemoved() throws {
        let scratch = try Scratch()
        try scratch.store.add([fitted(maps[1])], version: "1", at: time(0))
        for sql in ["UPDATE calibrator SET n = 1", "DELETE FROM calibrator"] {
            let error = #expect(throws: DatabaseError.self) { try scratch.raw { try $0.execute(sql: sql) } }
            #expect(error?.message?.contains("calibrator rows are never") == true)
        }
        #expect(try scratch.store.verify().findings == [])
    }

    @Test func parametersThatMakeNoSenseAreLeftOutAndNamed() throws {
        let scratch = try Scratch()
        try scratch.store.add(maps.enumerated().map { fitted($1, label: "l\($0)") }, version: "1", at: time(0))
        let falling = #"{"range":[0,1],"slope":-1,"intercept":0}"#
        let broken = ["{", "{}", falling, #"{"range":[1,0],"slope":1,"intercept":0}"#]
        for (place, parameters) in broken.enumerated() {
            try scratch.raw {
                try $0.execute(
                    sql: """
                        INSERT INTO calibrator (model, label, kind, parameters, n, correct, blind, brier_before,
                            brier_after, log_loss_before, log_loss_after, ece_before, ece_after, version, at)
                        VALUES ('small', 'x' || ?, 'platt', ?, 1, 1, 0, 0, 0, 0, 0, 0, 0, '1', 0)
                        """, arguments: [place, parameters])
            }
        }
        #expect(try scratch.store.calibrators().count == maps.count)
        #expect(try scratch.store.verify().findings == ["calibrators without parameters that can be read: 6"])
        for knots in ["[]", "[[0.5,0.5],[0.4,0.6]]", "[[0.4,0.6],[0.5,0.5]]", "[[0.5,1.5]]", "[[0.5]]"] {
            #expect(Calibrator(.isotonic, parameters: #"{"range":[0,1],"knots":\#(knots)}"#) == nil, "\(knots)")
        }
    }

    @Test func countsAreByLabelAndFoldAndAddUp() throws {
        let scratch = try Scratch(
            (1...200).map { index in
                var annotated = item("t-\(index)", gold: index % 3 == 0 ? "a" : "b")
                annotated.predictions = [labeled("small", index % 2 == 0 ? "a" : "b", index % 5 == 0 ? 0.7 : 0.9)]
                return annotated
            })
        let counts = try #require(try scratch.store.calibrationCounts()["small"])
        #expect(counts.reduce(0) { $0 + $1.confidence.n } == 200)
        #expect(Set(counts.map(\.fold)) == Set(0..<CalibrationFolds.count))
        for fold in 0..<CalibrationFolds.count {
            let due = (1...200).count { CalibrationFolds.fold(of: Int64($0)) == fold }
            #expect(counts.reduce(0) { $0 + ($1.fold == fold ? $1.confidence.n : 0) } == due)
        }
        let ofA = counts.filter { $0.label == Label("a") }
        #expect(ofA.reduce(0) { $0 + $1.confidence.n } == 100 && ofA.reduce(0) { $0 + $1.confidence.right } == 33)
        #expect(try scratch.store.confidenceCounts()["small"] == counts.byConfidence)
        for number: Int64 in [1, 7, 2_147_483_647, 2_147_483_648, 9_007_199_254_740_993, .max] {
            let sql = "SELECT \(CalibrationFolds.sql("?"))"
            #expect(
                try scratch.raw { try Int.fetchOne($0, sql: sql, arguments: [number]) }
                    == CalibrationFolds.fold(of: number))
        }
    }
}
