import SyncCore

/// One of each cause, with typical parameters.
enum ChangeCauseSamples {
    static let all: [ChangeCause] = [
        .new, .employeeJoined, .employeeLinked, .removedByHand, .moved, .extended, .windowAdvanced,
        .leaveAccountChanged(from: "7", to: "8"), .typeChanged(from: 5), .resourceChanged(from: 51), .changedByHand,
        .requestReplaced(from: "7001"), .luccaAccountRenamed(from: "acme"), .generationChanged, .referenceChanged, .employeeFound,
        .storedDifferently, .copiedByHand, .cancelled, .notApproved, .empty, .goneFromLucca, .ignored("7", byOperator: true),
        .ignored("7", byOperator: false), .remoteWork("9"), .employeeLeft(lastDay: CalendarDay(ordinal: 20_787)),
        .outOfScope(department: "9"), .notInLucca, .shownByAnother, .duplicate, .removal, .madeRoom, .shortened, .settled,
        .undecided, .unrecognized(ChangeCause.Code(rawValue: "of_a_later_release")),
    ]
}
