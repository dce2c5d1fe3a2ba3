import SyncTestKit
import Testing

/// Something made from a seed, and the bytes that tell of it when it breaks something.
protocol FuzzInput {
    var bytes: [UInt8] { get }
}

extension [UInt8]: FuzzInput {
    var bytes: [UInt8] { self }
}

extension String: FuzzInput {
    var bytes: [UInt8] { Array(utf8) }
}

/// One target of the fuzzing: makes its inputs one after the other, and stops the process with the input when one never ends.
struct Fuzz {
    /// A target's inputs are dealt to so many test cases, which run beside each other.
    static let shards = 0..<2
    private static let mostFailures = 3

    let name: String
    let shard: Int
    let small: Int
    let full: Int

    func run<Input: FuzzInput>(
        make: (inout SplitMix64) throws -> Input, check: (Input) async throws -> Void
    ) async throws {
        let count = Proof.count(small: small, full: full)
        let watch = FuzzWatch.claim()
        defer { watch.release() }
        let tally = FuzzTally()
        try await FuzzTally.$current.withValue(tally) {
            try await run(count, watch, make, check)
        }
        let taken = FuzzSeed.only == nil ? tally.expectBoth(name) : nil
        if shard == 0 { print("fuzz: \(name), seed \(FuzzSeed.base), \(count) inputs" + (taken.map { ", \($0)" } ?? "")) }
    }

    private func run<Input: FuzzInput>(
        _ count: Int, _ watch: FuzzWatch, _ make: (inout SplitMix64) throws -> Input, _ check: (Input) async throws -> Void
    ) async throws {
        var failures = 0
        var index = shard
        while index < count {
            defer { index += Self.shards.count }
            if let only = FuzzSeed.only, only != index { continue }
            var random = FuzzSeed.generator(name, index)
            let input = try make(&random)
            watch.begin("\(name), seed \(FuzzSeed.base), input \(index)", input.bytes)
            do {
                try await check(input)
            } catch {
                failures += 1
                // An error that should not be may quote the whole input.
                Issue.record(
                    "\(name): \(String(describing: error).prefix(400))\n\(Self.replay(name, index))\n\(Self.printable(input.bytes))"
                )
            }
            watch.end()
            // A target that never waits would hold its thread for all its inputs, and others in the midst of theirs.
            if index % 512 == shard { await Task.yield() }
            if failures >= Self.mostFailures { break }
        }
    }

    private static func replay(_ name: String, _ index: Int) -> String {
        "again: PASSERELLE_FUZZ_SEED=\(FuzzSeed.base) PASSERELLE_FUZZ_INPUT=\(index) "
            + "\(Proof.isWhole ? "ops/prove" : "ops/test") --filter FuzzTests"
    }

    private static func printable(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes.prefix(4000) {
            switch byte {
            case UInt8(ascii: "\\"): text += "\\\\"
            case 0x20...0x7E, 0x0A: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return bytes.count > 4000 ? text + " … (\(bytes.count) bytes)" : text
    }
}
