extension LeaveAccount {
    /// Whether the account books work from elsewhere: such an employee is at work and is not shown as absent. Lucca says so where
    /// it serves the field; where it does not, the name does (`contracts/lucca.md`, Absences).
    public var meansRemoteWork: Bool {
        if isRemoteWork { return true }
        let words = LabelFolding.fold(name).split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
        return Self.remoteWorkNames.contains { (" " + words + " ").contains(" " + $0 + " ") }
    }

    private static let remoteWorkNames = [
        "teletravail", "tele travail", "travail a distance", "travail a domicile", "remote work", "remote working", "home office",
        "homeoffice", "home working", "homeworking", "work from home", "working from home", "telework", "teleworking",
    ]
}
