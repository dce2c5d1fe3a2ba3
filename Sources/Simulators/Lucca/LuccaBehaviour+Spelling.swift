extension LuccaBehaviour.LetterCase {
    /// A property's name, given as documented, in this spelling.
    func spelling(_ name: String) -> String {
        switch self {
        case .documented: name
        case .seen:
            if name == "isAm" {
                "isAM"
            } else if name.hasSuffix("Id") {
                name.dropLast(2) + "ID"
            } else {
                name
            }
        case .capitalized: name.prefix(1).uppercased() + name.dropFirst()
        case .lowercase: name.lowercased()
        }
    }
}
