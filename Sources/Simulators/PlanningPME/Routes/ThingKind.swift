/// What resources, departments and types differ in.
struct ThingKind {
    /// The last part of its path.
    let name: String
    let shelf: WritableKeyPath<PlanningState, Shelf<SimulatedThing>>
    /// Members that the product knows, in lower case.
    let members: Set<String>
    /// What is wrong with a thing that is to be stored.
    let check: (JSONValue, PlanningState) -> [JSONValue.Member]

    static var resource: ThingKind {
        ThingKind(
            name: "resource", shelf: \.resources,
            members: [
                "label", "lastname", "firstname", "email", "mobile", "phone", "registrationnumber", "type", "departments",
                "fields",
                "notvalid", "style", "remark",
            ]
        ) { thing, state in
            var errors: [JSONValue.Member] = []
            let names = (thing["label"]?.text ?? "") + (thing["lastName"]?.text ?? "")
            if names.allSatisfy(\.isWhitespace) { errors.append(.init("label", .string("A label or a last name is required."))) }
            if let type = thing["type"], type != .null, !isResourceType(type) {
                errors.append(.init("type", .string("Unknown value.")))
            }
            for department in thing["departments"]?.elements ?? [] {
                guard let key = department["key"]?.integer, state.departments[key] != nil else {
                    errors.append(.init("departments", .string("There is no such department.")))
                    continue
                }
            }
            return errors
        }
    }

    static var department: ThingKind {
        ThingKind(name: "department", shelf: \.departments, members: ["label", "parent", "notvalid"]) { thing, state in
            var errors = checkLabel(thing)
            if let parent = thing["parent"]?["key"]?.integer, state.departments[parent] == nil {
                errors.append(.init("parent", .string("There is no department \(parent).")))
            }
            return errors
        }
    }

    static var type: ThingKind {
        ThingKind(name: "unavailability", shelf: \.types, members: ["label", "style", "notvalid"]) { thing, _ in checkLabel(thing)
        }
    }

    private static func isResourceType(_ value: JSONValue) -> Bool {
        let types = PlanningEnumerations.resourceTypes
        if let number = value.integer { return types.values.contains(number) }
        let name = value.text?.lowercased()
        return types.keys.contains { $0.lowercased() == name }
    }

    private static func checkLabel(_ thing: JSONValue) -> [JSONValue.Member] {
        let label = thing["label"]?.text ?? ""
        return label.allSatisfy(\.isWhitespace) ? [.init("label", .string("The label is required."))] : []
    }
}
