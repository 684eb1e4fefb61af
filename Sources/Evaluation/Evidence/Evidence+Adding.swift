import Labeling

extension Evidence {
    /// - Parameter modelOrder: the models to list first.
    init(labels: LabelIndex, modelOrder: [String]) {
        index = labels
        for model in modelOrder { _ = number(ofModel: model) }
    }

    /// Adds an item. Of several predictions of one model the newest counts: the latest in time, or the later in the
    /// list where times are equal or missing.
    ///
    /// - Parameters:
    ///   - decided: nil: not decided, or flagged.
    ///   - number: `ItemColumns.number`; nil: the place in the order in which items come.
    ///   - group: what the item is grouped by; nil: nothing.
    mutating func add(_ item: AnnotatedItem, truth decided: GroundTruth?, number: Int64?, group: String?) {
        var (decided, decisions, marks) = (decided, item.decisions, ItemMarks())
        if decisions.contains(where: \.isByPolicy) {
            // A rule repeats what a model said: no evidence about the model, and no reviewer's opinion.
            decisions.removeAll(where: \.isByPolicy)
            if decided?.decision?.isByPolicy == true {
                marks.insert(.byPolicy)
                decided = GroundTruth.resolve(decisions: decisions, gold: item.gold)
            }
        }
        let row = count
        items.number.append(number ?? Int64(row + 1))
        items.group.append(group.map { numberOfGroup($0) } ?? -1)
        items.firstRating.append(Int32(clamping: ratings.end))
        items.gold.append(item.gold.flatMap { index.position(of: $0) }.map(Evidence.code(ofLabel:)) ?? Evidence.absent)
        items.provenance.append(decided?.provenance ?? .imported)
        var truth = Evidence.absent
        if let decided {
            truth = code(of: decided.label) ?? Evidence.absent
            if truth == Evidence.absent { marks.insert(.truthOutside) }
        }
        items.truth.append(truth)
        addAnswers(item.predictions, row: row)
        // After the answers: a model that is not known by now has no answer to this item.
        items.shown.append(bits(decided?.decision?.shown ?? []))
        items.truthRating.append(addRatings(decisions, truth: decided?.decision, marks: &marks))
        items.marks.append(marks)
    }

    /// Nil: not of the label set.
    private mutating func code(of label: Label?) -> Code? {
        guard let label else { return Evidence.besides }
        return index.position(of: label).map(Evidence.code(ofLabel:))
    }

    private mutating func addAnswers(_ predictions: [Prediction], row: Int) {
        for place in predictions.indices {
            // Most items list the same models in the same order.
            let isUsual = place < models.count && models[place].model == predictions[place].model
            let model = isUsual ? place : number(ofModel: predictions[place].model)
            let at = predictions[place].at?.milliseconds
            if models[model].label.count > row {
                let known = models[model].at[row]
                if let at, known != AnswerColumns.noTime, at < known { continue }
                models[model].removeLast()
            }
            models[model].fill(upTo: row)
            var code = Evidence.besides
            // By index, for a prediction taken out of its array is a copy.
            if predictions[place].outcome == .labeled, let label = predictions[place].label {
                code = index.position(of: label).map(Evidence.code(ofLabel:)) ?? Evidence.besides
            }
            models[model].append(predictions[place], label: code)
        }
    }

    /// Takes each reviewer's label in force: the last in time of the decisions that were not undone and are no skip;
    /// among equal times the later recorded. A flag is no label. Adjudications are taken beside them.
    ///
    /// - Returns: the place of the decision that is the truth; -1: none of them.
    private mutating func addRatings(_ decisions: [Decision], truth: Decision?, marks: inout ItemMarks) -> Int32 {
        var last: [Int] = []
        var newest: Int?
        for place in decisions.indices where decisions[place].undoneAt == nil && decisions[place].verdict != .skip {
            if newest.map({ decisions[place].at >= decisions[$0].at }) ?? true { newest = place }
            let earlier = last.firstIndex {
                decisions[$0].reviewer == decisions[place].reviewer
                    && decisions[$0].isAdjudication == decisions[place].isAdjudication
            }
            if let earlier {
                if decisions[place].at >= decisions[last[earlier]].at { last[earlier] = place }
            } else {
                last.append(place)
            }
        }
        if let newest, decisions[newest].verdict == .flag { marks.insert(.flagged) }
        var truthPlace: Int32 = -1
        for place in last {
            if decisions[place].isUnclear { marks.insert(.unclear) }
            guard decisions[place].verdict != .flag else { continue }
            guard let code = code(of: decisions[place].verdict.label) else {
                ratingsOutside += 1
                continue
            }
            if decisions[place].isAdjudication { marks.insert(.adjudicated) }
            if let truth, truth.at == decisions[place].at, truth.reviewer == decisions[place].reviewer,
                truth.isAdjudication == decisions[place].isAdjudication
            {
                truthPlace = Int32(clamping: ratings.end)
            }
            append(decisions[place], code: code)
        }
        return truthPlace
    }

    private mutating func append(_ decision: Decision, code: Code) {
        ratings.reviewer.append(Int32(number(ofReviewer: decision.reviewer)))
        ratings.label.append(code)
        ratings.at.append(decision.at.milliseconds)
        ratings.seconds.append(decision.seconds.map(Float.init) ?? .nan)
        ratings.shown.append(bits(decision.shown))
        var first = Evidence.absent
        if let label = decision.firstChoice {
            first = index.position(of: label).map(Evidence.code(ofLabel:)) ?? Evidence.absent
        } else if decision.exposure?.firstReject == true {
            first = Evidence.besides
        }
        ratings.firstChoice.append(first)
        ratings.probability.append(decision.probability)
        ratings.order.append(decision.exposure?.order.map { numberOfOrder($0) } ?? 0)
        var marks = RatingMarks()
        if decision.isAdjudication { marks.insert(.adjudication) }
        if decision.isUnclear { marks.insert(.unclear) }
        if decision.exposure?.peers?.isEmpty == false { marks.insert(.sawPeers) }
        if decision.act != nil, decision.exposure?.seen == false { marks.insert(.bulk) }
        if decision.exposure?.gold == true { marks.insert(.sawGold) }
        if decision.exposure?.typedAhead == true { marks.insert(.typedAhead) }
        ratings.marks.append(marks)
    }

    private func bits(_ shown: [String]) -> UInt64 {
        var bits: UInt64 = 0
        for name in shown { if let number = modelNumbers[name], number < 64 { bits |= 1 << UInt64(number) } }
        return bits
    }

    /// Makes all columns as long as there are items.
    mutating func finish() {
        for model in models.indices { models[model].fill(upTo: count) }
    }

    mutating func number(ofModel name: String) -> Int {
        if let number = modelNumbers[name] { return number }
        modelNumbers[name] = models.count
        models.append(AnswerColumns(model: name))
        return models.count - 1
    }

    private mutating func number(ofReviewer name: String) -> Int {
        if let number = reviewerNumbers[name] { return number }
        reviewerNumbers[name] = reviewers.count
        reviewers.append(name)
        return reviewers.count - 1
    }

    private mutating func numberOfOrder(_ name: String) -> UInt8 {
        if let number = orderNumbers[name] { return number }
        guard orders.count < 255 else { return 0 }
        let number = UInt8(orders.count)
        orderNumbers[name] = number
        orders.append(name)
        return number
    }

    private mutating func numberOfGroup(_ name: String) -> Int32 {
        if let number = groupNumbers[name] { return number }
        let number = Int32(clamping: groups.count)
        groupNumbers[name] = number
        groups.append(name)
        return number
    }
}

extension AnswerColumns {
    mutating func append(_ prediction: borrowing Prediction, label code: Evidence.Code) {
        label.append(code)
        var outcome = prediction.outcome
        if outcome == .labeled, code == Evidence.besides {
            outcome = prediction.label == nil ? .invalidOutput : .unknownLabel
        }
        self.outcome.append(outcome)
        confidence.append(prediction.confidence ?? AnswerColumns.unsaid)
        latency.append(prediction.latencyMilliseconds ?? AnswerColumns.unsaid)
        switch prediction.cost {
        case .charged(let money): append(money.picodollars, .charged)
        case .estimated(let money, as: _): append(money.picodollars, .estimated)
        case .unknown: append(0, .unknown)
        }
        at.append(prediction.at?.milliseconds ?? AnswerColumns.noTime)
        snapshot.append(AnswerColumns.place(of: prediction.snapshot, in: &snapshots))
        promptVersion.append(AnswerColumns.place(of: prediction.promptVersion, in: &promptVersions))
        reason.append(AnswerColumns.place(of: prediction.escalation))
    }

    private mutating func append(_ picodollars: Int64, _ basis: CostBasis) {
        cost.append(picodollars)
        self.basis.append(basis)
    }

    /// Rows without an answer, until there are so many.
    mutating func fill(upTo rows: Int) {
        let missing = rows - label.count
        guard missing > 0 else { return }
        label.append(contentsOf: repeatElement(Evidence.absent, count: missing))
        outcome.append(contentsOf: repeatElement(.empty, count: missing))
        confidence.append(contentsOf: repeatElement(AnswerColumns.unsaid, count: missing))
        latency.append(contentsOf: repeatElement(AnswerColumns.unsaid, count: missing))
        cost.append(contentsOf: repeatElement(0, count: missing))
        basis.append(contentsOf: repeatElement(.unknown, count: missing))
        at.append(contentsOf: repeatElement(AnswerColumns.noTime, count: missing))
        snapshot.append(contentsOf: repeatElement(0, count: missing))
        promptVersion.append(contentsOf: repeatElement(0, count: missing))
        reason.append(contentsOf: repeatElement(0, count: missing))
    }

    mutating func removeLast() {
        label.removeLast()
        outcome.removeLast()
        confidence.removeLast()
        latency.removeLast()
        cost.removeLast()
        basis.removeLast()
        at.removeLast()
        snapshot.removeLast()
        promptVersion.removeLast()
        reason.removeLast()
    }

    /// The first 253 values are told apart.
    private static func place(of value: String?, in values: inout [String]) -> UInt8 {
        guard let value else { return 0 }
        // Nearly always the newest that is known.
        if values.count > 1, values[values.count - 1] == value { return UInt8(values.count - 1) }
        if let place = values.firstIndex(of: value), place > 0 { return UInt8(place) }
        guard values.count < 255 else { return 255 }
        values.append(value)
        return UInt8(values.count - 1)
    }
}
