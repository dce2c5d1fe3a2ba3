internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct OpenConsoleLink: PostgresStatement {
    typealias Row = String
    static let sql = "select console_open($1) as login"
    let link: String

    var bindings: [PostgresValue] { [.text(link)] }
    static func decode(_ row: PostgresRow) throws -> String { try row.text("login") }
}

struct RedeemConsoleLink: PostgresStatement {
    typealias Row = Bool
    static let sql = "select console_redeem($1, $2) as redeemed"
    let link: String
    let session: String

    var bindings: [PostgresValue] { [.text(link), .text(session)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("redeemed") }
}

struct VouchForPerson: PostgresStatement {
    typealias Row = Bool
    static let sql = "select console_vouch($1, $2) as begun"
    let login: String
    let session: String

    var bindings: [PostgresValue] { [.text(login), .text(session)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("begun") }
}

struct EnterConsole: PostgresStatement {
    typealias Row = ConsoleSession
    static let sql = "select login, held, is_registered, is_shared, is_proven, besides, form_key from console_enter($1)"
    let session: String

    var bindings: [PostgresValue] { [.text(session)] }

    static func decode(_ row: PostgresRow) throws -> ConsoleSession {
        ConsoleSession(person: try SelectLoginFacts.decode(row), formKey: try row.text("form_key"))
    }
}

struct LeaveConsole: PostgresStatement {
    typealias Row = Bool
    static let sql = "select console_leave($1) as ended"
    let session: String

    var bindings: [PostgresValue] { [.text(session)] }
    static func decode(_ row: PostgresRow) throws -> Bool { try row.bool("ended") }
}
