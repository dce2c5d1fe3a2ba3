internal import PostgresClient
internal import SyncCore
internal import SyncEngine

struct SelectLoginFacts: PostgresStatement {
    typealias Row = LoginFacts
    static let sql = "select login, held, is_registered, is_shared, is_proven, besides from who_am_i()"

    static func decode(_ row: PostgresRow) throws -> LoginFacts {
        let standing: LoginFacts.Standing
        switch try row.optionalText("held") {
        case nil: standing = .none
        case "fleet": standing = .fleet
        case _: standing = .person(try row.stored("held"))
        }
        return LoginFacts(
            login: try row.text("login"), standing: standing, isRegistered: try row.bool("is_registered"),
            isShared: try row.bool("is_shared"), isProven: try row.bool("is_proven"), besides: try row.serverRoles("besides"))
    }
}

struct ListOperators: PostgresStatement {
    typealias Row = OperatorLogin
    static let sql = "select login, granted, is_shared, added_at, disabled_at, has_login, besides from operator_list()"

    static func decode(_ row: PostgresRow) throws -> OperatorLogin {
        OperatorLogin(
            login: try row.text("login"), right: try row.stored("granted"), isShared: try row.bool("is_shared"),
            addedAt: try row.instant("added_at"), disabledAt: try row.optionalInstant("disabled_at"),
            exists: try row.bool("has_login"), besides: try row.serverRoles("besides"))
    }
}

struct ListStrangers: PostgresStatement {
    typealias Row = StrangeLogin
    static let sql = "select login, held, besides from operator_strangers()"

    static func decode(_ row: PostgresRow) throws -> StrangeLogin {
        StrangeLogin(login: try row.text("login"), right: try row.stored("held"), besides: try row.serverRoles("besides"))
    }
}

extension PostgresRow {
    fileprivate func serverRoles(_ column: String) throws -> [ServerRole] { try texts(column).compactMap(ServerRole.init) }
}

struct AddOperator: PostgresStatement {
    typealias Row = OperatorAddition
    static let sql = "select operator_add($1, $2, $3, $4) as result"
    let login: String
    let right: Right
    let isShared: Bool
    let worksToo: Bool

    var bindings: [PostgresValue] { [.text(login), .text(right.rawValue), .bool(isShared), .bool(worksToo)] }
    static func decode(_ row: PostgresRow) throws -> OperatorAddition { try row.stored("result") }
}

struct DisableOperator: PostgresStatement {
    typealias Row = OperatorRemoval
    static let sql = "select operator_disable($1) as result"
    let login: String

    var bindings: [PostgresValue] { [.text(login)] }
    static func decode(_ row: PostgresRow) throws -> OperatorRemoval { try row.stored("result") }
}

struct EndSessions: PostgresStatement {
    typealias Row = EndedSessions
    static let sql = "select ended, open from operator_end_sessions($1)"
    let login: String

    var bindings: [PostgresValue] { [.text(login)] }
    static func decode(_ row: PostgresRow) throws -> EndedSessions {
        EndedSessions(ended: try row.int("ended"), open: try row.int("open"))
    }
}
