/// Why a record of an input was not taken, in words for the person who made the file.
package struct LineProblem: Error, Hashable, CustomStringConvertible {
    package var reason: String

    package init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}
