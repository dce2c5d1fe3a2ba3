import SyncCore

/// What to do in Lucca about an extra field that a check does not find.
enum FieldCheckWords {
    static func remedyIfHidden(_ generation: LuccaGeneration) -> Phrase {
        Phrase(
            "Nothing is written or cleared for it. The field left its section, or \(generation.readerInside.english) may not read "
                + "that section.",
            fr:
                "Rien n’est écrit ni effacé pour cette donnée. Elle a quitté sa section, ou \(generation.readerInside.french) n’a pas "
                + "le droit de lire cette section.") + generation.remedyShowingField
    }

    static func remedyIfLabelsAreHidden(_ generation: LuccaGeneration) -> Phrase {
        Phrase(
            "Values of this list are not written until their labels can be read; nothing is cleared.",
            fr: "Les valeurs de cette liste ne sont pas écrites tant que leurs libellés ne sont pas lisibles ; rien n’est effacé."
        ) + generation.remedyShowingLabels
    }
}
