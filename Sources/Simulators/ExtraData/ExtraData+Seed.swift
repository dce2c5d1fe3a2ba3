extension ExtraData {
    /// What a customer with technicians keeps beside the usual data: one field of each format, in sections with different rights.
    init(seed: UInt64, index: Int, population: Population, today: SimulatedDay) {
        sections = [
            SimulatedSection(id: 1, name: "Planning"), SimulatedSection(id: 2, name: "Matériel et véhicules"),
            SimulatedSection(id: 3, name: "Suivi médical"),
        ]
        fields = Self.definitions
        historized = ["e_Site-chantier"]
        var random = SeededGenerator(seed: seed, tenant: index, purpose: 10)
        values.reserveCapacity(population.employees.count)
        for employee in population.employees {
            values[employee.id] = Self.values(of: fields, today: today, &random)
        }
    }

    private static let sites = [
        "Chantier Nord", "Dépôt de Nîmes", "Saint-Étienne – Façades", "Siège", "École d'Évry", "Île de Ré",
    ]
    private static let languages = ["Français", "Portugais", "Español", "Türkçe", "Русский"]

    private static let definitions: [SimulatedField] = [
        SimulatedField(id: "e_taille", name: "Taille de vêtement", format: .shortText, section: 1),
        SimulatedField(id: "e_consignes", name: "Consignes d'accès", format: .longText, section: 1),
        SimulatedField(
            id: "e_Site-chantier", name: "Site de rattachement", format: .list, section: 1, entries: entries(sites, from: 12)),
        SimulatedField(id: "e_caces_fin", name: "Fin de validité du CACES", format: .date, section: 1),
        SimulatedField(id: "e_Heures-semaine", name: "Heures par semaine", format: .decimal, section: 1),
        SimulatedField(id: "e_habilitations", name: "Habilitations", format: .shortText, isMultiple: true, section: 1),
        SimulatedField(
            id: "e_Langues", name: "Langues parlées", format: .list, isMultiple: true, section: 1,
            entries: entries(languages, from: 40)),
        SimulatedField(id: "e_permis", name: "Permis de conduire", format: .boolean, section: 2),
        SimulatedField(id: "e_Nb-cles", name: "Nombre de clés", format: .integer, section: 2),
        SimulatedField(
            id: "e_vehicule", name: "Véhicule de service", format: .composite, section: 2,
            members: [
                SimulatedField(id: "e_immat", name: "Immatriculation", format: .shortText),
                SimulatedField(id: "e_km", name: "Kilométrage", format: .integer),
                SimulatedField(id: "e_ct_fin", name: "Fin du contrôle technique", format: .date),
            ]),
        SimulatedField(
            id: "e_Equipements", name: "Équipements remis", format: .composite, isMultiple: true, section: 2,
            members: [
                SimulatedField(id: "e_libelle", name: "Libellé", format: .shortText),
                SimulatedField(id: "e_remis_le", name: "Remis le", format: .date),
            ]),
        SimulatedField(id: "e_Photo-badge", name: "Photo du badge", format: .file, section: 2),
        SimulatedField(id: "e_visite_medicale", name: "Dernière visite médicale", format: .date, section: 3),
    ]

    private static func entries(_ names: [String], from first: Int) -> [SimulatedListEntry] {
        names.enumerated().map { SimulatedListEntry(id: first + $0.offset * 5, name: $0.element) }
    }

    /// Most employees have most data. A datum without a value is absent or null.
    private static func values(
        of fields: [SimulatedField], today: SimulatedDay, _ random: inout SeededGenerator
    ) -> [String: SimulatedFieldValue] {
        var result: [String: SimulatedFieldValue] = [:]
        for field in fields {
            switch random.below(10) {
            case 0: continue
            case 1: result[field.id] = .empty
            default: result[field.id] = value(of: field, today: today, &random)
            }
        }
        return result
    }

    private static func value(
        of field: SimulatedField, today: SimulatedDay, _ random: inout SeededGenerator
    ) -> SimulatedFieldValue {
        guard !field.isMultiple else {
            return .several((0..<(1 + random.below(3))).map { _ in single(field, today: today, &random) })
        }
        return single(field, today: today, &random)
    }

    private static func single(
        _ field: SimulatedField, today: SimulatedDay, _ random: inout SeededGenerator
    ) -> SimulatedFieldValue {
        switch field.format {
        case .shortText: .text(text(of: field.id, &random))
        case .longText:
            .text("Sonner à l'accueil.\nDemander \(random.pick(FrenchNames.first)) « côté cour »\nn° \(random.below(400))")
        case .integer: .number(String(random.below(field.id == "e_km" ? 200_000 : 12)))
        case .decimal: .number(random.pick(["35", "37.5", "39.00", "24.25", "-0.5"]))
        case .boolean: .boolean(random.chance(600))
        case .date: .date(today.adding(random.below(1500) - 400))
        case .list: .entry(field.entries.isEmpty ? 0 : random.pick(field.entries).id)
        case .file: .file(random.uuid())
        case .composite:
            .composite(
                field.members.reduce(into: [:]) { result, member in
                    if random.chance(850) { result[member.id] = single(member, today: today, &random) }
                })
        }
    }

    private static func text(of field: String, _ random: inout SeededGenerator) -> String {
        switch field {
        case "e_taille": random.pick(["S", "M", "L", "XL"])
        case "e_habilitations": random.pick(["B1V", "CACES \(1 + random.below(9))", "H0 – B0", "Travail en hauteur"])
        case "e_immat": "AB-\(100 + random.below(900))-CD"
        default: random.pick(["Casque", "Clé à chocs", "Téléphone", "Gants d'hiver"])
        }
    }
}
