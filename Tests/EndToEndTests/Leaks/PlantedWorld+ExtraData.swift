import Simulators

/// Extra data of the planted customer: every value is a canary, in the forms in which the two systems write it. Only a boolean
/// has no text that could be searched for.
extension PlantedWorld {
    /// A rule for each format. The site is cut, and a planner entered some people's size.
    static let carried = [
        CarriedField("e_taille", to: "Taille"), CarriedField("e_consignes", to: "Site"),
        CarriedField("e_Site-chantier", to: "Agence"), CarriedField("e_caces_fin", to: "Fin CACES", as: .date),
        CarriedField("e_caces_fin", to: "Fin du CACES"), CarriedField("e_Heures-semaine", to: "Heures", as: .number),
        CarriedField("e_habilitations", to: "Habilitations"), CarriedField("e_Langues", to: "Langues"),
        CarriedField("e_permis", to: "Conducteur", as: .boolean),
        CarriedField("e_vehicule/e_immat", to: "immatriculation"),
        CarriedField("e_vehicule/e_km", to: "Kilometres", as: .number),
        CarriedField("e_vehicule/e_ct_fin", to: "Fin du contrôle"),
    ]

    /// Texts that nothing else has, by the ids of fields and of parts of composites.
    private static let numbers = ["e_Heures-semaine": "7391846251", "e_Nb-cles": "6183920475", "e_km": "8246193057"]
    private static let days = [
        "e_caces_fin": "1987-03-29", "e_ct_fin": "1985-11-17", "e_remis_le": "1981-09-05", "e_visite_medicale": "1983-06-23",
    ]
    private static let photo = "5b1e0c9a-7c55-4f0e-9a3e-2f6d8c1b7e44"
    private static let later = "Kanaritailleneuve"

    mutating func plantExtraData() throws {
        for (name, format) in [
            ("Taille", SimulatedResourceField.Format.text), ("Agence", .text), ("Fin du CACES", .text), ("Heures", .number),
            ("Habilitations", .text), ("Langues", .text), ("Fin du contrôle", .text),
        ] {
            tenant.addResourceField(name, format)
        }
        try plantLabelsOfFields()
        for text in Self.numbers.values.sorted() + [Self.photo, Self.later] { _ = plant(.fieldValue, text) }
        for day in Self.days.values.sorted() {
            _ = plant(.fieldValue, day)
            _ = plant(.fieldValue, day.split(separator: "-").reversed().joined(separator: "/"))
        }
        for employee in tenant.lucca.employees {
            for field in tenant.lucca.fields {
                let value = value(of: field, employee.id)
                try tenant.lucca.apply(.setFieldValue(employee: employee.id, field: field.id, value: value))
            }
            try tenant.lucca.apply(
                .editContact(
                    employee: employee.id, jobTitle: plant(.fieldValue, "Kanariposte\(employee.id)q"),
                    directLine: plant(.fieldValue, "04 87 65 43 \(employee.id)q"),
                    professionalMobile: plant(.fieldValue, "06 87 65 43 \(employee.id)q")))
        }
        let text = plant(.fieldValue, "Kanarisaisie du planificateur")
        for (position, resource) in tenant.planning.resources.enumerated() where position.isMultiple(of: 5) {
            try tenant.planning.apply(.editResourceField(resource: resource.key, field: "Taille", json: "\"\(text)\""))
        }
    }

    private mutating func plantLabelsOfFields() throws {
        let lucca = tenant.lucca
        for (position, field) in lucca.fields.enumerated() {
            try lucca.apply(.renameField(field: field.id, name: plant(.fieldLabel, "Kanaridatum\(position)q")))
            for (part, member) in field.members.enumerated() {
                try lucca.apply(.renameField(field: member.id, name: plant(.fieldLabel, "Kanaripartie\(position)x\(part)q")))
            }
            for entry in field.entries {
                try lucca.apply(
                    .renameListEntry(field: field.id, entry: entry.id, name: plant(.fieldValue, "Kanarientree\(entry.id)q")))
            }
        }
        for (position, _) in lucca.legalEntities.enumerated() {
            try lucca.apply(.renameLegalEntity(legalEntity: position + 1, name: plant(.fieldValue, "Kanarisociete\(position)q")))
        }
    }

    private mutating func value(of field: SimulatedField, _ employee: Int) -> SimulatedFieldValue {
        guard field.isMultiple else { return single(field, employee, 1) }
        return .several([single(field, employee, 1), single(field, employee, 2)])
    }

    private mutating func single(_ field: SimulatedField, _ employee: Int, _ number: Int) -> SimulatedFieldValue {
        // Short enough for every field of the planning but the one of the long text.
        let text = "Kanari\(field.id.dropFirst(2))\(employee)x\(number)q"
        switch field.format {
        case .shortText: return .text(plant(.fieldValue, text))
        case .longText:
            return .text(plant(.fieldValue, text) + "\nSonner à l'accueil, puis demander le responsable côté cour")
        case .integer, .decimal: return .number(Self.numbers[field.id] ?? "0")
        case .boolean: return .boolean(true)
        case .date: return Self.days[field.id].flatMap { SimulatedDay($0) }.map { .date($0) } ?? .empty
        case .list:
            guard !field.entries.isEmpty else { return .empty }
            return .entry(field.entries[(employee + number) % field.entries.count].id)
        case .file: return .file(Self.photo)
        case .composite:
            var parts: [String: SimulatedFieldValue] = [:]
            for member in field.members { parts[member.id] = single(member, employee, number) }
            return .composite(parts)
        }
    }

    /// Another value of everyone, as planted.
    func changeExtraData() throws {
        for employee in tenant.lucca.employees {
            try tenant.lucca.apply(.setFieldValue(employee: employee.id, field: "e_taille", value: .text(Self.later)))
        }
    }

    /// Whether `changeExtraData` has reached the planning.
    var showsChangedExtraData: Bool { tenant.planning.resources.contains { $0.field("Taille") == .string(Self.later) } }
}
