internal import PostgresClient

/// A key that this installation's keyring has had.
struct KnownMasterKey: Sendable, Hashable {
    /// 1, 2, 3, … in the order in which they came.
    let number: Int
    let id: String
}

struct ListMasterKeys: PostgresStatement {
    typealias Row = KnownMasterKey
    static let sql = "select number, id from master_key order by number"

    static func decode(_ row: PostgresRow) throws -> KnownMasterKey {
        KnownMasterKey(number: try row.int("number"), id: try row.text("id"))
    }
}

/// No row: another key has that number, or the key is known already.
struct InsertMasterKey: PostgresStatement {
    typealias Row = Bool
    static let sql = "insert into master_key (number, id) values ($1, $2) on conflict do nothing returning true as added"
    let key: KnownMasterKey

    var bindings: [PostgresValue] { [.int(key.number), .text(key.id)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("added") }
}
