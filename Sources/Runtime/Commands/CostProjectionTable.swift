import Reports
import Labeling

extension CostProjection {
    /// The projection as plain text for a terminal: aligned columns, amounts to the last digit that says anything.
    ///
    /// Lines end in a newline. No control character of a model's name gets into it.
    package func humanTable() -> String {
        var lines = ["At \(grouped("\(perDay)")) items a day, with prices of \(priceDate)"]
        var table = TextTable(["", "a day", "a month", "a year", "saved a month"])
        for row in rows {
            table.add([
                row.way.words, row.standard.day, dollars(row.standard.perMonth), dollars(row.standard.perYear),
                dollars(row.saved.map { $0 * CostProjection.daysPerMonth }),
            ])
            for (name, amount) in [("  in batches", row.batch), ("  with caching", row.cached)] {
                table.add([name, amount.day, dollars(amount.perMonth), dollars(amount.perYear)])
            }
        }
        lines += table.lines
        if loads.count > 1 {
            lines.append("  saved: against \(TextTable.printable(loads[1].model)) alone, at standard prices")
            lines.append(
                "  policy: \(grouped("\(escalatedPerDay)")) of the items a day are asked about twice (\(share.words))")
        }
        var tokens = TextTable(["tokens of an item", "in", "out", "from", "stable prompt"])
        for load in loads {
            tokens.add([
                load.model, "\(load.input.value.rounded().whole)", "\(load.output.value.rounded().whole)", load.words,
                load.prefix.map { "\($0)" } ?? "-",
            ])
        }
        lines += [""] + tokens.lines + ["", "Notes"]
        lines += (notes + ["Prices: \(priceSource)."]).map { "  " + TextTable.printable(sentence: $0) }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension CostProjection.Way {
    fileprivate var words: String {
        switch self {
        case .alone(let model): model
        case .policy: "the policy"
        }
    }
}

extension CostProjection.Amount {
    /// The amount of a day, or why there is none.
    fileprivate var day: String {
        switch self {
        case .perDay(let money): dollars(money, isFine: true)
        case .none(let reason): reason.rawValue
        }
    }
}

extension EscalatedShare {
    fileprivate var words: String {
        switch source {
        case .given: "as given"
        case .measured(let items): "the share of the \(items) items answered so far"
        case .sample: "the sample share: fewer than \(EscalatedShare.enough) items are answered"
        }
    }
}

extension ModelLoad {
    fileprivate var words: String {
        let (first, second) = (input.source.word, output.source.word)
        return first == second ? first : "\(first), \(second)"
    }
}

extension Double {
    /// Token counts beyond an integer stay at its largest.
    fileprivate var whole: Int { Int(exactly: self) ?? .max }
}

/// `$1,260.00`, to the cent; up to a millionth where `isFine`, and below a dollar.
private func dollars(_ money: Money?, isFine: Bool = false) -> String {
    guard let money else { return "" }
    let decimals = isFine || money.picodollars.magnitude < Money.picodollarsPerDollar.magnitude ? 6 : 2
    let text = (Money(decimal: money.rounded(decimals: decimals)) ?? money).decimal(minimumDecimals: 2)
    let parts = text.drop { $0 == "-" }.split(separator: ".")
    return (text.hasPrefix("-") ? "-$" : "$") + grouped(parts.first ?? "0") + "." + (parts.last ?? "00")
}

/// `10,000`
private func grouped(_ digits: some StringProtocol) -> String {
    var text = ""
    for (index, digit) in digits.reversed().enumerated() {
        if index > 0, index % 3 == 0 { text = "," + text }
        text = String(digit) + text
    }
    return text
}
