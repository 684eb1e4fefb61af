import Cells
package import Labeling

extension ReviewModel {
    mutating func found(_ message: FindMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .contextLoaded(let request, let context, let kept):
            guard takeFind(request) != nil else { return [] }
            find.context = context
            find.kept = kept
            if case .filterLine(var line) = mode {
                complete(&line)
                mode = .filterLine(line)
            }
        case .filtersChanged(let request, let kept):
            guard let asked = takeFind(request) else { return [] }
            find.kept = kept
            switch asked {
            case .save(let name):
                notice = Notice(text: "Filter kept as @\(name), also in the lists of Tab.", role: .saved)
            case .forget(let name): notice = Notice(text: "Filter @\(name) is forgotten.", role: .saved)
            case .context, .matches: break
            }
        case .failed(let request, let reason):
            // Without a context the line completes less; what was said must be told.
            guard let asked = takeFind(request) else { return [] }
            if case .context = asked { return [] }
            notice = Notice(text: reason, role: .error)
        case .matchesFound(let request, let ranges):
            guard takeFind(request) != nil, find.matches?.request == request else { return [] }
            find.matches?.ranges = ranges
        }
        return []
    }

    private mutating func takeFind(_ request: RequestID) -> FindRequest? {
        guard case .find(let asked)? = awaiting[request] else { return nil }
        awaiting[request] = nil
        return asked
    }

    mutating func loadFilterContext() -> [Effect] {
        guard !awaiting.values.contains(.find(.context)) else { return [] }
        return [.find(.loadContext(request(.find(.context)), task.labels))]
    }

    // MARK: The filter in force

    /// All filters with a name: the task file's, then those in the store.
    package var savedFilters: [SavedFilter] {
        task.filters + find.kept.filter { kept in !task.filters.contains { $0.name == kept.name } }
    }

    /// Reads a filter as it is typed. `@name` at its beginning stands for a saved filter.
    ///
    /// - Returns: the filter, and the saved one where it is nothing else.
    func readFilter(_ text: String) throws(FilterProblem) -> FilterExpression {
        var members: [FilterExpression] = []
        var rest = Substring(text)
        while true {
            rest = rest.drop { $0.isWhitespace }
            guard rest.first == "@" else { break }
            guard members.count < FilterExpression.mostConditions else { throw tooLong(text) }
            let name = String(rest.dropFirst().prefix { !$0.isWhitespace })
            guard let saved = savedFilters.first(where: { $0.name == name }) else {
                let head = text[..<rest.startIndex]
                throw FilterProblem(
                    offset: head.utf8.count, column: head.unicodeScalars.count + 1, found: "@" + name,
                    expected: "the name of a saved filter (or quotation marks around the term)",
                    suggestions: savedFilters.prefix(3).map { "@" + $0.name })
            }
            members.append(try FilterExpression.parse(saved.text, labels: task.labels, now: find.now))
            rest = rest.dropFirst(1 + name.count)
        }
        let head = text[..<rest.startIndex]
        do throws(FilterProblem) {
            members.append(try FilterExpression.parse(String(rest), labels: task.labels, now: find.now))
        } catch {
            var problem = error
            problem.offset += head.utf8.count
            problem.column += head.unicodeScalars.count
            throw problem
        }
        let filter = FilterExpression.all(of: members.filter { $0 != .everything })
        // Each is short enough; together they may not be.
        guard members.count == 1 || isShortEnough(filter) else { throw tooLong(text) }
        return filter
    }

    /// Whether the filter is one that can be read again from its own text.
    func isShortEnough(_ filter: FilterExpression) -> Bool {
        (try? FilterExpression.parse(filter.description, labels: task.labels, now: find.now)) != nil
    }

    private func tooLong(_ text: String) -> FilterProblem {
        FilterProblem(offset: 0, column: 1, found: String(text.prefix(40)), expected: FilterExpression.atMostConditions)
    }

    /// Puts the filter in force, beside the list: `refund conf<0.8`, `@name`; empty: none. What is no filter is told,
    /// and changes nothing.
    package mutating func applyFilter(_ text: String) -> [Effect] {
        do throws(FilterProblem) {
            let words = text.asOneLine
            _ = try readFilter(words)
            find.typed = words
            find.announces = true
            return readAnew()
        } catch {
            notice = Notice(text: "No such filter: \(error)", role: .warning)
            return []
        }
    }

    /// The filter that the review opens with.
    ///
    /// - Parameter kept: the filters in the store, for names among it.
    package mutating func open(
        withFilter text: String, kept: [SavedFilter], now: Timestamp
    ) throws(FilterProblem) {
        find.now = now
        find.kept = kept
        _ = try readFilter(text)
        find.typed = text
        query.expression = expressionInForce
    }

    mutating func applySearch(_ words: String) -> [Effect] {
        guard words != query.search else { return [] }
        let count = FilterExpression.words(in: words)
        guard count <= FilterExpression.mostConditions else {
            let most = FilterExpression.mostConditions
            notice = Notice(
                text: "A search has at most \(most) words; this has \(count.grouped): search for fewer.", role: .warning
            )
            return []
        }
        query.search = words
        find.announces = !words.isEmpty || typing.isPlain
        return readAnew()
    }

    /// What the list and the filter line mean now: dates in them are read anew.
    var expressionInForce: FilterExpression {
        let texts = [find.list?.text, find.typed].compactMap { $0 }.filter { !$0.isEmpty }
        guard !texts.isEmpty else { return .everything }
        var members: [FilterExpression] = []
        for text in texts {
            // Both could be read before; if a saved filter is gone since, what was read stays.
            guard let member = try? readFilter(text) else { return query.expression }
            members.append(member)
        }
        return .all(of: members.filter { $0 != .everything })
    }

    /// Before a list is read: the filter as it is meant now, and what stays although it no longer holds.
    mutating func prepareQuery() -> QueueQuery {
        query.expression = expressionInForce
        query.hiding = hiddenAnswers
        let isNew = queue == nil || listFrom != nil
        if isNew { find.decidedHere = [] }
        let isNarrowed = query.expression != .everything || !query.search.isEmpty
        query.keeping = isNarrowed && !isNew ? find.decidedHere.union(hasActed ? [current].compactMap { $0 } : []) : []
        query.reviewer = task.review.overlap > 1 ? reviewer : nil
        var asked = query
        // One of several votes is about one item, and so is a decision between them.
        if asked.filter == .disputed || task.review.overlap > 1 { asked.folding = nil }
        let canBePaged = !isNarrowed && query.order != .informative
        if isNew, goTo == nil, canBePaged { asked.limit = Self.pageItems }
        return asked
    }

    /// Whose labels the filter would give away by listing them; nil: it asks for none.
    private var hiddenAnswers: HiddenAnswers? {
        guard query.expression.asksForAnswers else { return nil }
        let isEvery = blindSession || commitsFirst
        guard isEvery || blindRule.share > 0 || blindRule.audit != nil else { return nil }
        return HiddenAnswers(reviewer: reviewer, rule: isEvery ? nil : blindRule)
    }

    /// What is read first of a long list: more than a screen shows.
    static let pageItems = 200

    /// The list has arrived: whether it is the beginning of a longer one, and what is said of it. Of one that was asked for
    /// before the filter was typed, nothing: it has not been filtered.
    ///
    /// - Returns: whether the rest is to be read.
    mutating func takePage(_ request: RequestID, _ count: Int) -> Bool {
        find.isPartial = request == find.pageRequest && count >= Self.pageItems
        find.pageRequest = nil
        let isWanted = listFrom.map { request.value >= $0 } ?? true
        // What is still said of the list is said anew where items came in since.
        if isWanted, find.announces || (notice != nil && notice == find.announced) {
            find.announces = false
            find.announced = nil
            let items = count + bulk.folds.folded
            // A list that is narrower than it seems is the usual reason for nothing.
            let list = items == 0 && query.filter != .all ? " in the list \(query.filter.rawValue)" : ""
            let lines = items > count ? " on \(count.grouped) \(count == 1 ? "line" : "lines")" : ""
            let words = (items == 1 ? "1 item matches" : "\(items.grouped) items match") + lines + list
            let filter = [query.search, find.typed].filter { !$0.isEmpty }.joined(separator: "  ")
            if !filter.isEmpty {
                let hidden = query.hiding == nil ? "" : " (of those whose answers you may see)"
                notice = Notice(text: "\(words)\(hidden): \(filter)", role: items == 0 ? .warning : .saved)
                find.announced = notice
            } else if typing.isPlain {
                notice = Notice(text: "No search and no filter: the whole list (\(listName)).", role: .muted)
            }
        }
        return find.isPartial
    }

    mutating func dropFilters() {
        leaveDoubts()
        query.filter = .all
        query.search = ""
        find.list = nil
        find.typed = ""
    }

    /// With which the item was drawn: known where the order draws (`InformativeDraw`).
    ///
    /// By the random order: its place there, which is with what probability any item had come up no later than this.
    func probability(of number: ItemNumber) -> Double {
        let row = rows[number] ?? details[number]?.row
        if query.order == .informative, query.only == nil { return row?.drawn ?? 1 }
        guard draw(of: number) != nil, let place = row?.shuffle else { return 1 }
        return max(place, 0x1p-54)
    }

    /// `Exposure.draw`; nil: the item came by an order that draws nothing, or from a list of some items only.
    func draw(of number: ItemNumber) -> String? {
        guard query.isWhole else { return nil }
        switch query.order {
        case .random: return QueueOrder.random.rawValue
        case .informative: return QueueOrder.informative.rawValue
        case .uncertain, .disagreement, .oldest, .newest:
            return find.drawn.contains(number) ? QueueOrder.random.rawValue : nil
        }
    }
}
