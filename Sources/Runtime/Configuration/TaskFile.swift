package import Foundation
package import Labeling
import TOMLKit

/// `renga.toml`: what a task is.
package enum TaskFile {
    package static let name = "renga.toml"

    /// Reads and checks a task file.
    ///
    /// - Throws: `Failure` (bad task file) that names file, line, key and what was expected, for every mistake found.
    package static func read(_ url: URL) throws(Failure) -> TaskDefinition {
        let document: String
        do {
            document = try String(contentsOf: url, encoding: .utf8)
        } catch {
            throw Failure(.noSuchFile, "\(url.path): cannot be read as UTF-8 text: \(error.localizedDescription)")
        }
        return try parse(document, file: url.path, folder: url.deletingLastPathComponent())
    }

    /// - Parameter folder: where the guidelines file is looked for.
    static func parse(_ document: String, file: String, folder: URL) throws(Failure) -> TaskDefinition {
        let reader: TOMLReader
        do {
            reader = try TOMLReader(document, file: file)
        } catch {
            throw Failure(.badTaskFile, "\(error)")
        }
        let parser = Parser(reader: reader, folder: folder)
        let definition = parser.definition()
        if let definition, reader.problems.isEmpty { return definition }
        throw Failure(.badTaskFile, reader.problems.map(\.description).joined(separator: "\n"))
    }
}

private struct Parser {
    let reader: TOMLReader
    let folder: URL

    func definition() -> TaskDefinition? {
        reader.refuseUnknown(
            in: reader.root, at: [],
            known: [
                "task", "labels", "models", "second-opinion", "routing", "budget", "review", "privacy", "filters",
            ])
        // Every part is read, whatever is wrong with the others: a user mends a file once.
        let task = reader.section(["task"])
        if task == nil, reader.root["task"] == nil { reader.problem([], "has no [task] table with the task's name") }
        task?.refuseUnknown(known: ["name", "instructions", "guidelines", "model-table", "multi-label"])
        let name = task?.string("name")
        if let task, name?.isEmpty ?? (task.table["name"] == nil) { task.problem("name", "expected the task's name") }
        let instructions = task?.string("instructions") ?? ""
        let guidelines = task.flatMap(guidelines)
        let labels = labels(allowsSeveral: task?.bool("multi-label") ?? false)
        let modelTable = task?.string("model-table").map { folder.file(named: $0).path }
        let models = ModelsParser(reader: reader, folder: folder).ladder()
        let (policy, budget, review) = (secondOpinion(labels), budget(), review(labels))
        let (routing, privacy, filters) = (routing(labels, models), privacy(), filters(labels))
        guard let name, let labels, let first = models.first?.setting else { return nil }
        return TaskDefinition(
            name: name, instructions: instructions, guidelines: guidelines, labels: labels, modelTable: modelTable,
            first: first, second: models.dropFirst().first?.setting, further: models.dropFirst(2).map(\.setting),
            furtherNames: models.dropFirst(2).map(\.name),
            secondOpinion: policy, routing: routing, budget: budget, review: review, privacy: privacy,
            filters: filters)
    }

    private func guidelines(_ task: TOMLReader.Section) -> String? {
        guard let path = task.string("guidelines") else { return nil }
        let url = folder.file(named: path)
        do {
            return try String(contentsOf: url, encoding: .utf8)
        } catch {
            task.problem("guidelines", "\(url.path) cannot be read as UTF-8 text")
            return nil
        }
    }

    private func labels(allowsSeveral: Bool) -> LabelSet? {
        let sections = reader.sections("labels")
        var definitions: [LabelDefinition] = []
        for section in sections {
            section.refuseUnknown(known: [
                "name", "title", "description", "key", "examples", "severity", "parent", "conceal",
                "error-cost-usd",
            ])
            guard let name = section.string("name") else {
                if section.table["name"] == nil { section.problem("name", "expected the label's name") }
                continue
            }
            var key: Character?
            if let text = section.string("key") {
                key = text.first
                if text.count != 1 || key?.isLetter != true { section.problem("key", "expected one letter") }
            }
            definitions.append(
                LabelDefinition(
                    label: Label(name), title: section.string("title"),
                    description: section.string("description") ?? "",
                    key: key, examples: section.strings("examples") ?? [],
                    severity: section.choice("severity", LabelDefinition.Severity.self) ?? .normal,
                    parent: section.string("parent").map { Label($0) }, conceals: section.bool("conceal") ?? false,
                    errorCost: section.dollars("error-cost-usd")))
        }
        guard definitions.count == sections.count else { return nil }
        do {
            return try LabelSet(definitions, allowsSeveral: allowsSeveral)
        } catch {
            switch error {
            case .empty: reader.problem(["labels"], "expected at least one [[labels]] table")
            case .unnamed(let index):
                reader.problem(["labels", String(index), "name"], "expected a name, found white space")
            case .ambiguous(let one, let other):
                let index = definitions.lastIndex { $0.label.name == other } ?? 0
                reader.problem(
                    ["labels", String(index), "name"],
                    "\"\(other)\" and \"\(one)\" are one label: names are compared without regard to case")
            case .sharedKey(let key, let one, let other):
                let index = definitions.lastIndex { $0.label.name == other } ?? 0
                reader.problem(["labels", String(index), "key"], "\"\(key)\" is already the key of \"\(one)\"")
            case .unknownParent(let name, let parent):
                let index = definitions.firstIndex { $0.label.name == name } ?? 0
                reader.problem(
                    ["labels", String(index), "parent"], "expected the name of another label, found \"\(parent)\"")
            case .reserved(let name):
                let index = definitions.firstIndex { $0.label.name == name } ?? 0
                reader.problem(
                    ["labels", String(index), "name"],
                    "with multi-label = true, expected a name without \"|\" and other than "
                        + "\"\(LabelSet.none.name)\": sets of labels are stored with them; found \"\(name)\"")
            case .circle(let names):
                let index = definitions.firstIndex { $0.label.name == names.first } ?? 0
                let way = (names + names.prefix(1)).map { "\"\($0)\"" }.joined(separator: " under ")
                reader.problem(["labels", String(index), "parent"], "no label can stand under itself: \(way)")
            }
            return nil
        }
    }

    /// - Parameter labels: nil: they cannot be read, so names of labels are not checked against them.
    private func secondOpinion(_ labels: LabelSet?) -> SecondOpinionPolicy {
        var policy = SecondOpinionPolicy()
        guard let section = reader.section(["second-opinion"]) else { return policy }
        section.refuseUnknown(known: [
            "below-confidence", "sample", "labels", "on-invalid-output", "on-refusal", "repair",
        ])
        policy.belowConfidence = section.double("below-confidence", in: 0...1) ?? policy.belowConfidence
        policy.sample = section.double("sample", in: 0...1) ?? policy.sample
        policy.onInvalidOutput = section.bool("on-invalid-output") ?? policy.onInvalidOutput
        policy.onRefusal = section.bool("on-refusal") ?? policy.onRefusal
        policy.repairs = section.bool("repair") ?? policy.repairs
        for name in section.strings("labels") ?? [] {
            if let label = label(name, labels, section, "labels") { policy.labels.append(label) }
        }
        return policy
    }

    private func label(_ name: String, _ labels: LabelSet?, _ section: TOMLReader.Section, _ key: String) -> Label? {
        guard let labels else { return nil }
        if let label = labels.member(matching: name) { return label }
        let known = labels.labels.map(\.name).joined(separator: ", ")
        section.problem(key, "\"\(name)\" is no label of this task; its labels: \(known)")
        return nil
    }

    /// `label = "model"`: the name of a `[models.…]` table.
    private func routing(_ labels: LabelSet?, _ models: [ModelsParser.Rung]) -> Routing {
        var routing = Routing()
        guard let section = reader.section(["routing"]) else { return routing }
        for key in reader.keysInOrder(of: section) {
            guard let target = section.string(key), let label = label(key, labels, section, key) else { continue }
            if let rung = models.firstIndex(where: { $0.name == target }) {
                routing.rungs[label] = rung
            } else {
                let known = models.map(\.name).joined(separator: ", ")
                section.problem(key, "expected the name of a [models] table (\(known)); found \"\(target)\"")
            }
        }
        return routing
    }

    private func privacy() -> PrivacySettings {
        guard let section = reader.section(["privacy"]) else { return PrivacySettings() }
        section.refuseUnknown(known: ["redact"])
        var kinds: [Redactable] = []
        for word in section.strings("redact") ?? [] {
            if let kind = Redactable(rawValue: word) {
                if !kinds.contains(kind) { kinds.append(kind) }
            } else {
                let known = Redactable.allCases.map(\.rawValue).joined(separator: ", ")
                section.problem("redact", "expected some of \(known); found \"\(word)\"")
            }
        }
        return PrivacySettings(redact: kinds)
    }

    private func budget() -> Budget {
        guard let section = reader.section(["budget"]) else { return Budget() }
        section.refuseUnknown(known: ["total-usd", "daily-usd", "run-usd"])
        return Budget(
            total: section.dollars("total-usd"), daily: section.dollars("daily-usd"), run: section.dollars("run-usd"))
    }

    /// `name = "filter"`, in the file's order.
    private func filters(_ labels: LabelSet?) -> [SavedFilter] {
        guard let section = reader.section(["filters"]) else { return [] }
        return reader.keysInOrder(of: section).compactMap { name in
            guard let text = filter(name, section, labels) else { return nil }
            guard SavedFilter.isName(name) else {
                section.problem(name, "expected a name of letters, digits, -, _ and ., at most 40 of them")
                return nil
            }
            return SavedFilter(name: name, text: text)
        }
    }

    /// A filter that can be read; which items it means is found out when it is used.
    private func filter(_ key: String, _ section: TOMLReader.Section, _ labels: LabelSet?) -> String? {
        guard let text = section.string(key), let labels else { return nil }
        do throws(FilterProblem) {
            _ = try FilterExpression.parse(text, labels: labels, now: .now())
            return text
        } catch {
            section.problem(key, "is no filter: \(error)")
            return nil
        }
    }

    private func review(_ labels: LabelSet?) -> ReviewSettings {
        var settings = ReviewSettings()
        guard let section = reader.section(["review"]) else { return settings }
        let known = [
            "order", "blind-sample", "theme", "mouse", "group", "audit", "reveal", "peers", "conceal", "filter",
            "overlap", "overlap-share", "truth", "reviewer-usd-per-hour", "random-share",
        ]
        section.refuseUnknown(known: known + CareSettings.keys)
        settings.order = section.choice("order", QueueOrder.self) ?? settings.order
        settings.blindSample = section.double("blind-sample", in: 0...1) ?? settings.blindSample
        settings.theme = section.string("theme") ?? settings.theme
        settings.usesMouse = section.bool("mouse") ?? settings.usesMouse
        settings.groups = section.bool("group") ?? settings.groups
        settings.audit = section.double("audit", in: 0...1) ?? settings.audit
        settings.reveal = section.choice("reveal", ReviewSettings.Reveal.self) ?? settings.reveal
        settings.peers = section.choice("peers", ReviewSettings.Peers.self) ?? settings.peers
        settings.conceals = section.bool("conceal") ?? settings.conceals
        settings.filter = filter("filter", section, labels) ?? settings.filter
        settings.overlap = section.int("overlap", in: 1...20) ?? settings.overlap
        settings.overlapShare = section.double("overlap-share", in: 0...1) ?? settings.overlapShare
        settings.randomShare = section.double("random-share", in: 0...1) ?? settings.randomShare
        settings.truth = section.choice("truth", TruthPolicy.self)
        settings.costPerHour = section.dollars("reviewer-usd-per-hour")
        settings.care = CareSettings(section)
        return settings
    }
}

extension TOMLReader.Section {
    /// An amount in US dollars; nil: not given, or not readable, which is said.
    fileprivate func dollars(_ key: String) -> Money? {
        // A millionth of a dollar is the finest anybody writes; rounding to it undoes the binary fraction.
        double(key, in: 0...9_000_000).map { Money(picodollars: Int64(($0 * 1_000_000).rounded()) * 1_000_000) }
    }
}
