package import SyncCore
import SyncEngine

/// Ends the carrying of a field. What was written stays on the planning.
package struct UnsetField: ServiceOperation {
    package struct Report: Sendable {
        /// By target.
        package let removed: [FieldRule]
        /// The people of whom the planning has a value that Passerelle wrote there.
        package let written: Int
    }

    package static let right = Right.operator
    package var audit: Audit { .change("field.unset", .field(of: tenant)) }
    private let name: String
    private let target: FieldTarget?
    private let tenant: TenantSlug

    /// - Parameters:
    ///   - name: a field of Lucca, of which every rule is meant, or a target.
    ///   - target: only the field's rule for this target.
    package init(_ name: String, to target: FieldTarget? = nil, of tenant: TenantSlug) {
        self.name = name
        self.target = target
        self.tenant = tenant
    }

    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let rules = try await services.registry.fieldRules(of: tenant.id).sorted { $0.target < $1.target }
        let meant = try meant(rules, tenant.slug)
        let remembered = try await services.ledger.load(tenant.id).fields
        var removed: [FieldRule] = []
        for rule in meant {
            if try await services.registry.removeFieldRule(for: rule.target, tenant.id) { removed.append(rule) }
        }
        let targets = Set(removed.map(\.target))
        let holders = remembered.filter { targets.contains($0.target) && !$0.ours.isEmpty }
        return Report(removed: removed, written: Set(holders.map(\.employeeID)).count)
    }

    private func meant(_ rules: [FieldRule], _ slug: TenantSlug) throws(Refused) -> [FieldRule] {
        let ofField = rules.filter { $0.field.id.value == name && (target == nil || $0.target == target) }
        let ofTarget = target == nil ? rules.filter { $0.target.value == name } : []
        // `phone` is a field of Lucca and a target.
        if !ofField.isEmpty, !ofTarget.isEmpty, ofField != ofTarget {
            throw Refused(.fieldRuleAmbiguous(ShownText(name), Self.union(ofTarget, ofField), slug))
        }
        let meant = ofField.isEmpty ? ofTarget : ofField
        guard !meant.isEmpty else {
            let names = rules.flatMap { [$0.field.id.value, $0.target.value] }
            throw Refused(
                .fieldRuleUnknown(
                    ShownText(name), to: target, alike: NearNames.of(name, among: names.map { ($0, texts: [$0]) }), slug))
        }
        return meant
    }

    private static func union(_ left: [FieldRule], _ right: [FieldRule]) -> [FieldRule] {
        left + right.filter { !left.contains($0) }
    }
}
