import GRDB

/// Version 8: a smaller store, that takes items in faster.
enum Schema8 {
    static func migrate(_ db: Database) throws {}
}
