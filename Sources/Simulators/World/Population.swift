/// The people, departments and leave accounts of one company at the start, generated from the seed alone.
struct Population: Sendable {
    var departments: [SimulatedDepartment]
    /// By ascending id.
    var employees: [SimulatedEmployee]
    var accounts: [SimulatedLeaveAccount]
    var legalEntities: [String]

    init(seed: UInt64, index: Int, slug: String, count: Int, today: SimulatedDay) {
        var random = SeededGenerator(seed: seed, tenant: index, purpose: 2)
        departments = Self.departments(slug: slug, employees: count, random: &random)
        accounts = Self.accounts(random: &random)
        legalEntities = ["\(slug) SAS", "\(slug) Services SARL", "Société d'exploitation \(slug)"]
        employees = Self.employees(count: count, slug: slug, today: today, departments: departments, random: &random)
        for position in departments.indices where random.chance(800) {
            let id = departments[position].id
            departments[position].headID = employees.first { $0.departmentID == id }?.id
        }
        addPhones(seed: seed, index: index)
    }

    /// Numbers of a stream of their own, in two of the ways in which people type them.
    private mutating func addPhones(seed: UInt64, index: Int) {
        var random = SeededGenerator(seed: seed, tenant: index, purpose: 11)
        for position in employees.indices {
            var digits = ""
            for _ in 0..<4 { digits += " " + String(10 + random.below(90)) }
            if random.chance(600) { employees[position].directLine = "04" + digits }
            if random.chance(700) { employees[position].professionalMobile = "+33 6" + digits }
        }
    }

    private static func departments(slug: String, employees: Int, random: inout SeededGenerator) -> [SimulatedDepartment] {
        let wanted = min(max(12, employees / 15), 60 + employees / 50)
        // Ids are unrelated to the tree, as they were assigned over the years.
        var ids = Array(3...(wanted * 2 + 12))
        ids.shuffle(using: &random)
        var result = [SimulatedDepartment(id: ids.removeLast(), name: "Direction générale", code: "DG", hierarchy: "/1/")]
        var children: [Int: Int] = [:]
        var depths = [1]
        var names: Set<String> = ["Direction générale"]
        // The first four form a branch five levels deep; the others are anywhere above the fifth level.
        while result.count < wanted {
            let parent: Int
            if result.count < 5 {
                parent = result.count - 1
            } else {
                var candidate = random.below(result.count)
                while depths[candidate] >= 5 { candidate = random.below(result.count) }
                parent = candidate
            }
            var name = random.pick(FrenchNames.activities)
            if !names.insert(name).inserted {
                name += " – " + random.pick(FrenchNames.sites)
                var number = 2
                while !names.insert(name).inserted {
                    name = String(name.prefix { $0 != "#" }) + "#\(number)"
                    number += 1
                }
            }
            let position = children[parent, default: 0] + 1
            children[parent] = position
            result.append(
                SimulatedDepartment(
                    id: ids.removeLast(), name: name, code: random.chance(700) ? "D\(result.count)" : "",
                    parent: result[parent].hierarchy, hierarchy: result[parent].hierarchy + "\(position)/", position: position))
            depths.append(depths[parent] + 1)
        }
        if let last = result.indices.last { result[last].isActive = false }
        return result.sorted { $0.id < $1.id }
    }

    private static func accounts(random: inout SeededGenerator) -> [SimulatedLeaveAccount] {
        let first = 1 + random.below(40)
        let names = [
            "Congés payés", "RTT", "Maladie", "Télétravail", "Récupération", "Congé sans solde", "Enfant malade", "Formation",
        ]
        return names.enumerated().map { position, name in
            SimulatedLeaveAccount(
                id: first + position * 3, name: name, isRemoteWork: name == "Télétravail",
                isCountedInHours: name == "Récupération", isSickLeave: name == "Maladie")
        }
    }

    private static func employees(
        count: Int, slug: String, today: SimulatedDay, departments: [SimulatedDepartment], random: inout SeededGenerator
    ) -> [SimulatedEmployee] {
        let homes = departments.filter(\.isActive).map(\.id)
        var result: [SimulatedEmployee] = []
        result.reserveCapacity(count)
        var id = 20 + random.below(30)
        var heads: [Int: Int] = [:]
        for position in 0..<count {
            id += 1 + random.below(3)
            let first = random.pick(FrenchNames.first)
            let last = random.pick(FrenchNames.last)
            var local = FrenchNames.folded(first) + "." + FrenchNames.folded(last)
            if position >= 40 { local += "\(position)" }
            let isShouted = random.chance(80)
            let number = String(position * 3 + 7)
            var employeeNumber = String(repeating: "0", count: max(0, 6 - number.utf8.count)) + number
            if random.chance(30) { employeeNumber = "" }
            if random.chance(8), let previous = result.last { employeeNumber = previous.employeeNumber }
            let department = homes[random.below(homes.count)]
            var start = today.adding(-30 - random.below(7000))
            var end: SimulatedDay?
            switch random.below(1000) {
            case 0..<40: end = max(start.adding(10), today.adding(-1 - random.below(400)))
            case 40..<55: start = today.adding(3 + random.below(120))
            case 55..<85: end = today.adding(random.below(200))
            default: break
            }
            if let last = end, last >= today, random.chance(100) { end = today }
            let modified = today.adding(-1 - random.below(900)).ordinal * 86_400 + 21_600 + random.below(43_200)
            result.append(
                SimulatedEmployee(
                    id: id, firstName: first, lastName: last,
                    mail: random.chance(10)
                        ? "" : (isShouted ? capitalized(local) + "@" + slug.uppercased() : local + "@" + slug) + ".example",
                    login: String(FrenchNames.folded(first).prefix(1)) + FrenchNames.folded(last) + "\(position)",
                    employeeNumber: employeeNumber, departmentID: department, legalEntityID: 1 + random.below(3),
                    contractStart: start, contractEnd: end, modifiedAt: modified, jobTitle: random.pick(FrenchNames.jobs),
                    managerID: heads[department]))
            if heads[department] == nil { heads[department] = id }
        }
        return result
    }

    /// Marie.Dupré from marie.dupré.
    private static func capitalized(_ local: String) -> String {
        local.split(separator: ".").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: ".")
    }
}

/// Names as in real French companies, with what breaks careless software: accents, particles, apostrophes, hyphens.
enum FrenchNames {
    static let first = [
        "Adèle", "Amélie", "Anaïs", "André", "Anne-Sophie", "Antoine", "Aïcha", "Béatrice", "Benoît", "Bérénice", "Camille",
        "Cécile", "Chloé", "Christophe", "Clément", "Céline", "Daniel", "Désiré", "Élodie", "Émile", "Éric", "Étienne", "Fabrice",
        "Fatou", "Florian", "François", "Françoise", "Frédéric", "Gaëlle", "Geneviève", "Gérard", "Grégoire", "Guénolé", "Hélène",
        "Hugo", "Inès", "Irène", "Jean-Baptiste", "Jean-François", "Jérémie", "Joël", "José", "Julien", "Karim", "Laëtitia",
        "Léa", "Loïc", "Louis", "Ludovic", "Maël", "Marie-Thérèse", "Mathéo", "Maïté", "Mickaël", "Mohamed", "Nadège", "Noël",
        "Noémie", "Ousmane", "Pascal", "Pénélope", "Rachid", "Raphaël", "Rémi", "Romain", "Solène", "Stéphane", "Sébastien",
        "Thaïs", "Théo", "Thérèse", "Valérie", "Véronique", "Xavier", "Yaël", "Yann", "Zoé",
    ]

    static let last = [
        "Abadie", "Aït Saïd", "Barthélemy", "Beauchêne", "Ben Saïd", "Bérenger", "Besançon", "Bonnefoy", "Boulanger", "Brûlé",
        "Cœurdevey", "Cabrol", "Château", "Chrétien", "Coulibaly", "D'Hont", "Da Silva", "Dégremont", "Delacroix", "Delaunay",
        "Desprès", "Diallo", "Dos Santos", "Dubois", "Dupré", "Durand", "Faivre", "Fernández", "Fleury", "Fontaine", "Forêt",
        "Gaudin", "Gérard", "Girard", "Grangé", "Guérin", "Hébert", "Hervé", "Jaurès", "Kervadec", "L'Hostis", "L'Héritier",
        "Lacaze", "Lafitte-Béarn", "Le Bihan", "Le Gall", "Le Goff", "Lefebvre", "Lefèvre", "Lemaître", "Léger", "Maréchal",
        "Martin", "Mérieux", "Moreau", "N'Diaye", "N'Guyen", "Noël", "Nuñez", "O'Brien", "Péron", "Pélissier", "Petit",
        "Poincaré",
        "Quéré", "Raynaud", "Renaud", "Rivière", "Rousseau", "Saint-Exupéry", "Sabaté", "Schœlcher", "Séguin", "Tanguy",
        "Thévenot",
        "Traoré", "Tréguier", "Vallée", "Vasseur", "Weiß", "Zeller", "d'Aboville", "d'Ormesson", "de Gaulle", "de La Fontaine",
        "de Villèle", "de l'Étoile", "des Essarts", "du Pré", "van der Meer",
    ]

    static let companies = [
        "acme", "boulangerie-martin", "clinique-du-lac", "durand-travaux", "eco-paysage", "fonderie-du-rhone", "garage-lemaitre",
        "hotel-beaurivage", "imprimerie-forest", "jardins-de-loire", "kine-plus", "laiterie-du-jura", "menuiserie-petit",
        "nettoyage-express", "optique-vision", "pharma-sud", "quincaillerie-noel", "restaurants-azur", "serrurerie-paris",
        "transports-breton", "usine-delta", "vignobles-girard", "web-atelier", "ydro-conseil", "zinguerie-alpes",
    ]

    static let jobs = [
        "Chargé d'affaires", "Technicienne de maintenance", "Conducteur d'engins", "Infirmière", "Comptable", "Développeur",
        "Chef d'équipe", "Aide-soignant", "Électricien", "Contrôleuse qualité",
    ]

    static let sites = [
        "Lyon", "Nîmes", "Besançon", "Saint-Étienne", "Orléans", "Évry", "Fort-de-France", "La Rochelle", "Angoulême", "Béziers",
        "Dole", "Lille", "Sète", "Pau", "Mâcon", "Épinal", "Nevers", "Châlons", "Quimper", "Alès",
    ]

    static let activities = [
        "Comptabilité", "Ressources humaines", "Études & développement", "Après-vente", "Qualité", "Logistique", "Hôtellerie",
        "Maintenance", "Réseaux", "Sécurité", "Achats", "Communication", "Chaudronnerie", "Électricité", "Façades", "Pépinière",
        "Accueil", "Bureau d'études", "Énergie", "Métrologie", "Contrôle de gestion", "Dépannage",
    ]

    /// Lower-case ASCII letters only, for e-mail addresses and logins.
    static func folded(_ text: String) -> String {
        var result = ""
        for character in text.lowercased() {
            switch character {
            case "à", "â", "ä", "á", "ã": result += "a"
            case "é", "è", "ê", "ë": result += "e"
            case "î", "ï", "í": result += "i"
            case "ô", "ö", "ó": result += "o"
            case "ù", "û", "ü", "ú": result += "u"
            case "ç": result += "c"
            case "ñ": result += "n"
            case "œ": result += "oe"
            case "ß": result += "ss"
            case "a"..."z", "0"..."9", "-": result.append(character)
            default: break
            }
        }
        return result
    }

    /// The same label as typed by a careless planner: capitals without accents.
    static func shouted(_ text: String) -> String {
        var result = ""
        for character in text {
            if character.isASCII {
                result += character.uppercased()
            } else {
                let plain = folded(String(character))
                result += plain.isEmpty ? String(character) : plain.uppercased()
            }
        }
        return result
    }
}

/// SplitMix64: the same seed gives the same world on every machine.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A separate generator for one purpose of one tenant, so that changing one part of the world does not affect the others.
    init(seed: UInt64, tenant: Int, purpose: UInt64) {
        var mixer = SeededGenerator(seed: seed &+ UInt64(truncatingIfNeeded: tenant) &* 0x9E37_79B9_7F4A_7C15)
        let mixed = mixer.next() ^ (purpose &* 0xD1B5_4A32_D192_ED03)
        self.init(seed: mixed)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to, but excluding, `bound`.
    mutating func below(_ bound: Int) -> Int {
        bound <= 1 ? 0 : Int(next() % UInt64(bound))
    }

    /// True with this probability in thousandths.
    mutating func chance(_ perThousand: Int) -> Bool {
        below(1000) < perThousand
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    mutating func hexadecimal(_ count: Int) -> String {
        let digits = Array("0123456789abcdef")
        return String((0..<count).map { _ in digits[below(16)] })
    }

    mutating func uuid() -> String {
        [8, 4, 4, 4, 12].map { hexadecimal($0) }.joined(separator: "-")
    }
}
