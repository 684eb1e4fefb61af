/// The program itself.
package enum Program {
    /// As `renga --version` says it; stored with what a version of the program has worked out.
    package static let version = "0.1.0"
}
