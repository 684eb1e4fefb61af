internal import GRDB

extension Store {
    func record(_ progress: ImportProgress, _ db: Database) throws {}
}
