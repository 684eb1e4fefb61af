internal import Foundation
internal import GRDB
internal import Labeling

// Words in texts: by the index where it knows them, else by reading.

extension FilterSQL {
    /// Words that texts have, or a part of an id. Sets of items, because a list of ids is read from its index alone.
    mutating func search(_ words: String) -> String {
        let id = holds(.part, "i.id", words)
        return "(\(hasWords(words)) OR q.item IN (SELECT i.number FROM item i WHERE \(id)))"
    }

    mutating func words(_ field: FilterField.OfWords, _ match: FilterWordMatch, _ values: [String]) -> String {
        var choices: [String] = []
        for value in values {
            switch field {
            case .text:
                choices.append(
                    match == .begins
                        ? hasWords(value)
                        : "coalesce((SELECT \(holds(match, "i.text", value)) FROM item i WHERE i.number = q.item), 0)")
            case .id: choices.append("q.item IN (SELECT i.number FROM item i WHERE \(holds(match, "i.id", value)))")
            case .note:
                choices.append("EXISTS (SELECT 1 FROM (\(Self.notes)) n WHERE \(holds(match, "n.text", value)))")
            case .model:
                // The names first, which are few; then the index of predictions knows.
                let holds = holds(match, "n.text", value)
                choices.append(
                    """
                    EXISTS (SELECT 1 FROM prediction_row p WHERE p.item = q.item
                        AND p.model IN (SELECT n.id FROM name n WHERE \(holds)))
                    """)
            case .reviewer:
                choices.append(
                    "coalesce((SELECT \(holds(match, "d.reviewer", value)) FROM decision d WHERE d.id = q.word), 0)")
            }
        }
        return "(" + (choices.isEmpty ? "0" : choices.joined(separator: " OR ")) + ")"
    }

    /// Whether the text has words that begin so.
    private mutating func hasWords(_ value: String) -> String {
        guard case .words(let words) = TextPattern(words: value) else {
            return "coalesce((SELECT \(holds(.part, "i.text", value)) FROM item i WHERE i.number = q.item), 0)"
        }
        let named = words.map { String(decoding: $0, as: UTF8.self) }
        let asked = named.enumerated().map { "\"\($1)\"" + ($0 == named.count - 1 ? "*" : "") }
        let match = argument(asked.joined(separator: " "))
        let exact = argument(value)
        // The index does not know which words are neighbours.
        let verified =
            words.count > 1
            ? """
             AND renga_begins((SELECT CAST(i.text AS BLOB) FROM item i WHERE i.number = item_words.rowid), \(exact))
            """ : ""
        return """
            (q.item IN (SELECT item_words.rowid FROM item_words WHERE item_words MATCH \(match)\(verified))
                OR q.item IN (SELECT i.number FROM item i
                    WHERE i.number > (SELECT x.upto FROM word_index x)
                        AND renga_begins(CAST(i.text AS BLOB), \(exact))))
            """
    }

    /// A comparison of a text column with a value that a person typed.
    private mutating func holds(_ match: FilterWordMatch, _ column: String, _ value: String) -> String {
        let needle = argument(value.exact)
        let bytes = "CAST(\(column) AS BLOB)"
        switch match {
        case .begins: return "renga_begins(\(bytes), \(needle))"
        case .whole: return "renga_whole(\(bytes), \(needle))"
        case .part: return "renga_part(\(bytes), \(needle))"
        }
    }
}
