package import SyncCore
import SyncEngine

/// Lists the extra fields that Lucca offers, and where each goes. Labels and head counts are read on demand, not stored.
package struct ListFields: ServiceOperation {
    package struct Report: Sendable {
        package let tenant: Tenant
        package let rows: [FieldRow]
        /// The people in scope who have not left; nil if Lucca was not read.
        package let people: Int?
        /// Why Lucca could not be read; then only the rules are listed.
        package let unread: SyncError?
    }

    package static let right = Right.viewer
    package var audit: Audit { .nothing }
    private let tenant: TenantSlug

    package init(of tenant: TenantSlug) { self.tenant = tenant }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let rules = try await services.registry.fieldRules(of: tenant.id)
        do {
            let offer = try await FieldOffer.read(of: tenant, services)
            return Report(
                tenant: tenant, rows: FieldRow.rows(rules, offer), people: offer.people.count, unread: nil)
        } catch let error as SyncError {
            return Report(
                tenant: tenant, rows: FieldRow.rows(rules, nil), people: nil,
                unread: await services.unread(error))
        }
    }
}

/// An extra field and one place where it goes: a field with several rules has several rows.
package struct FieldRow: Sendable, Hashable, Encodable {
    package let field: FieldID
    /// Lucca's; nil if it cannot be read.
    package let label: String?
    package let format: FieldFormat
    /// nil if Lucca was not read, or does not offer the field.
    package let isMultiple: Bool?
    package let section: String?
    /// The people in scope with a value; nil like `isMultiple`.
    package let people: Int?
    /// nil if Lucca was not read.
    package let isOffered: Bool?
    /// nil if the field goes nowhere.
    package let rule: FieldRule?

    /// What the rule remembers, if Lucca has another one today: the rule reads values as this.
    package var formatOfRule: FieldFormat? {
        guard let rule, isOffered == true, rule.field.format != format else { return nil }
        return rule.field.format
    }

    private init(_ offered: OfferedField, people: Int, _ rule: FieldRule?) {
        (field, format, isMultiple) = (offered.field.id, offered.field.format, offered.isMultiple)
        (label, section) = (offered.label, offered.section)
        (self.people, self.rule, isOffered) = (people, rule, true)
    }

    private init(_ rule: FieldRule, isOffered: Bool?) {
        (field, format) = (rule.field.id, rule.field.format)
        (label, section, isMultiple, people) = (nil, nil, nil, nil)
        (self.rule, self.isOffered) = (rule, isOffered)
    }

    /// What Lucca offers, in its order; then the rules of what it does not offer, by target.
    /// - Parameter offer: nil if Lucca was not read.
    static func rows(_ rules: [FieldRule], _ offer: FieldOffer?) -> [FieldRow] {
        let rules = rules.sorted { $0.target < $1.target }
        guard let offer else { return rules.map { FieldRow($0, isOffered: nil) } }
        let known = offer.fields.flatMap { field in
            let people = offer.holders(of: field).count
            let own = rules.filter { $0.field.id == field.field.id }
            return own.isEmpty ? [FieldRow(field, people: people, nil)] : own.map { FieldRow(field, people: people, $0) }
        }
        return known + rules.filter { offer[$0.field.id] == nil }.map { FieldRow($0, isOffered: false) }
    }

    package func encode(to encoder: any Encoder) throws {
        let facts: Facts = [
            "field": field, "label": label, "format": format, "isMultiple": isMultiple, "section": section, "people": people,
            "isOffered": isOffered, "target": rule?.target, "form": rule?.form, "clearWhenEmpty": rule?.clearsWhenEmpty,
            "replace": rule?.replaces, "formatOfRule": formatOfRule,
        ]
        try facts.encode(to: encoder)
    }
}
