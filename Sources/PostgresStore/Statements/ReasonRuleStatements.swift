internal import PostgresClient
internal import SyncCore

struct SelectReasonRules: PostgresStatement {
    typealias Row = ReasonRule
    static let sql = """
        select leave_account_id, destination, type_key, origin from reason_rule
        where tenant_id = current_tenant()
        """

    static func decode(_ row: PostgresRow) throws -> ReasonRule {
        let destination: ReasonRule.Destination
        switch (try row.text("destination"), try row.optionalInt("type_key")) {
        case ("type", let key?): destination = .type(UnavailabilityTypeKey(key))
        case ("ignore", _): destination = .ignore
        case ("hide", _): destination = .hide
        default: throw row.failure("destination", "is unknown")
        }
        return ReasonRule(
            accountID: LeaveAccountID(try row.text("leave_account_id")), destination: destination,
            origin: try row.stored("origin"))
    }
}

private func bindings(_ rules: [ReasonRule]) -> [PostgresValue] {
    [
        .texts(rules.map(\.accountID.value)),
        .texts(
            rules.map { rule in
                switch rule.destination {
                case .type: "type"
                case .ignore: "ignore"
                case .hide: "hide"
                }
            }),
        .ints(
            rules.map { rule in
                if case .type(let key) = rule.destination { key.value } else { nil }
            }),
        .texts(rules.map(\.origin.rawValue)),
    ]
}

private let upsert = """
    insert into reason_rule (tenant_id, leave_account_id, destination, type_key, origin)
    select current_tenant(), * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[])
    on conflict (tenant_id, leave_account_id) do update
    set destination = excluded.destination, type_key = excluded.type_key, origin = excluded.origin
    """

/// An operator's rule: it replaces any rule.
struct SetReasonRule: PostgresStatement {
    static let sql = upsert
    let rule: ReasonRule

    var bindings: [PostgresValue] { PostgresStore.bindings([rule]) }
}

/// A sync's rule: it does not replace an operator's.
struct RememberReasonRules: PostgresStatement {
    static let sql = upsert + " where reason_rule.origin <> 'operator'"
    let rules: [ReasonRule]

    var bindings: [PostgresValue] { PostgresStore.bindings(rules) }
}

struct DeleteReasonRule: PostgresStatement {
    static let sql = "delete from reason_rule where tenant_id = current_tenant() and leave_account_id = $1"
    let account: LeaveAccountID

    var bindings: [PostgresValue] { [.text(account.value)] }
}

struct DeleteReasonRules: PostgresStatement {
    static let sql = "delete from reason_rule where tenant_id = current_tenant()"
}

/// Rules that keep a leave account off the planning stay when the planning changes.
struct DeleteReasonRulesOfThePlanning: PostgresStatement {
    static let sql = """
        delete from reason_rule where tenant_id = current_tenant() and (destination = 'type' or origin <> 'operator')
        """
}
