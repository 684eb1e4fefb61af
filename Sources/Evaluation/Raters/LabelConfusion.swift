/// Two answers that reviewers gave to the same item.
package struct LabelConfusion: Hashable, Sendable {
    package var a: String
    package var b: String
    /// Pairs of labels of one item: of three reviewers of whom one differs there are two.
    package var pairs: Int

    /// Nobody reads more.
    private static let mostListed = 50
    private static let mostMapped = 10

    static func list(
        _ confusions: [(first: Int, second: Int, pairs: Int)], _ evidence: Evidence
    ) -> [LabelConfusion] {
        sorted(confusions).prefix(mostListed).map {
            LabelConfusion(
                a: evidence.answerName(Evidence.Code($0.first)), b: evidence.answerName(Evidence.Code($0.second)),
                pairs: $0.pairs)
        }
    }

    private static func sorted(
        _ confusions: [(first: Int, second: Int, pairs: Int)]
    ) -> [(first: Int, second: Int, pairs: Int)] {
        confusions.sorted { ($1.pairs, $0.first, $0.second) < ($0.pairs, $1.first, $1.second) }
    }

    static func map(
        _ confusions: [(first: Int, second: Int, pairs: Int)], _ moments: AgreementMoments, _ evidence: Evidence
    ) -> ReportHeatMap? {
        var answers: [Int] = []
        for confusion in sorted(confusions) {
            for answer in [confusion.first, confusion.second] where !answers.contains(answer) { answers.append(answer) }
            if answers.count >= mostMapped { break }
        }
        guard !answers.isEmpty else { return nil }
        // In the task's order; "no label fits" last.
        answers = answers.prefix(mostMapped).sorted { ($0 == 0 ? .max : $0) < ($1 == 0 ? .max : $1) }
        let names = answers.map { evidence.answerName(Evidence.Code($0)) }
        return ReportHeatMap(
            "Which labels met on one item", rowTitle: "one", columnTitle: "other", rows: names, columns: names,
            counts: answers.map { one in answers.map { moments.pairs(one, $0) } })
    }
}

extension Evidence {
    /// What a reviewer said.
    func answerName(_ code: Code) -> String {
        code == Evidence.besides ? "(no label fits)" : name(of: code)
    }
}
