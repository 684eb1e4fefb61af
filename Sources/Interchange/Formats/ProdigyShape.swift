import Labeling

/// Prodigy's tasks for its choice interface, annotated: what `prodigy db-in` takes. One line an item; where several reviewers
/// decided, as the `review` recipe writes it: the truth, with the `versions` of the reviewers.
package struct ProdigyShape: ExportShape {
    package static let fileExtension = "jsonl"

    private let context: ExportContext
    private let options: [UInt8]
    private let config: [UInt8]
    private var tally = LossTally()

    package init(_ context: ExportContext) {
        self.context = context
        var (options, config): ([UInt8], [UInt8]) = ([], [])
        ProdigyDecoder.options(context.labels).append(to: &options)
        ProdigyDecoder.config(context.labels).append(to: &config)
        self.options = options
        self.config = config
    }

    package var losses: ExportLosses { tally.losses }

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let annotated = item.annotated
        let kept = KeptFields(annotated.item, tool: ProdigyDecoder.tool)
        let votes = ExportedVotes(annotated.decisions)
        let isReview = votes.votes.count > 1 || votes.adjudication != nil
        var own = votes.votes.first
        if isReview { own = votes.adjudication }
        // A skip is no answer where there is one: a truth that was carried in.
        let hidesSkip = own?.verdict == .skip && item.truth?.provenance == .imported
        if hidesSkip { own = nil }
        let opinions = context.answers(of: annotated)
        bytes.append(UInt8(ascii: "{"))
        bytes.add("text", annotated.item.text)
        switch annotated.item.images.count {
        case 0: break
        case 1: bytes.add("image", annotated.item.images[0])
        default: bytes.add("image", annotated.item.images)
        }
        let isBinary = kept.string("label") != nil && !isReview && isOneLabel(item.truth?.label)
        let verdict = own?.verdict ?? (isReview || item.truth != nil ? truthVerdict(item.truth) : nil)
        if isBinary {
            binary(verdict, own, kept, &bytes)
        } else {
            choice(verdict, kept, &bytes)
        }
        rest(kept, isBinary: isBinary, isReview: isReview, verdict, &bytes)
        meta(annotated, opinions, kept, &bytes)
        signature(own, hasTruth: verdict != nil, kept, &bytes)
        if isReview { versions(votes.votes, kept, &bytes) }
        bytes.add("}\n")
        note(item, votes, own, isBinary: isBinary, hidesSkip: hidesSkip, opinions)
    }

    private func isOneLabel(_ label: Label?) -> Bool { label.map { context.names($0).count == 1 } ?? true }

    private func truthVerdict(_ truth: GroundTruth?) -> Verdict? {
        truth.map { $0.label.map(Verdict.override) ?? .reject }
    }

    // MARK: Answers

    private func answer(_ verdict: Verdict, _ kept: KeptFields? = nil) -> String {
        switch verdict {
        case .accept, .override: "accept"
        case .reject: kept?.string("answer") ?? "reject"
        case .flag, .skip: "ignore"
        }
    }

    private func choice(_ verdict: Verdict?, _ kept: KeptFields, _ bytes: inout [UInt8]) {
        if let given = kept["options"] {
            bytes.add("options", given)
        } else {
            bytes.add(key: "options")
            bytes += options
        }
        guard let verdict else {
            if let answer = kept["answer"] { bytes.add("answer", answer) }
            return
        }
        if let given = kept["accept"], verdict.label == nil {
            bytes.add("accept", given)
        } else {
            bytes.add("accept", verdict.label.map(context.names) ?? [])
        }
        bytes.add("answer", answer(verdict, kept))
        if verdict == .flag { bytes.add("flagged", literal: "true") }
    }

    private func binary(_ verdict: Verdict?, _ own: Decision?, _ kept: KeptFields, _ bytes: inout [UInt8]) {
        let asked = kept.string("label") ?? ""
        bytes.add("label", verdict?.label?.name ?? asked)
        guard let verdict else {
            if let answer = kept["answer"] { bytes.add("answer", answer) }
            return
        }
        let note = own?.note ?? ""
        if verdict == .skip, note.hasPrefix(ProdigyDecoder.evidence.accepted) {
            bytes.add("answer", "accept")
        } else if verdict == .skip, note.hasPrefix(ProdigyDecoder.evidence.rejected) {
            bytes.add("answer", "reject")
        } else {
            bytes.add("answer", answer(verdict))
        }
        if verdict == .flag { bytes.add("flagged", literal: "true") }
    }

    private static let placed: Set<String> = [
        "options", "accept", "answer", "label", "config", "_view_id", "meta", "_annotator_id", "_session_id",
        "versions",
    ]

    /// What Prodigy said beside our words, and what tells it how the task is shown.
    private func rest(
        _ kept: KeptFields, isBinary: Bool, isReview: Bool, _ verdict: Verdict?, _ bytes: inout [UInt8]
    ) {
        for (key, value) in kept.members.sorted(by: { $0.key < $1.key }) where !ProdigyShape.placed.contains(key) {
            if key == "flagged", verdict == .flag { continue }
            bytes.add(key, value)
        }
        if let config = kept["config"] {
            bytes.add("config", config)
        } else if !isBinary {
            bytes.add(key: "config")
            bytes += config
        }
        let usual = isReview ? "review" : isBinary ? "classification" : "choice"
        if isReview, kept["view_id"] == nil { bytes.add("view_id", "choice") }
        bytes.add("_view_id", isReview || isBinary ? kept.string("_view_id") ?? usual : usual)
    }

    private func meta(
        _ item: AnnotatedItem, _ opinions: [Prediction], _ kept: KeptFields, _ bytes: inout [UInt8]
    ) {
        var meta: [UInt8] = [UInt8(ascii: "{")]
        let isMade =
            item.item.id.value.hasPrefix("h-")
            && item.item.id == .hash(ofText: item.item.text, images: item.item.images)
        if kept["id"] == nil, !isMade { meta.add("id", item.item.id.value) }
        for (key, value) in item.item.meta.sorted(by: { $0.key < $1.key })
        where key != ProdigyDecoder.tool && !(key == "id" && !isMade) {
            meta.add(key, value)
        }
        if case .object(let members)? = kept["meta"] {
            for (key, value) in members.sorted(by: { $0.key < $1.key }) { meta.add(key, value) }
        }
        // Prodigy's own scores stand where it had them.
        let isPlaced = kept["score"] != nil || kept["options"] != nil
        for (name, opinion) in zip(ProdigyDecoder.opinions, opinions) where !(isPlaced && opinions.count == 1) {
            meta.add("\(name)_model", opinion.model)
            meta.add("\(name)_label", opinion.label?.name ?? opinion.invalidAnswer ?? "")
            if let confidence = opinion.confidence { meta.add("\(name)_confidence", confidence) }
        }
        guard meta.count > 1 || kept["meta"] != nil else { return }
        if let whole = kept["meta"], meta.count == 1 {
            bytes.add("meta", whole)
            return
        }
        meta.append(UInt8(ascii: "}"))
        bytes.add(key: "meta")
        bytes += meta
    }

    /// Who said it, and when. Nobody, at no time: a truth that was carried in, or that several found together.
    private func signature(_ own: Decision?, hasTruth: Bool, _ kept: KeptFields, _ bytes: inout [UInt8]) {
        guard let own else {
            if hasTruth { bytes.add("_annotator_id", literal: "null") }
            return
        }
        if own.at.milliseconds != 0 { bytes.add("_timestamp", literal: String(own.at.milliseconds / 1000)) }
        guard own.reviewer != ProdigyDecoder.tool || own.at.milliseconds != 0 else { return }
        if kept["_session_id"] != nil, (kept.word("_annotator_id") ?? ProdigyDecoder.tool) == own.reviewer {
            if let annotator = kept["_annotator_id"] { bytes.add("_annotator_id", annotator) }
            bytes.add("_session_id", kept["_session_id"] ?? .null)
            return
        }
        guard own.reviewer != ProdigyDecoder.tool else { return }
        bytes.add("_annotator_id", own.reviewer)
        bytes.add("_session_id", own.reviewer)
    }

    /// The reviewers' words, equal ones together, the most frequent as the default.
    private func versions(_ votes: [Decision], _ kept: KeptFields, _ bytes: inout [UInt8]) {
        let said = kept.array("versions").map { KeptFields($0).array("sessions").count }.reduce(0, +)
        if said == votes.count, said > 0, let versions = kept["versions"] {
            bytes.add("versions", versions)
            return
        }
        var groups: [(verdict: Verdict, votes: [Decision])] = []
        for vote in votes {
            let known = groups.firstIndex {
                $0.verdict.label == vote.verdict.label && answer($0.verdict) == answer(vote.verdict)
                    && ($0.verdict == .flag) == (vote.verdict == .flag)
            }
            if let known { groups[known].votes.append(vote) } else { groups.append((vote.verdict, [vote])) }
        }
        let most = groups.map(\.votes.count).max() ?? 0
        let usual = groups.firstIndex { $0.votes.count == most }
        bytes.add(key: "versions")
        bytes.append(UInt8(ascii: "["))
        for (index, group) in groups.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "{"))
            bytes.add("accept", group.verdict.label.map(context.names) ?? [])
            bytes.add("answer", answer(group.verdict))
            if group.verdict == .flag { bytes.add("flagged", literal: "true") }
            bytes.add("_timestamp", literal: String((group.votes.map(\.at.milliseconds).max() ?? 0) / 1000))
            bytes.add("sessions", group.votes.map(\.reviewer))
            // Prodigy has one time for all who say the same; without their own, they would be other decisions here.
            let times = group.votes.map { $0.at.milliseconds / 1000 }
            if Set(times).count > 1 {
                bytes.add(ProdigyDecoder.sessionTimes, literal: "[\(times.map(String.init).joined(separator: ","))]")
            }
            bytes.add("default", literal: index == usual ? "true" : "false")
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func note(
        _ item: ExportedItem, _ votes: ExportedVotes, _ own: Decision?, isBinary: Bool, hidesSkip: Bool,
        _ opinions: [Prediction]
    ) {
        var lost = LossFields(heldBy: item.annotated, truth: item.truth)
        lost.subtract([.image, .adjudication])
        let isEvidence = isBinary && own?.note.hasPrefix("\(ProdigyDecoder.tool): ") == true
        if isEvidence { lost.remove(.note) }
        let spoken = votes.votes + [votes.adjudication].compactMap(\.self)
        // Whole seconds are kept; of equal words of several reviewers, the newest time.
        if spoken.allSatisfy({ $0.at.milliseconds % 1000 == 0 }), votes.votes.count < 2 { lost.remove(.at) }
        if votes.hasOthers || hidesSkip { lost.insert(.decisions) }
        if item.annotated.predictions.count > opinions.count { lost.insert(.predictions) }
        tally.note(lost)
    }
}
