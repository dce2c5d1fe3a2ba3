import Foundation
import HTTPTransport
import SyncCore
import SyncTestKit
import Testing

/// Whatever people paste as an address.
@Suite("Fuzzing: pasted addresses")
struct RemoteAddressFuzzTests {
    struct Input: FuzzInput {
        let pasted: String
        let allowLoopback: Bool

        var bytes: [UInt8] { Array(((allowLoopback ? "(loopback) " : "") + pasted).utf8) }
    }

    @Test(arguments: Fuzz.shards)
    func nothingButAPublicHostOverHTTPSPasses(shard: Int) async throws {
        try await Fuzz(name: "address", shard: shard, small: 6000, full: 1_000_000).run { random in
            Input(pasted: PastedAddress.text(&random), allowLoopback: random.chance(30))
        } check: { input in
            let policy = OutboundPolicy(allowLoopback: input.allowLoopback)
            if let address = try Self.accepted({ try RemoteAddress.lucca(pasted: input.pasted, policy: policy) }) {
                try Self.meansTheSame(address, input)
                try hold(Self.isLoopback(address) || Self.isLucca(address.host), "\(address.host) is none of Lucca's")
                try hold(
                    try RemoteAddress.lucca(pasted: address.baseURL, policy: policy) == address,
                    "\(address.baseURL) is not itself")
            }
            if let address = try Self.accepted({ try RemoteAddress.planningPME(pasted: input.pasted, policy: policy) }) {
                try Self.meansTheSame(address, input)
                let again = try RemoteAddress.planningPME(pasted: address.baseURL, policy: policy)
                try hold(again == address, "\(address.baseURL) becomes \(again.baseURL)")
            }
        }
    }

    /// nil when it was refused, as it may be.
    private static func accepted(_ parse: () throws -> RemoteAddress) throws -> RemoteAddress? {
        do {
            return try parse()
        } catch let error as SyncError {
            try hold(error.code == .addressRefused, "\(error)")
            try FuzzProperties.holdOfText(error.message)
            return nil
        }
    }

    private static func isLoopback(_ address: RemoteAddress) -> Bool {
        address.host == "localhost" || address.host.hasSuffix(".localhost") || address.host == "[::1]"
            // A name may begin like that, and is none of this machine's.
            || (address.host.hasPrefix("127.") && address.host.allSatisfy { $0.isNumber || $0 == "." })
    }

    private static func isLucca(_ host: String) -> Bool {
        [
            "ilucca.net", "ilucca-test.net", "ilucca-demo.net", "ilucca.ch", "ilucca-test.ch", "ilucca-demo.ch",
            "luccasoftware.com",
        ]
        .contains { host.hasSuffix("." + $0) }
    }

    /// Read by another reader, the address means the same.
    private static func meansTheSame(_ address: RemoteAddress, _ input: Input) throws {
        let url = address.baseURL
        try hold(url.utf8.allSatisfy { (0x21...0x7E).contains($0) } && url.hasSuffix("/"), "\(url)")
        guard let read = URLComponents(string: url) else { throw Broken("Foundation can't read \(url)") }
        try hold(read.encodedHost == address.host, "\(url): Foundation's host is \(read.encodedHost ?? "-")")
        try hold(read.user == nil && read.password == nil, "\(url) holds a user")
        try hold(read.query == nil && read.fragment == nil, "\(url) holds a query")
        try hold(url.hasPrefix(address.origin + "/"), "\(url) is not below \(address.origin)")
        try hold(!read.path.split(separator: "/").contains { $0 == "." || $0 == ".." }, "\(url) climbs")
        if isLoopback(address) {
            try hold(input.allowLoopback, "\(url) is this machine")
        } else {
            try hold(read.scheme == "https" && read.port == nil, "\(url)")
            try hold(address.host.contains("."), "\(url) is no public host")
            // A last label that is a number makes the whole one, to some readers.
            let last = address.host.split(separator: ".").last ?? ""
            try hold(!last.allSatisfy(\.isNumber) && !last.hasPrefix("0x"), "\(url) names a host by number")
        }
    }
}
