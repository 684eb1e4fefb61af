/// One model asked in different ways, or different snapshots of it.
package struct ModelVersions: Hashable, Sendable {
    package var model: String
    /// By their first answer; those without a time last.
    package var versions: [Version]
    /// Versions beyond those that are told apart, or that are listed.
    package var unlisted: Int

    package struct Version: Hashable, Sendable {
        /// Nil: not known.
        package var snapshot: String?
        package var promptVersion: String?
        package var figures: GroupFigures
        /// Against the version before; nil: there is none, or no truth.
        package var difference: IndependentDifference?
        /// Fisher's exact test of both accuracies, corrected for the number of comparisons in the report (Holm).
        package var corrected: Double?
    }

    /// Its figures mix answers that were made in different ways.
    package var isMixed: Bool { versions.count + unlisted > 1 }
}

extension ModelVersions {
    static let mostListed = 30

    static func all(_ evidence: Evidence, models: [Int]) -> [ModelVersions] {
        var reports = models.map { ModelVersions(evidence, model: $0) }
        var places: [(report: Int, version: Int, p: Double)] = []
        for (number, report) in reports.enumerated() {
            for place in report.versions.indices.dropFirst() {
                let (before, now) = (report.versions[place - 1].figures, report.versions[place].figures)
                guard let first = before.accuracy, let second = now.accuracy else { continue }
                reports[number].versions[place].difference = .newcombe(second, first)
                places.append(
                    (number, place, fisherExactP(before.correct, of: before.n, now.correct, of: now.n)))
            }
        }
        for (place, p) in zip(places, holm(places.map(\.p))) {
            reports[place.report].versions[place.version].corrected = p
        }
        return reports
    }

    private init(_ evidence: Evidence, model number: Int) {
        let answers = evidence.models[number]
        var places = [Int32](repeating: -1, count: 256 * 256)
        var keys: [(snapshot: Int, prompt: Int)] = []
        var group = [Int32](repeating: -1, count: evidence.count)
        for item in group.indices where answers.label[item] != Evidence.absent {
            let key = Int(answers.snapshot[item]) * 256 + Int(answers.promptVersion[item])
            if places[key] < 0 {
                places[key] = Int32(keys.count)
                keys.append((Int(answers.snapshot[item]), Int(answers.promptVersion[item])))
            }
            group[item] = places[key]
        }
        func name(_ place: Int, _ values: [String]) -> String? {
            if place == 0 { return nil }
            return place < values.count ? values[place] : "(one of the many more)"
        }
        // Thousands of versions are no versions: the largest are counted on their own.
        var sizes = [Int](repeating: 0, count: keys.count)
        for place in group where place >= 0 { sizes[Int(place)] += 1 }
        let kept = keys.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }.prefix(ModelVersions.mostListed)
        var listed = [Int32](repeating: -1, count: keys.count)
        for (place, key) in kept.enumerated() { listed[key] = Int32(place) }
        if kept.count < keys.count {
            for item in group.indices where group[item] >= 0 { group[item] = listed[Int(group[item])] }
        }
        let order = kept.count < keys.count ? Array(kept) : Array(keys.indices)
        let figures = GroupedRows(group, count: order.count).figures(of: number, evidence)
        var versions = zip(order, figures).map { key, figures in
            Version(
                snapshot: name(keys[key].snapshot, answers.snapshots),
                promptVersion: name(keys[key].prompt, answers.promptVersions), figures: figures)
        }
        versions.sort { a, b in
            let (first, second) = (a.figures.first ?? .max, b.figures.first ?? .max)
            if first != second { return first < second }
            return (a.snapshot ?? "", a.promptVersion ?? "") < (b.snapshot ?? "", b.promptVersion ?? "")
        }
        self.init(model: answers.model, versions: versions, unlisted: keys.count - order.count)
    }
}
