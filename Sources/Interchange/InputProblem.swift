/// Why an input as a whole cannot be read, in words for the person who named it.
package enum InputProblem: Error, Hashable, CustomStringConvertible {
    case notFound(String)
    case notPermitted(String)
    case cannotOpen(String, reason: String)
    case cannotRead(String, reason: String)
    /// Not in UTF-8 throughout, for example UTF-16.
    case encoding(String, reason: String)
    /// The table has no usable columns; `reason` lists those it has and names the option that helps.
    case columns(String, reason: String)
    /// A format that this version knows by name alone.
    case unsupported(FileFormat)

    package var description: String {
        switch self {
        case .notFound(let path): "\(path): no such file"
        case .notPermitted(let path): "\(path): no permission to read it"
        case .cannotOpen(let path, let reason), .cannotRead(let path, let reason): "\(path): cannot be read: \(reason)"
        case .encoding(let source, let reason), .columns(let source, let reason): "\(source): \(reason)"
        case .unsupported(let format):
            "the format \(format.rawValue) cannot be read yet; "
                + "it can be read as: \(FileFormat.allCases.filter(\.isReadable).map(\.rawValue).joined(separator: ", "))"
        }
    }
}
