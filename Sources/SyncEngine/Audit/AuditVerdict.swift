/// The last entry of the audit log at some moment, kept outside the database: whoever rewrites the log cannot rewrite this.
package struct AuditAnchor: Sendable, Hashable, CustomStringConvertible {
    /// 0 for an empty log.
    package let number: Int
    /// Of the entry: 64 hexadecimal digits.
    package let hash: String
    /// Differs after a restore of the database.
    package let life: String

    package init(number: Int, hash: String, life: String) {
        self.number = number
        self.hash = hash
        self.life = life
    }

    /// One word, found in a line of any log: `passerelle-audit:NUMBER:HASH:LIFE`.
    package var description: String { "\(Self.mark):\(number):\(hash):\(life)" }

    private static let mark = "passerelle-audit"

    /// The hash of the entry before the first one.
    package static let origin = String(repeating: "0", count: 64)

    /// Whether a log could have given it: nothing has a hash before the first entry.
    package var isPossible: Bool { number > 0 || hash == Self.origin }

    /// Whether it is of the database that had one of these lives: of the same life, or of the same server and database, which a
    /// recovery or a restore into it keeps.
    package func isOfDatabase(in lives: Set<String>) -> Bool {
        guard isPossible else { return false }
        func place(_ life: String) -> [Substring] { Array(life.split(separator: ".").prefix(2)) }
        return lives.contains { $0 == life || place($0) == place(life) }
    }

    /// Every anchor in a text, such as a journal.
    package static func all(in text: String) -> [AuditAnchor] {
        text.matches(of: /passerelle-audit:([0-9]{1,18}):([0-9a-f]{64}):([0-9A-Fa-f.]+)/).compactMap { match in
            Int(match.output.1).map {
                AuditAnchor(number: $0, hash: String(match.output.2), life: String(match.output.3))
            }
        }
    }
}

/// What a check of the audit log found.
package struct AuditVerdict: Sendable, Hashable {
    /// How an entry differs from what was written.
    package enum Fault: String, Sendable, Hashable, CaseIterable {
        /// There is no entry of this number, although there is a later one, or the log says that it was the last.
        case missing
        /// Its hash is not that of its content.
        case altered
        /// It does not follow from the entry before.
        case unlinked
        /// Its reason, subject or changes are not those that it was made with.
        case textAltered = "text_altered"
        /// Its texts are gone, although its tenant was not erased afterwards.
        case textRemoved = "text_removed"
        /// It is not the one that the log says is the last.
        case headDiffers = "head_differs"
        /// An anchor names this entry, and the log ends before it.
        case truncated
        /// An anchor names another entry of this number: everything from somewhere before was written again.
        case rewritten
        /// The database says another life than its server, so that what was cut off would look restored.
        case lifeForged = "life_forged"
    }

    package enum Finding: Sendable, Hashable {
        case whole
        /// - Parameter number: of the first entry with a fault.
        case broken(number: Int, Fault)
        /// The database was restored from a backup: the entries after `number` up to the anchor's are lost with it. What there is, is
        /// whole.
        case restored(number: Int, lost: Int)
    }

    package let finding: Finding
    /// How many entries were read.
    package let entries: Int
    package let last: AuditAnchor
    /// How many anchors are of another database, and say nothing of this log. If one should be this database's, the log was written
    /// again as a whole.
    package let unrelated: Int

    package init(_ finding: Finding, entries: Int, last: AuditAnchor, unrelated: Int = 0) {
        self.finding = finding
        self.entries = entries
        self.last = last
        self.unrelated = unrelated
    }
}
