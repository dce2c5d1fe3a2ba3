import Testing

@testable import PostgresClient

/// Which hosts a connection is tried at, in every form in which libpq takes them.
@Suite("Hosts and their addresses")
struct ConnectionTargetsTests {
    private func resolved(_ values: [String: String]) throws -> ConnectionTargets {
        var targets = ConnectionTargets.written(in: values)
        try targets.resolve { host in
            switch host {
            case "both": .addresses(["::1", "127.0.0.1"])
            case "slow": .timedOut
            case "127.0.0.1", "::1": .addresses([host])
            default: .failed("Name or service not known")
            }
        }
        return targets
    }

    @Test func aNameBecomesEachOfItsAddresses() throws {
        let targets = try resolved(["host": "both,other,/run/postgresql", "port": "5433,,5434"])
        #expect(targets.targets.map(\.host) == ["both", "both", "/run/postgresql"])
        #expect(targets.targets.map(\.address) == ["::1", "127.0.0.1", ""])
        #expect(targets.targets.map(\.port) == ["5433", "5433", "5434"])
        #expect(targets.failures.count == 1 && targets.failures[0].contains("\"other\""))
    }

    @Test func anAddressOfItsOwnIsNotLookedUp() throws {
        let targets = try resolved(["host": "db.example,db.example", "hostaddr": "127.1,::1", "port": "7"])
        // As the system spells them, so that libpq's own spelling of them is recognized.
        #expect(targets.targets.map(\.address) == ["127.0.0.1", "::1"])
        #expect(targets.targets.map(\.host) == ["db.example", "db.example"], "certificates are checked against the name")
    }

    @Test func aNameThatIsNotFoundInTimeIsPassedOver() throws {
        let targets = try resolved(["host": "slow,127.0.0.1"])
        #expect(targets.targets.map(\.host) == ["127.0.0.1"])
        #expect(targets.failures.count == 1)
    }

    @Test func aHostThatWasSilentComesLast() throws {
        var targets = try resolved(["host": "both", "port": "7"])
        targets.putLast { $0.address == "::1" }
        #expect(targets.targets.map(\.address) == ["127.0.0.1", "::1"])
    }

    @Test func anErrorNamesTheHostBesideItsAddress() throws {
        let text = #"server at "::1", port 7 failed; server at "127.0.0.1", port 7 failed"#
        let named = try resolved(["host": "both,127.0.0.1", "port": "7"]).naming(text)
        #expect(
            named
                == #"server at "both" (::1), port 7 failed; server at "both" (127.0.0.1), port 7 failed"#
        )
    }

    @Test func whatLibpqCompletesIsSeen() throws {
        let parameters = try ConnectionParameters(conninfo: "user=somebody port=7")
        let completed = parameters.completed()
        #expect(completed["user"] == "somebody" && completed["port"] == "7")
        #expect(completed["dbname"] == nil || completed["dbname"] == "somebody")
    }
}
