import Foundation
import Labeling
import ReviewUI

/// Figures for any task, the same for the same question.
enum DashboardFixture {
    static func share(_ successes: Int, _ n: Int) -> DashboardShare? {
        guard n > 0 else { return nil }
        let value = Double(successes) / Double(n)
        let half = 0.98 / Double(n).squareRoot()
        return DashboardShare(successes: successes, n: n, low: max(0, value - half), high: min(1, value + half))
    }

    static func data(of query: DashboardQuery, _ counts: TaskCounts) -> DashboardData {
        DashboardData(
            counts: counts, waitingSecond: 4, decidedByPolicy: 12, pace: pace,
            models: query.models.enumerated().map { model($1, query.labels, isFirst: $0 == 0) }, cost: cost,
            reviewers: reviewers, readAt: query.now)
    }

    static let pace = DashboardPace(
        session: .init(decisions: 57, activeSeconds: 276), lastHour: .init(decisions: 4, activeSeconds: 31),
        overTime: [
            .init(reviewer: "ana", perMinute: [4, 6.5, 8, 12.25, 11, 13.5, 12], blockSize: 8),
            .init(reviewer: "梅玲 (night shift)", perMinute: [2, 3, 1.5], blockSize: 5),
        ])

    static let reviewers = [
        DashboardReviewer(
            name: "ana", decisions: 812, skipped: 3, undone: 9, notes: 14, overridden: share(120, 800),
            agreement: share(690, 800), medianSeconds: 3.25, lastActive: Fixture.start),
        DashboardReviewer(
            name: "梅玲 \u{1B}[31m", decisions: 40, overridden: share(2, 38), agreement: share(36, 38),
            medianSeconds: 7.1,
            lastActive: Fixture.start),
        DashboardReviewer(name: "expert", decisions: 2, lastActive: Fixture.start),
    ]

    static let cost = DashboardCost(
        total: .init(name: nil, charged: dollars("1.2345"), estimated: dollars("0.0421"), unknown: 3, answers: 900),
        days: (1...12).map {
            .init(
                name: "2026-11-\($0 < 10 ? "0" : "")\($0)", charged: dollars("0.\($0 * 7 % 10)1"),
                estimated: dollars("0.0035"), answers: 75)
        },
        models: [
            .init(name: Fixture.haiku, charged: dollars("0.2345"), answers: 700),
            .init(name: Fixture.haiku, isImported: true, charged: dollars("0.5"), answers: 100),
            .init(name: "offline-large", estimated: dollars("0.0421"), answers: 100),
        ],
        totalLimit: .init(limit: dollars("5"), spent: dollars("0.7345")),
        dailyLimit: .init(limit: dollars("1"), spent: dollars("0.95")))

    static func model(_ name: String, _ labels: [Label], isFirst: Bool) -> DashboardModel {
        let count = labels.count
        let confusion = labels.indices.map { truth in
            (0...count).map { answer in
                if answer == truth { return 90 - truth * 7 % 60 }
                if answer == count { return truth % 3 == 0 ? 2 : 0 }
                return answer == (truth + 1) % count ? 12 + truth : (truth * 5 + answer * 3) % 11 == 0 ? 1 : 0
            }
        }
        let right = labels.indices.reduce(0) { $0 + confusion[$1][$1] }
        let n = confusion.reduce(0) { $0 + $1.reduce(0, +) }
        var model = DashboardModel(
            model: name, truths: n + 20, importedTruths: isFirst ? 0 : 30, accuracy: share(right, n),
            blind: isFirst ? share(81, 100) : nil, seen: share(right - 81, n - 100), confusion: confusion,
            labels: labels, calibration: calibration,
            blocks: (0..<20).map { block in
                DashboardModel.Block(
                    first: Timestamp(milliseconds: Fixture.start.milliseconds + Int64(block) * 86_400_000),
                    last: Timestamp(milliseconds: Fixture.start.milliseconds + Int64(block) * 86_400_000 + 3_600_000),
                    all: share(30 + block * 7 % 9, 40) ?? DashboardShare(successes: 0, n: 1, low: 0, high: 1),
                    blind: block % 3 == 0 ? share(3, 4) : nil, seen: share(33, 36))
            }, blocksAreDays: isFirst, cost: dollars("0.5"), estimatedCost: isFirst ? nil : dollars("0.0421"),
            costPerRight: dollars("0.000954"))
        model.perLabel = labels.indices.map { label in
            let predicted = confusion.reduce(0) { $0 + $1[label] }
            return DashboardModel.PerLabel(
                label: label, truths: confusion[label].reduce(0, +),
                precision: label == 1 ? nil : share(confusion[label][label], predicted),
                recall: share(confusion[label][label], confusion[label].reduce(0, +)))
        }.sorted { ($0.f1, $0.label) < ($1.f1, $1.label) }
        return model
    }

    static let calibration = DashboardModel.Calibration(
        n: 640, brier: 0.0712, ece: 0.0431,
        bins: (0..<10).map { bin in
            let n = bin < 3 ? 0 : bin * bin
            let mean = Double(bin) / 10 + 0.06
            return DashboardModel.Bin(
                low: Double(bin) / 10, high: Double(bin + 1) / 10, n: n, meanConfidence: n > 0 ? mean : nil,
                right: share(n * (bin + 1) / 11, n))
        })

    static func dollars(_ text: String) -> Money { Money(decimal: text) ?? .zero }
}
