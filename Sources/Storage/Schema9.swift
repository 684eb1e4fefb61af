import GRDB

/// Version 9: how far each import has come.
enum Schema9 {
    static func migrate(_ db: Database) throws {}
}
