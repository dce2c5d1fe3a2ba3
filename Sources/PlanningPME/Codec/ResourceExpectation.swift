import JSONText
import SyncCore
import SyncEngine

/// How a resource should be after a write. What is nil is not compared.
struct ResourceExpectation {
    var department: PlanningDepartmentKey?
    var registrationNumber: String?
    /// Members that a new one was given. The product may spell names its own way; one that is empty was lost.
    var given: [String] = []
    /// As it was before a change.
    var before: JSONObject?

    /// The points of the dialect that a comparison bears on.
    var points: Set<DialectPoint> {
        var points: Set<DialectPoint> = before == nil ? [.createdKey] : [.update]
        if department != nil { points.insert(.department) }
        return points
    }

    /// The first thing that is wrong; nothing of it is a text of the customer's.
    /// - Parameter key: of the resource, as it is known.
    func disagreement(_ found: JSONObject, _ key: ResourceKey) -> Disagreement? {
        let wire = ThingWire(.object(found))
        if let registrationNumber, !Self.isSame(wire.registrationNumber, registrationNumber) {
            // Another's number is another's resource.
            let isAnothers = before == nil && !Self.isSame(wire.registrationNumber, "")
            return Disagreement(
                point: isAnothers ? .createdKey : .update, sent: isAnothers ? "resource \(key)" : "a registration number",
                found: isAnothers ? "a resource with another registration number" : "another one, or none")
        }
        if let department, !wire.departments.contains(department.value) {
            let keys = wire.departments.map(String.init).joined(separator: ", ")
            return Disagreement(
                point: .department, sent: "department \(department)", found: keys.isEmpty ? "none" : "department \(keys)")
        }
        if let lost = given.first(where: { found[$0]?.isBlank ?? true }) {
            return Disagreement(point: .update, sent: lost, found: "none")
        }
        return before.flatMap { lost(from: $0, in: found) }
    }

    /// What was there before a change that did not name it, and is gone.
    private func lost(from before: JSONObject, in after: JSONObject) -> Disagreement? {
        let changed: Set<String> = [DepartmentName.list, DepartmentName.single, Self.number]
        let gone = before.members.first { member in
            !changed.contains(member.name) && !member.value.isBlank && after[member.name]?.isBlank ?? true
        }
        return gone.map {
            Disagreement(point: .update, sent: Evidence.isProducts($0.name) ? $0.name : "a member", found: "none")
        }
    }

    private static let number = "registrationNumber"

    /// Blanks around a number come and go.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.split(whereSeparator: \.isWhitespace) == right.split(whereSeparator: \.isWhitespace)
    }
}

extension ResourceExpectation {
    /// What a draft should have become.
    init(_ draft: ResourceDraft) {
        let texts = [("lastName", draft.lastName), ("firstName", draft.firstName), ("email", draft.email)]
        self.init(
            department: draft.department, registrationNumber: draft.registrationNumber,
            given: texts.filter { !$0.1.allSatisfy(\.isWhitespace) }.map(\.0))
    }
}
