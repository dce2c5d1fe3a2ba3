/// What people do in Lucca between two syncs. As JSON on the control interface, such as
/// `{"cancelPeriod": {"period": 5004}}`.
package enum LuccaChange: Codable, Hashable, Sendable {
    /// Cancels every half-day of a period; the rows stay.
    case cancelPeriod(period: Int)
    /// Cancels single half-days; the rows stay.
    case cancelLeaves(leaves: [Int])
    /// Removes rows for good.
    case eraseLeaves(leaves: [Int])
    /// Approves a pending period, or takes the approval back.
    case confirmPeriod(period: Int, isConfirmed: Bool)
    /// What the employee wrote beside the request.
    case commentPeriod(period: Int, comment: String)
    /// Books half-days from a day on, over the worked days only. Gives the new period's id.
    case addLeave(
        employee: Int, account: Int, from: SimulatedDay, startsInMorning: Bool, halfDays: Int, isConfirmed: Bool, seconds: Int?)
    /// Adds half-days after the last one.
    case extendPeriod(period: Int, halfDays: Int)
    /// Cancels the last half-days.
    case shortenPeriod(period: Int, halfDays: Int)
    /// Cancels the rows of a period and books the same half-days, in the same period, for another reason.
    case changeReason(period: Int, account: Int)
    case moveEmployee(employee: Int, department: Int)
    /// The last day worked; nil takes an end back.
    case endContract(employee: Int, lastDay: SimulatedDay?)
    /// Changes what is given and leaves the rest.
    case editEmployee(
        employee: Int, firstName: String?, lastName: String?, mail: String?, login: String?, employeeNumber: String?)
    /// Gives the new employee's id.
    case addEmployee(
        firstName: String, lastName: String, mail: String, login: String, employeeNumber: String, department: Int,
        contractStart: SimulatedDay)
    case renameLeaveAccount(account: Int, name: String)
    /// Gives the new leave account's id.
    case addLeaveAccount(name: String)
    case renameDepartment(department: Int, name: String)
    /// Puts a department, with all below it, under another one; nil makes it a root beside the others.
    case moveDepartment(department: Int, parent: Int?)
    /// Gives the new department's id.
    case addDepartment(parent: Int, name: String)

    // Extra data: `ExtraData.apply` has their meaning.

    /// Enters a value in an employee's file; nil removes it.
    case setFieldValue(employee: Int, field: String, value: SimulatedFieldValue?)
    /// Defines a datum. Gives its position among the fields.
    case addField(field: SimulatedField)
    /// Renames a datum, or a member of a composite; its id stays.
    case renameField(field: String, name: String)
    /// Puts a datum into another section; nil takes it out of every section: its values stay, and no one is shown them.
    case moveField(field: String, section: Int?)
    /// Gives the new entry's id.
    case addListEntry(field: String, name: String)
    case renameListEntry(field: String, entry: Int, name: String)
    /// Values that name the entry stay.
    case removeListEntry(field: String, entry: Int)
    /// Gives the new section's id.
    case addSection(name: String)
    /// The values of its data stay, and no one is shown them.
    case deleteSection(section: Int)

    /// Changes what is given and leaves the rest; an empty text removes it.
    case editContact(employee: Int, jobTitle: String?, directLine: String?, professionalMobile: String?)
    /// Puts an employee into another legal entity, which generation 2 calls business establishment.
    case changeLegalEntity(employee: Int, legalEntity: Int)
    case renameLegalEntity(legalEntity: Int, name: String)
}
