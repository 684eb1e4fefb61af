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
    ///   - shuffle: its place in the random order; nil: what its id gives.
    ///   - needed: `ItemColumns.needed`
    mutating func add(
        _ item: AnnotatedItem, truth decided: GroundTruth?, number: Int64?, group: String?, shuffle: Double? = nil,
        needed: UInt8 = 0
    ) {
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
        items.needed.append(needed)
        items.shuffle.append(shuffle ?? StableShare.position(of: item.item.id, purpose: "order"))
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
                guard decisions[place].at >= decisions[last[earlier]].at else { continue }
                // In the order of recording, by which equal times are told apart.
                last.remove(at: earlier)
            }
            last.append(place)
        }
        if let newest, decisions[newest].verdict == .flag { marks.insert(.flagged) }
        var truthPlace: Int32 = -1
        for place in last {
            if decisions[place].isUnclear { marks.insert(.unclear) }
            guard decisions[place].verdict != .flag else {
                if !decisions[place].isAdjudication { marks.insert(.flaggedByOne) }
                continue
            }
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
        var row = RatingRow(
            reviewer: Int32(number(ofReviewer: decision.reviewer)), label: code, at: decision.at.milliseconds,
            seconds: decision.seconds.map(Float.init) ?? .nan, shown: bits(decision.shown),
            firstChoice: Evidence.absent, probability: decision.probability)
        if let label = decision.firstChoice {
            row.firstChoice = index.position(of: label).map(Evidence.code(ofLabel:)) ?? Evidence.absent
        }
        row.take(look(decision.exposure))
        if decision.isAdjudication { row.marks.insert(.adjudication) }
        if decision.isUnclear { row.marks.insert(.unclear) }
        if decision.act != nil, decision.exposure?.seen == false { row.marks.insert(.bulk) }
        append(row)
    }

    mutating func append(_ row: RatingRow) {
        ratings.reviewer.append(row.reviewer)
        ratings.label.append(row.label)
        ratings.at.append(row.at)
        ratings.seconds.append(row.seconds)
        ratings.shown.append(row.shown)
        ratings.firstChoice.append(row.firstChoice)
        ratings.probability.append(row.probability)
        ratings.draw.append(row.draw)
        ratings.order.append(row.order)
        ratings.marks.append(row.marks)
    }

    /// What the columns keep of an exposure.
    mutating func look(_ exposure: Exposure?) -> ExposureLook {
        var look = ExposureLook()
        guard let exposure else { return look }
        look.order = exposure.order.map { numberOfOrder($0) } ?? 0
        look.isFirstReject = exposure.firstReject == true
        if exposure.draw == "random" { look.draw = RatingColumns.randomDraw }
        if exposure.draw == "informative", let weight = exposure.weight, weight > 0, weight.isFinite {
            look.draw = weight
        }
        if exposure.peers?.isEmpty == false { look.marks.insert(.sawPeers) }
        if exposure.gold == true { look.marks.insert(.sawGold) }
        if exposure.typedAhead == true { look.marks.insert(.typedAhead) }
        look.isUnseen = exposure.seen == false
        return look
    }

    /// A model that is in no column by now joins: that its answer was in view says something of the decision.
    mutating func bits(_ shown: [String]) -> UInt64 {
        var bits: UInt64 = 0
        for name in shown {
            let number = number(ofModel: name)
            if number < 64 { bits |= 1 << UInt64(number) }
        }
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

    mutating func number(ofReviewer name: String) -> Int {
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

    mutating func numberOfGroup(_ name: String) -> Int32 {
        if let number = groupNumbers[name] { return number }
        let number = Int32(clamping: groups.count)
        groupNumbers[name] = number
        groups.append(name)
        return number
    }
}
