internal import Crypto
internal import Foundation
internal import SyncEngine

/// An entry with everything that it was hashed from.
struct AuditRow: Sendable {
    let number: Int
    /// Since 1970. The database hashes what it stores: microseconds.
    let microseconds: Int
    let login: String
    let claimed: String?
    let kind: String
    let operation: String?
    let object: String
    let tenant: UUID?
    let slug: String?
    let run: Int?
    let code: String?
    let release: String?
    let life: String
    let textDigest: String
    let previous: String
    let hash: String
    let isProven: Bool
    let text: AuditText

    /// As `audit_append` computes it.
    var computedHash: String {
        AuditDigest.of([
            "\(number)", "\(microseconds)", login, claimed, kind, operation, object, tenant?.uuidString.lowercased(), slug,
            run.map { "\($0)" }, code, release, life, textDigest, previous, isProven ? "true" : "false",
        ])
    }
}

/// What an entry says in words and values; all nil once its tenant was erased.
struct AuditText: Sendable {
    let salt: String?
    let reason: String?
    let subject: String?
    let changes: String?

    var isEmptied: Bool { salt == nil && reason == nil && subject == nil && changes == nil }

    var computedDigest: String { AuditDigest.of([salt, reason, subject, changes]) }
}

/// As `audit_digest`: SHA-256 of values, each after its length in four bytes, or after four bytes of ones if there is none.
enum AuditDigest {
    static func of(_ values: [String?]) -> String {
        var hash = SHA256()
        for value in values {
            guard let value else {
                hash.update(data: [0xff, 0xff, 0xff, 0xff])
                continue
            }
            let bytes = Array(value.utf8)
            hash.update(data: withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) })
            hash.update(data: bytes)
        }
        return Hexadecimal.text(hash.finalize())
    }
}

/// Checks the entries of the log one after the other, and then the anchors. Pure: the database, which may have been changed, only
/// delivers rows.
struct AuditChain {
    private(set) var number = 0
    private var hash = AuditAnchor.origin
    private var fault: (number: Int, fault: AuditVerdict.Fault)?
    /// Tenants whose texts are emptied, with the first such entry, until their erasure is met.
    private var emptied: [UUID: Int] = [:]
    /// The last entry of each life of the database.
    private var ends: [String: Int] = [:]
    private let anchors: [Int: [AuditAnchor]]
    /// Those that name another entry than the log has, or one beyond its end.
    private var foreign: [AuditAnchor] = []

    init(_ anchors: [AuditAnchor] = []) {
        self.anchors = Dictionary(grouping: anchors, by: \.number)
    }

    /// - Parameter row: the next one by number.
    mutating func add(_ row: AuditRow) {
        if row.number != number + 1 { note(number + 1, .missing) }
        if row.previous != hash { note(row.number, .unlinked) }
        if row.hash != row.computedHash { note(row.number, .altered) }
        if row.text.salt != nil {
            if row.text.computedDigest != row.textDigest { note(row.number, .textAltered) }
        } else if !row.text.isEmptied {
            note(row.number, .textAltered)
        } else if let tenant = row.tenant {
            if emptied[tenant] == nil { emptied[tenant] = row.number }
        } else {
            note(row.number, .textRemoved)
        }
        if row.kind == AuditEntry.Kind.erasure.rawValue, let tenant = row.tenant { emptied[tenant] = nil }
        foreign += (anchors[row.number] ?? []).filter { $0.hash != row.hash }
        ends[row.life] = row.number
        (number, hash) = (row.number, row.hash)
    }

    /// - Parameters:
    ///   - head: what the log says is its last entry, and the life of the database.
    ///   - serverLife: the same life as the server says it; nil if it was not asked.
    func verdict(_ head: AuditAnchor, serverLife: String? = nil) -> AuditVerdict {
        var all = fault.map { [$0] } ?? []
        all += emptied.values.map { ($0, .textRemoved) }
        if head.number > number {
            all.append((number + 1, .missing))
        } else if head.number < number || head.hash != hash {
            all.append((number, .headDiffers))
        }
        if let serverLife, serverLife != head.life { all.append((max(number, 1), .lifeForged)) }
        let lives = Set(ends.keys).union([head.life])
        let outside = anchors.filter { $0.key > number }.values.joined()
        let impossible = (anchors[0] ?? []).filter { !$0.isPossible }
        let unrelated = (foreign + outside + impossible).count { !$0.isOfDatabase(in: lives) }
        let foreign = foreign.filter { $0.isOfDatabase(in: lives) }
        let beyond = outside.filter { $0.isOfDatabase(in: lives) }
        // Since the anchor the database has had no other life: then nobody restored it.
        all += foreign.filter { $0.life == head.life }.map { ($0.number, .rewritten) }
        all += beyond.filter { $0.life == head.life }.map { _ in (number + 1, .truncated) }
        let last = AuditAnchor(number: number, hash: hash, life: head.life)
        if let first = all.min(by: { $0.number < $1.number }) {
            return AuditVerdict(.broken(number: first.number, first.fault), entries: number, last: last, unrelated: unrelated)
        }
        if let newest = (foreign + beyond).max(by: { $0.number < $1.number }) {
            let kept = min(ends[newest.life] ?? 0, newest.number - 1)
            return AuditVerdict(
                .restored(number: kept, lost: newest.number - kept), entries: number, last: last, unrelated: unrelated)
        }
        return AuditVerdict(.whole, entries: number, last: last, unrelated: unrelated)
    }

    private mutating func note(_ number: Int, _ fault: AuditVerdict.Fault) {
        if self.fault == nil { self.fault = (number, fault) }
    }
}
