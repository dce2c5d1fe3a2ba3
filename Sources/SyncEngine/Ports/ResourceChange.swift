package import SyncCore

/// A change to an existing resource; what is nil or not named stays.
package struct ResourceChange: Sendable {
    package var department: PlanningDepartmentKey?
    package var registrationNumber: String?
    package var fields: [FieldWrite]

    package init(
        department: PlanningDepartmentKey? = nil, registrationNumber: String? = nil, fields: [FieldWrite] = []
    ) {
        self.department = department
        self.registrationNumber = registrationNumber
        self.fields = fields
    }
}

/// One extra field's value to write. Only a blank target, or one that holds what Passerelle wrote, is overwritten.
package struct FieldWrite: Sendable {
    package let target: FieldTarget
    /// Empty to clear it.
    package let text: FieldText
    package let form: FieldRule.Form
    /// Overwrites any current value.
    package let replaces: Bool
    /// Whether Passerelle wrote the target's current text.
    package let isOurs: @Sendable (FieldText) -> Bool

    package init(
        target: FieldTarget, text: FieldText, form: FieldRule.Form, replaces: Bool,
        isOurs: @escaping @Sendable (FieldText) -> Bool
    ) {
        self.target = target
        self.text = text
        self.form = form
        self.replaces = replaces
        self.isOurs = isOurs
    }
}

package enum FieldOutcome: String, Sendable, Hashable, CaseIterable {
    /// The target holds it, written now or before.
    case written
    /// The target has a value that Passerelle did not write: it was kept.
    case kept
    /// Written, and not stored as it was sent: refused, cut, or unknown to the planning.
    case refused
}

/// A field of the planning's resources.
package struct ResourceField: Sendable, Hashable {
    package let target: FieldTarget
    /// nil while no resource has a value that shows it.
    package let form: FieldRule.Form?

    package init(target: FieldTarget, form: FieldRule.Form?) {
        self.target = target
        self.form = form
    }
}
