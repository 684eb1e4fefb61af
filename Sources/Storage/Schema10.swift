import GRDB

/// Version 10: groups of near duplicates.
enum Schema10 {
    static func migrate(_ db: Database) throws {}
}
