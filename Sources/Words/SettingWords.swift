package import SyncCore

/// Values of a tenant's settings, as `tenant show` and `tenant edit` spell them.
package enum SettingWords {
    package static let none = Phrase(same: "none")

    package static func yesNo(_ value: Bool) -> Phrase { value ? Phrase("yes", fr: "oui") : Phrase("no", fr: "non") }

    package static func pending(_ isIncluded: Bool) -> Phrase {
        isIncluded
            ? Phrase(
                "yes (Lucca may list approved requests only)",
                fr: "oui (Lucca ne liste peut-être que les demandes approuvées)")
            : yesNo(false)
    }

    package static func daily(_ minutes: Int?) -> Phrase {
        minutes.map { Phrase(same: timeOfDay($0)) }
            ?? Phrase("none (a moment of the night)", fr: "none (un moment de la nuit)")
    }

    package static func referenceField(_ name: String?) -> Phrase {
        name.map { Phrase(same: $0) } ?? Phrase("none (the remark)", fr: "none (la remarque)")
    }

    /// nil for an empty one.
    package static func scope(_ scope: DepartmentScope) -> Phrase? {
        guard !scope.bases.isEmpty else { return nil }
        let bases = scope.bases.map { base in
            base.withDescendants
                ? Phrase("\(base.id) and below", fr: "\(base.id) et ses sous-départements")
                : Phrase("\(base.id) alone", fr: "\(base.id) seul")
        }
        return Phrase(bases.map(\.english).joined(separator: ", "), fr: bases.map(\.french).joined(separator: ", "))
    }

    /// The same for people, in the order in which help lists them.
    package static func list<Choice: RawRepresentable<String> & CaseIterable>(
        _ choices: [String], of kind: Choice.Type
    ) -> Phrase {
        let known = kind.allCases.map(\.rawValue)
        let shown = known.filter(choices.contains) + choices.filter { !known.contains($0) }
        return shown.isEmpty ? none : Phrase(same: shown.joined(separator: ","))
    }

    /// `08:30`; `24:00` is the end of a day.
    package static func timeOfDay(_ minutes: Int) -> String { "\(two(minutes / 60)):\(two(minutes % 60))" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
