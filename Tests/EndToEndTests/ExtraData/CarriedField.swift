import Foundation
import Simulators
import Testing

/// A rule of extra data as an operator sets it, and what its target should show: computed from the simulated world, without any
/// product code.
struct CarriedField: Sendable {
    /// The raw values are those of `field set --as`.
    enum Form: String, Sendable {
        case text, date, boolean, number
    }

    /// Such as `e_taille`, or `e_vehicule/e_immat` for one part of a composite.
    let field: String
    /// A custom field of the planning's resources.
    let target: String
    let form: Form
    /// Further options of `field set`.
    let options: [String]

    init(_ field: String, to target: String, as form: Form = .text, _ options: String...) {
        self.field = field
        self.target = target
        self.form = form
        self.options = options
    }

    /// The command that sets the rule.
    func setting(of slug: String) -> [String] {
        ["field", "set", slug, field, "--to", target, "--as", form.rawValue] + options
    }

    /// The field that Lucca is asked for: of a part, its composite.
    private var definition: String { String(field.prefix { $0 != "/" }) }

    /// What the target should show of that employee; nil if Lucca has no value.
    func wanted(of employee: Int, in lucca: SimulatedLucca) -> JSONValue? {
        guard let definition = lucca.fields.first(where: { $0.id == definition }),
            let value = lucca.fieldValues(ofEmployee: employee)[definition.id]
        else { return nil }
        let entries = ([definition] + definition.members).flatMap(\.entries)
        let texts = texts(value, Dictionary(entries.map { ($0.id, $0.name) }) { first, _ in first })
        guard !texts.isEmpty else { return nil }
        let text = texts.joined(separator: ", ")
        return switch form {
        case .text, .date: .string(text)
        case .boolean: .bool(text == "true")
        case .number: .number(text)
        }
    }

    private func texts(_ value: SimulatedFieldValue, _ entries: [Int: String]) -> [String] {
        switch value {
        case .text(let text):
            let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
            return text.isEmpty ? [] : [text]
        case .number(let spelling): return [Self.plain(spelling)]
        case .boolean(let flag): return form == .boolean ? ["\(flag)"] : [flag ? "oui" : "non"]
        case .date(let day):
            return [form == .date ? "\(day)T00:00:00" : "\(day)".split(separator: "-").reversed().joined(separator: "/")]
        case .entry(let id): return entries[id].map { [$0] } ?? []
        case .several(let values): return values.flatMap { texts($0, entries) }
        case .composite(let members):
            return field.split(separator: "/").last.flatMap { members[String($0)] }.map { texts($0, entries) } ?? []
        case .file, .empty: return []
        }
    }

    /// 39.00 as 39.
    private static func plain(_ spelling: String) -> String {
        guard spelling.contains(".") else { return spelling }
        var text = spelling
        while text.hasSuffix("0") { text.removeLast() }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    /// A box that is not ticked shows as none.
    func isShown(_ wanted: JSONValue?, by resource: SimulatedThing) -> Bool {
        let shown = resource.field(target)
        return shown == wanted || shown == nil && wanted == .bool(false)
    }
}

extension SimulatedTenant {
    /// One more custom field of the brand's resources.
    func addResourceField(_ name: String, _ format: SimulatedResourceField.Format = .text) {
        planning.behaviour.resourceFields.append(SimulatedResourceField(name, format))
    }

    /// The resources by key.
    var standing: [Int: SimulatedThing] { Dictionary(uniqueKeysWithValues: planning.resources.map { ($0.key, $0) }) }

    /// Each resource without what the rules carry.
    func others(than carried: [CarriedField]) -> [Int: JSONValue] { standing.mapValues { $0.others(than: carried) } }
}

extension SimulatedThing {
    /// The custom fields that no rule carries, in one order; nil for none.
    func fields(besides carried: [CarriedField]) -> JSONValue? {
        let targets = Set(carried.map { $0.target.lowercased() })
        let others = (JSONValue.parse(json)?["fields"]?.members ?? []).filter { !targets.contains($0.name.lowercased()) }
        return others.isEmpty ? nil : .object(others.sorted { $0.name < $1.name })
    }

    /// Without the custom fields that rules carry, and without departments and number, which follow Lucca's anyway.
    func others(than carried: [CarriedField]) -> JSONValue {
        let followed: Set = ["departments", "registrationNumber", "fields"]
        var members = (JSONValue.parse(json)?.members ?? []).filter { !followed.contains($0.name) }
        if let fields = fields(besides: carried) { members.append(JSONValue.Member("fields", fields)) }
        return .object(members.sorted { $0.name < $1.name })
    }
}

/// Each synced person's resource shows what Lucca has, in every target.
/// - Parameter kept: what the target of a resource shows instead: a planner's value, or one that Lucca no longer has.
func expectShown(
    _ carried: [CarriedField], _ tenant: SimulatedTenant, _ expected: ExpectedPlanning,
    except kept: [String: [Int: JSONValue?]] = [:], after cause: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
    let standing = tenant.standing
    var wrong: [String] = []
    var count = 0
    for employee in tenant.lucca.employees where expected.covers(employee) {
        guard let key = expected.resources[employee.id], let resource = standing[key] else { continue }
        for rule in carried {
            var wanted = rule.wanted(of: employee.id, in: tenant.lucca)
            if let instead = kept[rule.target], let value = instead[key] { wanted = value }
            if wanted != nil { count += 1 }
            if !rule.isShown(wanted, by: resource) {
                wrong.append(
                    "\(rule.target) of resource \(key), employee \(employee.id): "
                        + "\(resource.field(rule.target)?.serialized ?? "none"), not \(wanted?.serialized ?? "none")")
            }
        }
    }
    #expect(
        wrong.isEmpty, "\(wrong.count) are wrong \(cause), such as \(wrong.prefix(3))", sourceLocation: sourceLocation)
    #expect(count > 0, "nothing to compare \(cause)", sourceLocation: sourceLocation)
}
