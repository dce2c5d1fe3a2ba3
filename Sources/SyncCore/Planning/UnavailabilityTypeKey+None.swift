extension UnavailabilityTypeKey {
    /// No key of PlanningPME: it equals nothing that a plan wants.
    public static let none = UnavailabilityTypeKey(0)
}

extension LedgerEntry {
    /// The event is there and not as it was sent, or shows no type: the next plan writes it again, whatever it finds of it. Its key
    /// alone may say that it is ours.
    public var standsWrong: Bool { type == .none }

    /// The same, as it has to be remembered when the event does not stand as it was sent.
    public var standingWrong: LedgerEntry {
        var entry = self
        entry.type = .none
        return entry
    }
}
