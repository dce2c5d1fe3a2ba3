import SyncCore
import SyncEngine

/// The fields of a planning's resources, as far as its resources show them.
struct ShownTargets: Sendable {
    private let fields: [ResourceField]

    init(_ fields: [ResourceField]) { self.fields = fields }

    /// By name.
    var custom: [FieldTarget] {
        fields.map(\.target).filter { if case .custom = $0 { true } else { false } }.sorted()
    }

    var hasCustomFields: Bool { !custom.isEmpty }

    /// The planning's own spelling of a target, which alone is sent: the same letters may be encoded in several ways, and a name may
    /// end with a space that no one sees.
    func exact(_ target: FieldTarget) -> FieldTarget? {
        if let same = fields.map(\.target).first(where: { $0 == target }) { return same }
        guard case .custom(let name) = target else { return target }
        let trimmed = custom.filter { $0.value.trimmingSpaces == name.trimmingSpaces }
        return trimmed.count == 1 ? trimmed.first : nil
    }

    /// Every resource has a mobile, a phone and an e-mail address.
    func holds(_ target: FieldTarget) -> Bool {
        if case .custom = target { fields.contains { $0.target == target } } else { true }
    }

    /// What the planning's values of it look like; always text for what is no custom field.
    func form(of target: FieldTarget) -> FieldRule.Form? {
        guard case .custom = target else { return .text }
        return fields.first { $0.target == target }?.form
    }

    /// Others that someone may have meant; of a target that the planning shows, only those that differ in letter case or accents.
    func alike(_ target: FieldTarget) -> [FieldTarget] {
        let others = (custom + [.mobile, .phone, .email]).filter { $0 != target }
        if holds(target) { return others.filter { isAlike($0, target) } }
        return NearNames.of(target.value, among: others.map { ($0, texts: [$0.value]) })
    }

    /// Whether they differ only as people overlook it.
    func isAlike(_ one: FieldTarget, _ other: FieldTarget) -> Bool {
        one != other && LabelFolding.fold(one.value) == LabelFolding.fold(other.value)
    }
}

extension String {
    fileprivate var trimmingSpaces: Substring {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
