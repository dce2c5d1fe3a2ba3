import SyncCore

/// What a whole read says of the view that our user has of the planning: whether its lists show everything, and how far.
struct ViewEvidence: Hashable, Sendable {
    /// Events in the list.
    var listed = 0
    /// Remembered events that the list lacked and that were asked for by their keys.
    var asked = 0
    /// Those of them that are there, within the time that was listed.
    var shownByKey = 0
    /// Remembered events that the list lacked and that were not asked for.
    var unasked = 0
    /// Some event carries a reference of the tenant's account: it was written to before.
    var showsOurs = false
    var reach = ViewReach()

    /// Lists lack what is there. A task is in no list of unavailabilities, and does not count.
    var isLimited: Bool { shownByKey > 0 }

    var facts: [String: String] {
        ["listed": "\(listed)", "asked by key": "\(asked)", "shown by key alone": "\(shownByKey)", "not asked": "\(unasked)"]
    }
}

/// Remembered events that a list lacks.
struct UnlistedEvents: Sendable {
    /// What their keys lead to.
    var events: [Unavailability] = []
    /// Too many to ask for: nothing is concluded of them.
    var unasked: Set<EventReference> = []
    var asked = 0
    var shown = 0
}
