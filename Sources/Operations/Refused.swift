package import SyncCore

/// The operation cannot be done as requested, with every reason. Nothing was done.
package struct Refused: Error, Sendable, Hashable {
    package let reasons: [Refusal]

    package init(_ reasons: [Refusal]) { self.reasons = reasons }
    package init(_ reason: Refusal) { reasons = [reason] }
}

/// Why an operation was rejected, as facts; reasons that also apply to runs are a `SyncError`.
package enum Refusal: Sendable, Hashable {
    /// Lucca has no such department.
    case departmentUnknown(DepartmentID, TenantSlug)
    /// For a scope: Lucca has no such department, or hides it from the key.
    case departmentHidden(DepartmentID, TenantSlug, LuccaGeneration)
    /// PlanningPME has no such department; with the existing ones.
    case planningDepartmentUnknown(PlanningDepartmentKey, among: [PlanningDepartment])
    /// PlanningPME has no such type; with the existing ones.
    case typeUnknown(UnavailabilityTypeKey, among: [UnavailabilityType])
    /// No sync has met the leave account, and it has no absence in Lucca.
    case leaveAccountUnused(LeaveAccountID, TenantSlug)

    /// Lucca shows the key no such employee, former ones included.
    case employeeNotFound(by: EmployeeSelector.Kind, TenantSlug)
    /// Several employees match.
    case employeesAlike([EmployeeMatch], by: EmployeeSelector.Kind, TenantSlug)

    /// Lucca offers the key no such extra field; with those that may be meant.
    case fieldUnknown(ShownText, alike: [FieldID], TenantSlug, LuccaGeneration)
    /// The field is a file, a composite as a whole, or of a format that Passerelle cannot read; with a composite's parts.
    case fieldNotCarried(FieldID, FieldFormat, parts: [FieldID], TenantSlug)
    /// PlanningPME's resources show custom fields, but not this one; with those that may be meant, and all of them.
    case fieldTargetUnknown(FieldTarget, alike: [FieldTarget], among: [FieldTarget])
    /// PlanningPME's resources show no custom field at all.
    case fieldTargetUnchecked(FieldTarget)
    /// Another field goes there. The target is the one of its rule, which may differ in letter case.
    case fieldTargetTaken(FieldTarget, by: FieldID, TenantSlug)
    /// The field's values cannot be written in that form.
    /// - Parameter isAsked: false if the planning's values show the form.
    case fieldFormUnfit(
        FieldID, FieldFormat, isMultiple: Bool, target: FieldTarget, FieldRule.Form, isAsked: Bool, allowed: [FieldRule.Form])
    /// No rule has that field or target; with those that may be meant.
    case fieldRuleUnknown(ShownText, to: FieldTarget?, alike: [String], TenantSlug)
    /// The name is a field of one rule and the target of another.
    case fieldRuleAmbiguous(ShownText, [FieldRule], TenantSlug)

    /// A choice about events was given, and no address changes.
    case choiceWithoutAddress(EventChoice)
    case choicesExclude
    /// Events were to be taken over from a renamed Lucca account, but only PlanningPME's address changes.
    case takeOverWithoutLucca
    /// The new address would leave events behind, and no choice about them was given.
    case eventsUndecided(EventQuestion)

    /// The new planning is one that another tenant feeds, and nobody said that this is meant.
    case planningShared(TenantSlug, with: TenantSlug)

    /// The tenant's generation of Lucca has no such value of an employee.
    case identifierNotServed(EmployeeIdentifier)
    /// Generation 1 calls the leave account remote work, generation 2 would not, and no operator decided what becomes of it.
    case remoteWorkUndecided(LeaveAccountID, TenantSlug)

    /// No problem and no error has that code; with those that may be meant.
    case codeUnknown(ShownText, alike: [String])
    /// A command for many tenants names one that does not exist.
    case tenantUnknown(TenantSlug)
    /// An import changes an address of a tenant that may have events there: that asks what becomes of them, one tenant at a time.
    case addressAlone(TenantSlug)
    /// Somebody else changed the tenant between the reading of a file and its import.
    case changedMeanwhile(TenantSlug)
    /// There is no such batch, or it is of another command or of other options.
    case batchUnknown(BatchID)

    /// A list was to end before it begins.
    case periodBackwards
    /// The run withholds nothing of these employees; empty if nobody was named.
    case employeesNotWithheld([EmployeeID], RunID)
    /// A run cannot be compared with itself.
    case runWithItself(RunID, TenantSlug)
    /// Only runs of one tenant can be compared.
    case runsOfTwoTenants(RunID, TenantSlug, RunID, TenantSlug)

    case deletionUnconfirmed(TenantSlug, name: String, removesEvents: Bool)
    case probeUnconfirmed(TenantSlug, ResourceKey, CalendarDay?)
    /// The number of secrets that would be bound to hosts, and sent there; the named tenants, nil for all.
    case bindingUnconfirmed(Int, [TenantSlug]?)

    /// No former secret of that kind is kept.
    case noFormerSecret(CredentialKind, TenantSlug)

    /// This process has no address to post alerts to.
    case alertmanagerUnset

    /// The PostgreSQL server has no such login.
    case loginUnknown(ShownText)
    /// It has every right as it is.
    case loginOwnsDatabase(ShownText)
    /// It may work as the fleet.
    case loginIsFleets(ShownText, Right)
    /// The session's own login, the last one with the right `admin`.
    case lastAdmin(ShownText)
    /// The login is not a person's.
    case operatorUnknown(ShownText)
}

extension Refusal {
    /// For the audit log, as for `SyncError`.
    package var code: String {
        switch self {
        case .departmentUnknown: "department_unknown"
        case .departmentHidden: "department_hidden"
        case .planningDepartmentUnknown: "planning_department_unknown"
        case .typeUnknown: "type_unknown"
        case .leaveAccountUnused: "leave_account_unused"
        case .employeeNotFound: "employee_not_found"
        case .employeesAlike: "employees_alike"
        case .fieldUnknown: "field_unknown"
        case .fieldNotCarried: "field_not_carried"
        case .fieldTargetUnknown: "field_target_unknown"
        case .fieldTargetUnchecked: "field_target_unchecked"
        case .fieldTargetTaken: "field_target_taken"
        case .fieldFormUnfit: "field_form_unfit"
        case .fieldRuleUnknown: "field_rule_unknown"
        case .fieldRuleAmbiguous: "field_rule_ambiguous"
        case .choiceWithoutAddress: "choice_without_address"
        case .choicesExclude: "choices_exclude"
        case .takeOverWithoutLucca: "take_over_without_lucca"
        case .eventsUndecided: "events_undecided"
        case .planningShared: "planning_shared"
        case .identifierNotServed: "identifier_not_served"
        case .remoteWorkUndecided: "remote_work_undecided"
        case .codeUnknown: "code_unknown"
        case .tenantUnknown: "tenant_unknown"
        case .addressAlone: "address_alone"
        case .changedMeanwhile: "changed_meanwhile"
        case .batchUnknown: "batch_unknown"
        case .periodBackwards: "period_backwards"
        case .employeesNotWithheld: "employees_not_withheld"
        case .runWithItself: "run_with_itself"
        case .runsOfTwoTenants: "runs_of_two_tenants"
        case .deletionUnconfirmed: "deletion_unconfirmed"
        case .probeUnconfirmed: "probe_unconfirmed"
        case .bindingUnconfirmed: "binding_unconfirmed"
        case .noFormerSecret: "no_former_secret"
        case .alertmanagerUnset: "alertmanager_unset"
        case .loginUnknown: "login_unknown"
        case .loginOwnsDatabase: "login_owns_database"
        case .loginIsFleets: "login_is_fleets"
        case .lastAdmin: "last_admin"
        case .operatorUnknown: "operator_unknown"
        }
    }
}
