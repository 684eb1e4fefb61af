internal import Cells

/// The rest of a terminal's report of the mouse, behind the sequence that begins it.
///
/// Pure: characters in, at their end what the mouse did.
struct MouseReport {
    enum Form {
        /// `0;12;5M`, or `m` where a button is let go; columns and rows from 1.
        case decimal
        /// Three characters, each 32 above its number.
        case bytes
    }

    /// A report is over.
    enum End: Equatable {
        /// Nil: nothing the program has a use for.
        case `is`(Mouse?)
    }

    let form: Form
    private var numbers: [Int] = [0]
    private var length = 0

    init(form: Form) {
        self.form = form
        if form == .bytes { numbers = [] }
    }

    /// Nil: there is more to come.
    mutating func read(_ scalar: Unicode.Scalar) -> End? {
        length += 1
        switch form {
        case .bytes:
            numbers.append(Int(scalar.value) - 32)
            guard numbers.count == 3 else { return nil }
            // It does not tell which button was let go.
            return .is(
                numbers[0] == 3 ? mouse(isRelease: true, button: 0) : mouse(isRelease: false, button: numbers[0]))
        case .decimal:
            // No screen has more cells than this says; more is no report.
            guard length <= 20 else { return .is(nil) }
            switch scalar {
            case "0"..."9":
                let last = numbers.count - 1
                numbers[last] = min(numbers[last] * 10 + Int(scalar.value) - 48, 1_000_000)
                return nil
            case ";":
                numbers.append(0)
                return nil
            case "M", "m": return .is(numbers.count == 3 ? mouse(isRelease: scalar == "m", button: numbers[0]) : nil)
            default: return .is(nil)
            }
        }
    }

    private func mouse(isRelease: Bool, button: Int) -> Mouse? {
        let action: Mouse.Action
        switch button {
        case 0: action = isRelease ? .release : .press
        case 32: action = isRelease ? .release : .drag
        case 64: action = .wheelUp
        case 65: action = .wheelDown
        // Other buttons, and all with a key held, are left to the terminal's user.
        default: return nil
        }
        guard numbers[1] > 0, numbers[2] > 0 else { return nil }
        return Mouse(action, row: numbers[2] - 1, column: numbers[1] - 1)
    }
}
