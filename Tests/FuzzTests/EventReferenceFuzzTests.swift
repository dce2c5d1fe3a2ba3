import SyncCore
import SyncTestKit
import Testing

/// References in whatever planners type around them.
@Suite("Fuzzing: event references")
struct EventReferenceFuzzTests {
    @Test(arguments: Fuzz.shards)
    func whatIsReadIsWhatIsWritten(shard: Int) async throws {
        try await Fuzz(name: "reference, reading", shard: shard, small: 2000, full: 1_000_000).run { random in
            RemarkWriter.remark(&random)
        } check: { text in
            let found = EventReference.all(in: text)
            for reference in found {
                try hold(EventReference(parsing: reference.description) == reference, "\(reference) is not read back")
                try hold(EventReference.all(in: reference.description) == [reference], "\(reference) is not found alone")
                try hold(reference.account == reference.account.lowercased(), "an account in capitals: \(reference)")
            }
            if let whole = EventReference(parsing: text) {
                try hold(found == [whole], "read whole, and not found inside")
                try hold(
                    text.utf8.first == UInt8(ascii: "[") && text.utf8.last == UInt8(ascii: "]"),
                    "read whole with something around it")
            }
            // Between texts that hold no bracket, the same ones are found.
            try hold(EventReference.all(in: "é\n" + text + "\u{301} ok") == found, "text around it changes what is found")
        }
    }

    @Test(arguments: Fuzz.shards)
    func everyReferenceOfOursIsReadBack(shard: Int) async throws {
        try await Fuzz(name: "reference, writing", shard: shard, small: 2000, full: 1_000_000).run { random in
            RemarkWriter.reference(&random).description
        } check: { text in
            guard let reference = EventReference(parsing: text) else { throw Broken("not read back") }
            try hold(reference.description == text, "written otherwise: \(reference)")
        }
    }

    @Test(arguments: Fuzz.shards)
    func takenOutNoneOfTheAccountIsLeft(shard: Int) async throws {
        try await Fuzz(name: "reference, taking out", shard: shard, small: 2000, full: 1_000_000).run { random in
            RemarkWriter.remark(&random)
        } check: { text in
            let accounts = Set(EventReference.all(in: text).map(\.account).prefix(1))
            let left = EventReference.removing(accounts: accounts, from: text)
            try hold(!EventReference.all(in: left).contains { accounts.contains($0.account) }, "some are left: \(left)")
            if accounts.isEmpty { try hold(Array(left.utf8) == Array(text.utf8), "changed without a reference") }
            try hold(left.utf8.count <= text.utf8.count, "it grew")
        }
    }

    struct Rewriting: FuzzInput {
        let remark: String
        let reference: EventReference
        let replaced: EventReference?

        var bytes: [UInt8] { Array("\(reference) in place of \(replaced?.description ?? "-") into:\n\(remark)".utf8) }
    }

    @Test(arguments: Fuzz.shards)
    func rewritingKeepsTheRestByteForByte(shard: Int) async throws {
        try await Fuzz(name: "reference, rewriting", shard: shard, small: 2000, full: 1_000_000).run { random in
            let remark = RemarkWriter.remark(&random)
            let there = EventReference.all(in: remark).randomElement(using: &random)
            return Rewriting(
                remark: remark,
                reference: random.chance(20) ? there ?? RemarkWriter.reference(&random) : RemarkWriter.reference(&random),
                replaced: random.chance(50) ? there : random.chance(50) ? RemarkWriter.reference(&random) : nil)
        } check: { input in
            let written = input.reference.writing(into: input.remark, replacing: input.replaced)
            try hold(
                PlannersText.of(written, without: input.reference, input.replaced)
                    == PlannersText.afterwards(input.remark, input.reference, input.replaced),
                "the planner's text changed: \(written)")
            let ours = EventReference.all(in: written).filter { $0.account == input.reference.account }
            try hold(ours == [input.reference], "the remark carries \(ours)")
            let again = input.reference.writing(into: written, replacing: input.reference)
            try hold(Array(again.utf8) == Array(written.utf8), "a second time changes it: \(again)")
            var others = EventReference.all(in: written)
            for other in EventReference.all(in: input.remark) where other.account != input.reference.account {
                guard other != input.replaced else { continue }
                guard let place = others.firstIndex(of: other) else {
                    throw Broken("\(other) of another account is gone: \(written)")
                }
                others.remove(at: place)
            }
        }
    }
}
