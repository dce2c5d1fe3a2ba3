import SyncCore
import Synchronization
import Testing

@testable import HTTPTransport

/// Names that resolve to another address the next time.
@Suite("Addresses that change")
struct AddressRebindingTests {
    /// Returns the answers one after the other, the last one forever.
    private final class ChangingResolver: NameResolver {
        private let answers: [[String]]
        private let asked = Mutex<[String]>([])

        init(_ answers: [[String]]) {
            self.answers = answers
        }

        var names: [String] { asked.withLock { $0 } }

        func addresses(of host: String) async throws -> [IPAddress] {
            let number = asked.withLock { asked in
                asked.append(host)
                return asked.count
            }
            return answers[min(number, answers.count) - 1].compactMap { IPAddress(canonical: $0) }
        }
    }

    private func isAllowed(_ url: String, _ resolver: ChangingResolver, _ policy: OutboundPolicy = OutboundPolicy()) async throws
        -> Bool
    {
        do {
            _ = try await OutboundTarget(url, policy: policy, resolver: resolver)
            return true
        } catch let failure as ExchangeFailure {
            #expect(failure.code == .refusedAddress)
            #expect(!failure.mayHaveBeenReceived)
            return false
        }
    }

    @Test func aNameIsLookedUpAndJudgedForEachRequest() async throws {
        let resolver = ChangingResolver([["93.184.216.34"], ["127.0.0.1"], ["93.184.216.34"], ["169.254.169.254"]])
        for expected in [true, false, true, false, false] {
            #expect(try await isAllowed("https://acme.ilucca.net/api/v3/users", resolver) == expected)
        }
        #expect(resolver.names == Array(repeating: "acme.ilucca.net", count: 5))
    }

    /// One private address spoils all: the connection may go to any of them.
    @Test(arguments: IPAddressTests.privateForms)
    func oneAddressThatIsNotPublicAmongPublicOnesIsRefused(_ address: String) async throws {
        for answer in [
            [address], ["93.184.216.34", address], [address, "2606:4700::1111"], ["2606:4700::1111", "8.8.8.8", address],
        ] {
            #expect(try await isAllowed("https://acme.ilucca.net/", ChangingResolver([answer])) == false, "\(answer)")
        }
    }

    /// Development allows only this machine: an Internet name that points here is refused if it also points
    /// elsewhere.
    @Test func developmentOpensNoPrivateNetworkEither() async throws {
        let development = OutboundPolicy(allowLoopback: true)
        for address in [
            "10.0.0.1", "192.168.1.1", "169.254.169.254", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
        ] {
            #expect(
                try await isAllowed("https://acme.ilucca.net/", ChangingResolver([["127.0.0.1", address]]), development) == false)
        }
    }

    /// Only names are resolved.
    @Test(arguments: RemoteAddressTests.notPublic.filter { $0.hasPrefix("[") || $0.first?.isNumber == true })
    func anAddressInAnySpellingNeverReachesTheResolver(_ host: String) async throws {
        let resolver = ChangingResolver([["93.184.216.34"]])
        for url in ["https://\(host)/x", "http://\(host)/x"] {
            // A public IP address is no name either, and only a tenant's address refuses it.
            let isPublic =
                if case .literal(let address) = try? PastedURL(url).host { address.isPublic && url.hasPrefix("https") } else {
                    false
                }
            guard !isPublic else {
                _ = try await OutboundTarget(url, policy: OutboundPolicy(), resolver: resolver)
                continue
            }
            let failure = try await #require(throws: ExchangeFailure.self) {
                _ = try await OutboundTarget(url, policy: OutboundPolicy(), resolver: resolver)
            }
            #expect([.refusedAddress, .invalidRequest].contains(failure.code))
        }
        #expect(resolver.names.isEmpty)
    }

    @Test(arguments: ["https://acme.ilucca.net./x", "https://ACME.ILUCCA.NET/x", "https://acme.ilucca.net:443/x"])
    func everySpellingOfANameIsJudgedAsTheSameName(_ url: String) async throws {
        let resolver = ChangingResolver([["127.0.0.1"]])
        #expect(try await isAllowed(url, resolver) == false)
        #expect(resolver.names == ["acme.ilucca.net"])
    }
}
