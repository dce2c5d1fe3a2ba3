extension LuccaBehaviour {
    /// Whether something can be reached at all.
    package enum Access: String, Codable, Hashable, Sendable, CaseIterable {
        case open
        /// 403.
        case forbidden
        /// 404.
        case missing
    }

    /// How the account serves what its customer defined.
    package struct ExtraData: Codable, Hashable, Sendable {
        /// How generation 1 writes a value.
        package enum ValueForm: String, Codable, Hashable, Sendable, CaseIterable {
            /// `{"id": 901, "value": "M"}`.
            case object
            /// `"M"`; several occurrences are a list of those.
            case bare
        }

        /// Sections that neither the key's role nor the application may see: their data are absent, without an error.
        package var hiddenSections: Set<Int> = [3]
        /// Whether the definitions of generation 1 can be read.
        package var definitions = Access.open
        /// Whether the definitions of data that are not shown are absent as well.
        package var definitionsFollowRights = true
        package var valueForm = ValueForm.object
        /// More employees than this with their extra data take too long: 408.
        package var rowsWithinTime = 250

        package init() {}
    }

    /// How the account answers to generation 2.
    package struct Generation2: Codable, Hashable, Sendable {
        /// The words for a leave's state.
        package enum LeaveStatuses: String, Codable, Hashable, Sendable, CaseIterable {
            /// `tentative`, `confirmed`, `cancelled`.
            case schema
            /// `pending`, `approved`, and `denied` or `rejected` for those that are gone.
            case prose
            /// A pending one is `awaitingSignature`.
            case unknown
        }

        /// How a leave lists its days.
        package enum LeaveDays: String, Codable, Hashable, Sendable, CaseIterable {
            /// `allDay` where both halves are taken.
            case wholeDays
            /// Each half by itself.
            case halfDays
            /// As `wholeDays`, the last day first.
            case unordered
        }

        /// What becomes of the filters of leaves, which are not documented.
        package enum LeaveFilters: String, Codable, Hashable, Sendable, CaseIterable {
            case honoured
            /// Every leave comes back, without an error.
            case ignored
            /// 400.
            case refused
        }

        /// How several occurrences of one datum come.
        package enum SeveralValues: String, Codable, Hashable, Sendable, CaseIterable {
            /// A row each.
            case rows
            /// One row, whose value is a list.
            case list
        }

        /// The secret was replaced: no new token.
        package var isSecretRevoked = false
        /// The secret that the account's administrator made instead of the one of the credentials; empty for none.
        package var newSecret = ""
        /// The status of `invalid_client`: 400 or 401.
        package var refusedClientStatus = 400
        /// A token's lifetime in seconds.
        package var tokenSeconds = 1800
        package var grantedScopes = LuccaScope.all
        /// Whether a token for other scopes is refused, instead of lacking them.
        package var refusesOtherScopes = true
        /// Lucca opens leaves account by account.
        package var leaves = Access.open
        package var attributes = Access.open
        /// Business establishments that the application may not see: no employee, leave or attribute of theirs.
        package var hiddenEstablishments: Set<Int> = []
        /// A page with more rows than this takes too long: 408.
        package var rowsWithinTime = 100
        package var leaveStatuses = LeaveStatuses.schema
        package var leaveDays = LeaveDays.wholeDays
        package var leaveFilters = LeaveFilters.honoured
        /// How the value of a date is written.
        package var attributeDates = DateForm.day
        package var severalValues = SeveralValues.rows
        /// The host of `links.next`; empty for the account's own.
        package var nextHost = ""

        package init() {}
    }
}
