internal import PostgresClient
internal import SyncCore

struct SelectFieldRules: PostgresStatement {
    typealias Row = FieldRule
    static let sql = """
        select target, field, format, form, clears_when_empty, replaces from field_rule where tenant_id = current_tenant()
        """

    static func decode(_ row: PostgresRow) throws -> FieldRule {
        guard let field = FieldID(try row.text("field")) else { throw row.failure("field", "is no field") }
        return FieldRule(
            field: LuccaField(id: field, format: try row.stored("format")), target: FieldTarget(try row.text("target")),
            form: try row.stored("form"), clearsWhenEmpty: try row.bool("clears_when_empty"),
            replaces: try row.bool("replaces"))
    }
}

/// Replaces the rule of the same target.
struct SetFieldRule: PostgresStatement {
    static let sql = """
        insert into field_rule (tenant_id, target, field, format, form, clears_when_empty, replaces)
        values (current_tenant(), $1, $2, $3, $4, $5::boolean, $6::boolean)
        on conflict (tenant_id, target) do update
        set field = excluded.field, format = excluded.format, form = excluded.form,
            clears_when_empty = excluded.clears_when_empty, replaces = excluded.replaces
        """
    let rule: FieldRule

    var bindings: [PostgresValue] {
        [
            .text(rule.target.value), .text(rule.field.id.value), .text(rule.field.format.rawValue), .text(rule.form.rawValue),
            .bool(rule.clearsWhenEmpty), .bool(rule.replaces),
        ]
    }
}

struct DeleteFieldRule: PostgresStatement {
    static let sql = "delete from field_rule where tenant_id = current_tenant() and target = $1"
    let target: FieldTarget

    var bindings: [PostgresValue] { [.text(target.value)] }
}

/// Custom fields are another Lucca's own; standard ones mean the same everywhere.
struct DeleteFieldRulesOfLucca: PostgresStatement {
    static let sql = "delete from field_rule where tenant_id = current_tenant() and starts_with(field, 'e_')"
}

/// Custom targets are another planning's own.
struct DeleteFieldRulesOfThePlanning: PostgresStatement {
    static let sql = """
        delete from field_rule where tenant_id = current_tenant() and target not in ('mobile', 'phone', 'email')
        """
}

/// Nothing without a rule: then it is for no use.
struct SelectFieldMemory: PostgresStatement {
    typealias Row = FieldMemory
    static let sql = """
        select employee_id, target, resource_key, digest, state, written_digests, declined_at, declined_by from field_memory
        where tenant_id = current_tenant() and exists (select from field_rule where tenant_id = current_tenant())
        """

    static func decode(_ row: PostgresRow) throws -> FieldMemory {
        FieldMemory(
            employeeID: EmployeeID(try row.text("employee_id")), target: FieldTarget(try row.text("target")),
            resource: ResourceKey(try row.int("resource_key")), digest: try row.text("digest"), state: try row.stored("state"),
            written: try row.texts("written_digests"),
            declined: try row.optionalInstant("declined_at").map { Decline(at: $0, by: try row.optionalText("declined_by")) })
    }
}

/// What a person declined there is over. A list of lists cannot be bound: digests have no space.
struct RememberFields: PostgresStatement {
    static let sql = """
        insert into field_memory (tenant_id, employee_id, target, resource_key, digest, state, written_digests)
        select current_tenant(), employee_id, target, resource_key, digest, state, string_to_array(written, ' ')
        from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[])
            as field (employee_id, target, resource_key, digest, state, written)
        on conflict (tenant_id, employee_id, target) do update
        set resource_key = excluded.resource_key, digest = excluded.digest, state = excluded.state,
            written_digests = excluded.written_digests, declined_at = null, declined_by = null
        """
    let fields: [FieldMemory]

    var bindings: [PostgresValue] {
        [
            .texts(fields.map(\.employeeID.value)), .texts(fields.map(\.target.value)), .ints(fields.map(\.resource.value)),
            .texts(fields.map(\.digest)), .texts(fields.map(\.state.rawValue)),
            .texts(fields.map { $0.written.joined(separator: " ") }),
        ]
    }
}

struct ForgetFields: PostgresStatement {
    static let sql = """
        delete from field_memory using unnest($1::text[], $2::text[]) as cleared (employee_id, target)
        where tenant_id = current_tenant() and field_memory.employee_id = cleared.employee_id
            and field_memory.target = cleared.target
        """
    let cleared: [(employeeID: EmployeeID, target: FieldTarget)]

    var bindings: [PostgresValue] { [.texts(cleared.map(\.employeeID.value)), .texts(cleared.map(\.target.value))] }
}

/// After a change of the rule, what was kept out or refused is tried again: no value has an empty digest.
struct RetryFields: PostgresStatement {
    static let sql = """
        update field_memory set digest = '' where tenant_id = current_tenant() and target = $1 and state in ('kept', 'refused')
        """
    let target: FieldTarget

    var bindings: [PostgresValue] { [.text(target.value)] }
}

struct DeleteFieldMemory: PostgresStatement {
    static let sql = "delete from field_memory where tenant_id = current_tenant()"
}

extension [FieldMemory] {
    var inOrder: [FieldMemory] {
        sorted { ($0.employeeID, $0.target) < ($1.employeeID, $1.target) }
    }
}
