package import SyncCore
import SyncEngine

/// Carries a field of Lucca to a place of the employees' resources, from the next run on.
package struct SetField: ServiceOperation {
    package struct Request: Sendable, Hashable {
        /// As typed: Lucca must offer exactly this.
        package var field: String
        package var target: FieldTarget
        /// nil to decide by the planning's values, else by Lucca's format.
        package var form: FieldRule.Form?
        package var clearsWhenEmpty: Bool
        package var replaces: Bool
        /// Also for a custom field that PlanningPME does not show.
        package var isUnchecked: Bool

        package init(
            field: String, target: FieldTarget, form: FieldRule.Form? = nil, clearsWhenEmpty: Bool = false,
            replaces: Bool = false, isUnchecked: Bool = false
        ) {
            self.field = field
            self.target = target
            self.form = form
            self.clearsWhenEmpty = clearsWhenEmpty
            self.replaces = replaces
            self.isUnchecked = isUnchecked
        }
    }

    package struct Report: Sendable {
        package enum Change: Sendable, Hashable {
            case new
            /// The field went there before, in another way.
            case changed
            /// Nothing was to be set.
            case same
        }

        package let tenant: Tenant
        package let rule: FieldRule
        package let change: Change
        /// The people in scope with a value.
        package let holders: Int
        /// Those of them whose resource is known. The others get theirs once it is.
        package let linked: Int
        /// False for a custom field that PlanningPME does not show.
        package let isShown: Bool
        /// What PlanningPME's values look like, if that differs from the rule's form.
        package let otherForm: FieldRule.Form?
        /// Custom fields of nearly the same name.
        package let alike: [FieldTarget]
    }

    package static let right = Right.operator
    package var audit: Audit { .change("field.set", .field(of: tenant)) }
    private let tenant: TenantSlug
    private let request: Request

    package init(_ request: Request, of tenant: TenantSlug) {
        self.tenant = tenant
        self.request = request
    }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let rules = try await services.registry.fieldRules(of: tenant.id)
        let offer = try await FieldOffer.read(of: tenant, services)
        let shown = ShownTargets(try await services.target(tenant).resourceFields())
        let found = FieldID(request.field).flatMap { offer[$0] }
        let target = shown.exact(request.target) ?? request.target
        let refusals = refusals(found, target, offer, shown, rules, tenant)
        guard let found, refusals.isEmpty else { throw Refused(refusals) }

        let form = try form(of: found, target, shown)
        let rule = FieldRule(
            field: found.field, target: target, form: form, clearsWhenEmpty: request.clearsWhenEmpty,
            replaces: request.replaces)
        let before = rules.first { $0.target == target }
        if before != rule { try await services.registry.setFieldRule(rule, of: tenant.id) }
        let holders = offer.holders(of: found)
        let links = try await services.ledger.load(tenant.id).links.filter { $0.resource != nil }
        let seen = shown.form(of: target)
        return Report(
            tenant: tenant, rule: rule, change: before == nil ? .new : before == rule ? .same : .changed,
            holders: holders.count, linked: holders.intersection(links.map(\.employeeID)).count,
            isShown: shown.holds(target), otherForm: seen == form ? nil : seen, alike: shown.alike(target))
    }

    /// Everything that is wrong, so that one answer names it all.
    private func refusals(
        _ found: OfferedField?, _ target: FieldTarget, _ offer: FieldOffer, _ shown: ShownTargets, _ rules: [FieldRule],
        _ tenant: Tenant
    ) -> [Refusal] {
        let slug = tenant.slug
        var refusals: [Refusal] = []
        if let found {
            switch found.field.format {
            case .text, .number, .boolean, .date, .list: break
            case .composite, .file, .other:
                let id = found.field.id
                refusals.append(.fieldNotCarried(id, found.field.format, parts: offer.parts(of: id), slug))
            }
        } else {
            refusals.append(
                .fieldUnknown(
                    ShownText(request.field), alike: offer.alike(request.field), slug, tenant.settings.luccaAPI))
        }
        if !shown.holds(target), !request.isUnchecked {
            refusals.append(
                shown.hasCustomFields
                    ? .fieldTargetUnknown(target, alike: shown.alike(target), among: shown.custom)
                    : .fieldTargetUnchecked(target))
        }
        let taken = rules.first { rule in
            guard rule.target != target else { return rule.field.id != found?.field.id }
            // Which of two spellings the planning means, only its own list tells.
            return shown.isAlike(rule.target, target) && !(shown.holds(rule.target) && shown.holds(target))
        }
        if let taken, found != nil { refusals.append(.fieldTargetTaken(taken.target, by: taken.field.id, slug)) }
        return refusals
    }

    private func form(
        of found: OfferedField, _ target: FieldTarget, _ shown: ShownTargets
    ) throws(Refused) -> FieldRule.Form {
        let allowed = found.forms(for: target)
        let seen = shown.form(of: target)
        let form = request.form ?? seen ?? found.form(for: target)
        guard allowed.contains(form) else {
            throw Refused(
                .fieldFormUnfit(
                    found.field.id, found.field.format, isMultiple: found.isMultiple, target: target, form,
                    isAsked: request.form != nil, allowed: allowed))
        }
        return form
    }
}

extension OfferedField {
    /// The forms that its values can take in a target. Everything has a text.
    fileprivate func forms(for target: FieldTarget) -> [FieldRule.Form] {
        // Several values are one text; so is whatever goes to a phone number or an address.
        guard case .custom = target, !isMultiple else { return [.text] }
        return switch field.format {
        case .date: [.text, .date]
        case .boolean: [.text, .boolean]
        case .number: [.text, .number]
        case .text, .list, .composite, .file, .other: [.text]
        }
    }

    /// Where no value of the planning shows the form. A day as text is right in a text field; in a date field it shows.
    fileprivate func form(for target: FieldTarget) -> FieldRule.Form {
        guard case .custom = target, !isMultiple else { return .text }
        return switch field.format {
        case .boolean: .boolean
        case .number: .number
        case .text, .date, .list, .composite, .file, .other: .text
        }
    }
}
