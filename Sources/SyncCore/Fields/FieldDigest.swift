/// Digests of what extra fields hold: they tell what Passerelle wrote, without remembering it.
package struct FieldDigest: Sendable {
    private let digest: @Sendable (String) -> String

    /// - Parameter digest: keyed by tenant (`TextDigester`).
    package init(_ digest: @escaping @Sendable (String) -> String) {
        self.digest = digest
    }

    /// The lengths keep person, target and text apart, so that no two of them give the same digest. White space around the text
    /// does not count: a planning may drop it.
    package func of(_ text: FieldText, _ employee: EmployeeID, _ target: FieldTarget) -> String {
        let (person, place) = (employee.value, target.value)
        return text.reveal { text in
            digest("field:\(person.utf8.count):\(person):\(place.utf8.count):\(place):\(text.trimmed)")
        }
    }
}
