import SyncCore
import SyncTestKit

/// Remarks as planners and programs leave them: texts, references whole and broken, of this account and of others.
enum RemarkWriter {
    private static let scraps = [
        "", " ", "\n", "\r\n", "Rappeler le client", "congé", "e\u{301}", "\u{301}", "👩‍👩‍👧", "[", "]", "/", "[]", "[[", "]]",
        "[lucca", "[lucca:", "[Lucca:", "[LUCCA:acme", "[lucca:acme/", "[lucca:acme/1/2", "[lucca:acme/1/2/", "/2026-12-24-AM]",
        "2026-12-24-PM]", "[lucca:///2026-12-24-AM]", "[lucca:acme/1/2/2026-02-30-AM]", "[lucca:acme/1/2/2026-12-24-XX]",
        "[lucca:a]me/1/2/2026-12-24-AM]", "[lucca:acme/[/2/2026-12-24-AM]", "[lucca:acme/1/2/3/2026-12-24-AM]", "\u{0}",
        "[ſucca:acme/1/2/2026-12-24-AM]", "[lucca\u{301}:acme/1/2/2026-12-24-AM]", "K", "\u{FEFF}", "\u{202E}",
        "[lucca:acme/1\n/2/2026-12-24-AM]", "[lucca:ACME/1/2/2026-12-24-AM]", "[lucca:İ/1/2/2026-12-24-AM]",
        "[lucca:acme/1/2/2026-12-24-am]", "[lucca:acme/1/2/2026-12-24-AM]\u{301}", "https://acme.example/?a=[b]",
    ]

    static func reference(_ random: inout SplitMix64) -> EventReference {
        let day = CalendarDay(
            ordinal: random.chance(90) ? Int.random(in: 18_000...25_000, using: &random) : random.pick(-719_162, 2_932_896))
        return EventReference(
            account: random.pick("acme", "acme", "autre", "acme-2", "x"), periodID: LeavePeriodID(identifier(&random)),
            accountID: LeaveAccountID(identifier(&random)), first: HalfDay(day, random.pick(.morning, .afternoon)))
    }

    private static func identifier(_ random: inout SplitMix64) -> String {
        random.chance(50)
            ? "\(Int.random(in: 0...50, using: &random))" : random.pick("a-b_c.d", "0", "9999999999999999999999", "A1")
    }

    static func remark(_ random: inout SplitMix64) -> String {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...3: bytes += Array(reference(&random).description.utf8)
            case 4: bytes += Array(reference(&random).description.uppercased().utf8)
            default: bytes += Array((random.element(of: scraps) ?? "").utf8)
            }
        }
        if random.chance(25) { Mutator.damage(&bytes, &random) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
