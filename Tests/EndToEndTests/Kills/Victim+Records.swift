import Simulators
import Testing

extension Victim {
    /// Nothing is half-written: no run is left behind and no write open, the ledger matches the planning, and the
    /// history of a run counts what it lists.
    func expectWholeRecords(after cause: String = "", sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let lines = try await installation.sql(records).split(separator: "\n").map(String.init)
        let ledger = lines.filter { $0.hasPrefix("ledger ") }
        let others = lines.filter { !$0.hasPrefix("ledger ") }
        #expect(others.isEmpty, "left half-written \(cause)", sourceLocation: sourceLocation)
        let standing = tenant.ours().map { event in
            "ledger \(event.reference ?? "") \(event.key) \(event.resources.map(String.init).joined(separator: "+")) "
                + "\(event.type ?? 0) \(event.start) \(event.end)"
        }
        let unknown = Set(standing).subtracting(ledger).sorted()
        let nowhere = Set(ledger).subtracting(standing).sorted()
        #expect(
            unknown.isEmpty, "the ledger lacks \(unknown.count), such as \(unknown.prefix(3)) \(cause)",
            sourceLocation: sourceLocation)
        #expect(
            nowhere.isEmpty, "the ledger alone has \(nowhere.count), such as \(nowhere.prefix(3)) \(cause)",
            sourceLocation: sourceLocation)
    }

    /// A line for each row of the ledger, and one for each violation.
    private var records: String {
        let tenant = "(select id from tenant where slug = '\(slug)')"
        return """
            select concat_ws(' ', 'ledger', reference, event_key, resource_key, type_key, extract(epoch from starts_at)::bigint,
                extract(epoch from ends_at)::bigint)
            from unavailability_ledger where tenant_id = \(tenant)
            union all
            select concat_ws(' ', 'open', open_intent, reference, pending_reference)
            from unavailability_ledger where tenant_id = \(tenant) and open_intent is not null
            union all
            select concat_ws(' ', 'field', employee_id, target, state)
            from field_memory where tenant_id = \(tenant) and state = 'writing'
            union all
            select concat_ws(' ', 'run', id, state) from run where tenant_id = \(tenant)
            union all
            select concat_ws(' ', 'run', id, 'counts', counted, 'and lists', listed) from (
                select id, concat_ws('/', count_created, count_updated, count_deleted) as counted,
                    (select concat_ws('/', count(*) filter (where action = 'create'), count(*) filter (where action = 'update'),
                        count(*) filter (where action = 'delete'))
                    from run_change where run_change.tenant_id = ended.tenant_id and run_id = ended.id and outcome = 'done') as listed
                from run_history ended
                where tenant_id = \(tenant) and state in ('succeeded', 'partial', 'needs_review')) compared
            where counted <> listed
            """
    }
}
