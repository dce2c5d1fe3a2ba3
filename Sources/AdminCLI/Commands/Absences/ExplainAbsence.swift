import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle absence explain`.
struct ExplainAbsence: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Says in words which rule decided about an employee's absences.",
        discussion: """
            Reads Lucca and PlanningPME as a preview does, and writes nothing. Nothing of the answer is stored.

            Example:
              passerelle absence explain acme --employee 42 --date 2026-12-24
            """)

    @Argument(help: "The tenant.") var slug: String
    @Option(help: ArgumentHelp("Lucca's id of the employee, or the identifier that the tenant matches by.", valueName: "id"))
    var employee: String
    @Option(help: ArgumentHelp("Only what touches this day.", valueName: "date")) var date: String?
    @Option(help: ArgumentHelp("The day to look from (default: today in the tenant's time zone).", valueName: "date")) var asOf:
        String?
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let day = date.map { intake.day("--date", $0) } ?? nil
        let from = asOf.map { intake.day("--as-of", $0) } ?? nil
        let wanted = intake.label("--employee", employee, longest: 100)
        try intake.finish()
        guard let wanted else { return .usage }
        return try await context.withTenant(slug) { services, tenant in
            let readings = ObservedReadings()
            let today = from ?? context.now().day(in: tenant.settings.calendar.zone)
            let (preview, memory) = try await context.during("Reading Lucca and PlanningPME") {
                (
                    try await RunBench(services, clock: context.clock, observing: readings).sync.preview(tenant, asOf: today),
                    try await services.ledger.load(tenant.id)
                )
            }
            let scope = tenant.scope.resolve(in: readings.content.departments)
            let seen = readings.content.employees.first {
                Self.isMeant($0, by: wanted, tenant) && scope.contains($0.departmentID)
            }
            guard let person = seen else {
                let everyone = try await context.during("Looking for the employee") {
                    try await services.source(tenant).employees(in: nil).rows
                }
                guard let elsewhere = everyone.first(where: { Self.isMeant($0, by: wanted, tenant) }) else {
                    throw Self.unknown(wanted, tenant)
                }
                let finding = Self.outOfScope(elsewhere, readings.content.departments, tenant)
                context.show(ExplanationDocument.make([finding], employee: Self.name(elsewhere, tenant)))
                return .done
            }
            if let end = person.contractEnd, end < today {
                context.say("The contract of employee \(person.id) ended on \(end): who left is not synced any more.")
            }
            let explainer = AbsenceExplainer(tenant: tenant, preview: preview, readings: readings.content, memory: memory)
            let findings = explainer.findings(of: person, on: day)
            if findings.isEmpty {
                context.say(
                    "Lucca shows no absence of employee \(person.id) from \(preview.window.readFrom) to \(preview.window.readThrough)."
                )
            }
            if !findings.isEmpty || context.format != .table {
                context.show(ExplanationDocument.make(findings, employee: Self.name(person, tenant)))
            }
            return .done
        }
    }

    private static func isMeant(_ employee: Employee, by text: String, _ tenant: Tenant) -> Bool {
        employee.id.value == text || employee.identifier(tenant.settings.identifier) == text
    }

    private static func name(_ employee: Employee, _ tenant: Tenant) -> String {
        let identifier = employee.identifier(tenant.settings.identifier)
        return identifier.isEmpty || identifier == employee.id.value ? employee.id.value : "\(employee.id) (\(identifier))"
    }

    private static func unknown(_ text: String, _ tenant: Tenant) -> SyncError {
        SyncError(
            .employeeUnknown, "Lucca shows no current employee \(text).",
            remedy:
                "Someone who left is not synced any more. Else compare the id with Lucca, and look whether the key's role hides people: "
                + "passerelle tenant check \(tenant.slug)")
    }

    /// Of someone whom a run does not see.
    private static func outOfScope(_ employee: Employee, _ departments: [Department], _ tenant: Tenant) -> AbsenceFinding {
        let department = departments.first { $0.id == employee.departmentID }.map { " (\($0.name))" } ?? ""
        let whole = tenant.scope.bases.filter(\.withDescendants).map(\.id.value) + [employee.departmentID.value]
        let alone = tenant.scope.bases.filter { !$0.withDescendants && $0.id != employee.departmentID }.map(\.id.value)
        let wider =
            "--department " + whole.joined(separator: " ")
            + (alone.isEmpty ? "" : " --without-descendants " + alone.joined(separator: " "))
        return AbsenceFinding(
            what: "every absence", verdict: .notShown,
            because: "Department \(employee.departmentID)\(department) is out of the scope, which is "
                + "\(TenantDocument.scopeLine(tenant.scope) ?? "empty").",
            remedy: "To widen the scope by it: passerelle scope set \(tenant.slug) \(wider)")
    }
}

extension SyncError.Code {
    /// An operator named an employee whom a sync does not see.
    static let employeeUnknown = Self(rawValue: "employee_unknown")
}
