/// Names as they stand in real French companies, with what breaks careless software: accents, particles, apostrophes, hyphens.
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

    /// Lower-case ASCII letters only, as mail addresses and logins are made of.
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

    /// The same label as a careless planner typed it: capitals without accents.
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
