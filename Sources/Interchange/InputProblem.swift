/// Why an input as a whole cannot be read, in words for the person who named it.
package enum InputProblem: Error, Hashable, CustomStringConvertible {
    case notFound(String)
    /// A pattern of names.
    case noMatch(String)
    case notPermitted(String)
    case cannotOpen(String, reason: String)
    case cannotRead(String, reason: String)
    /// No text, or none that can be read: a header that is not UTF-8, an archive.
    case encoding(String, reason: String)
    /// Packed data that is cut off or damaged; whole records before the damage were given out.
    case damaged(String, reason: String)
    /// A name of an encoding that the C library does not know.
    case unknownEncoding(String)
    /// The table has no usable columns; `reason` lists those it has and names the option that helps.
    case columns(String, reason: String)
    /// A format that this version knows by name alone.
    case unsupported(FileFormat)

    package var description: String {
        switch self {
        case .notFound(let path): "\(path): no such file"
        case .noMatch(let pattern): "\(pattern): no file has such a name"
        case .notPermitted(let path): "\(path): no permission to read it"
        case .cannotOpen(let path, let reason), .cannotRead(let path, let reason): "\(path): cannot be read: \(reason)"
        case .encoding(let source, let reason), .columns(let source, let reason), .damaged(let source, let reason):
            "\(source): \(reason)"
        case .unknownEncoding(let name):
            "--encoding: this system knows no encoding \"\(name)\"; iconv -l lists those it knows"
        case .unsupported(let format):
            "the format \(format.rawValue) cannot be read yet; "
                + "it can be read as: \(FileFormat.allCases.filter(\.isReadable).map(\.rawValue).joined(separator: ", "))"
        }
    }
}
