import Testing

@testable import PostgresClient

@Suite("Secrecy")
struct ValueSecrecyTests {
    @Test func valuesDoNotPrint() {
        let values: [PostgresValue] = [.text("geheim"), .array([.text("geheim")]), .json("geheim"), .bytes(Array("geheim".utf8))]
        var printed = "\(values) \(String(reflecting: values))"
        dump(values, to: &printed)
        #expect(printed.contains("****"))
        #expect(!printed.contains("geheim"))
        #expect(!printed.contains("103"))
    }

    @Test func aConfigurationDoesNotPrintItsPassword() {
        let configuration = PostgresConfiguration(conninfo: "postgresql://u:geheim@db/x", role: "worker")
        var printed = "\(configuration) \(String(reflecting: configuration))"
        dump(configuration, to: &printed)
        #expect(printed.contains("worker"))
        #expect(!printed.contains("geheim"))
    }

    /// Characters with a special meaning in a URI, as people write them into a password.
    @Test(arguments: [
        "postgresql://u:a@geheim@db/x", "postgres://u:a/geheim@db/x", "postgresql://u:a@gehe/im@db:1/x?sslmode=require",
        "postgresql://u:/geheim@db",
    ])
    func aPasswordThatWouldBeTakenForAHostIsRefused(_ conninfo: String) throws {
        let error = try #require(throws: PostgresError.self) { _ = try ConnectionParameters(conninfo: conninfo) }
        #expect(error.code == .misconfigured)
        #expect(!"\(error)\(String(reflecting: error))".contains("geheim"))
    }

    @Test(arguments: [
        "postgresql://u:a%40b%2Fc@db:5432/x?application_name=a@b", "postgresql://db/x?user=u@corp", "postgresql://u@db",
        "postgresql:///x?host=/tmp&user=a@b", "host=db user=u password=a@b/c@d", "postgresql://u:p@db1:1,db2:2/x",
    ])
    func anAddressThatIsClearIsTaken(_ conninfo: String) throws {
        _ = try ConnectionParameters(conninfo: conninfo)
    }

    @Test(arguments: ["host=db geheim", "postgresql://u:geheim@db:port/x?geheim", "password='geheim", "nonsense=geheim"])
    func anUnreadableConnectionStringIsNotQuoted(conninfo: String) throws {
        let error = try #require(throws: PostgresError.self) { try PostgresConfiguration(conninfo: conninfo).validate() }
        #expect(error.code == .misconfigured)
        #expect(!error.debugDescription.contains("geheim"))
    }

    @Test func validationNamesEveryFault() throws {
        let configuration = PostgresConfiguration(
            conninfo: "host=/tmp", role: "", maximumConnections: 0, connectTimeout: .zero, acquireTimeout: .zero,
            statementTimeout: .zero, lockTimeout: .zero, cancelGrace: .zero, idleCheckInterval: .seconds(-1))
        let error = try #require(throws: PostgresError.self) { try configuration.validate() }
        for name in [
            "role", "maximumConnections", "connectTimeout", "acquireTimeout", "statementTimeout", "lockTimeout", "cancelGrace",
            "idleCheckInterval",
        ] {
            #expect(error.message.contains(name))
        }
    }

    @Test func aPasswordInALibpqMessageIsStarredOut() throws {
        let parameters = try ConnectionParameters(conninfo: "host=a password=geheim")
        let failure = ConnectFailure(
            """
            connection to server at "a" (10.0.0.1), port 5432 failed: FATAL:  28P01: password geheim failed
            LOCATION:  auth_failed, auth.c:334
            """, parameters)
        #expect(failure.sqlstate == SQLState.invalidPassword)
        #expect(
            failure.message
                == #"No connection to PostgreSQL: connection to server at "a" (10.0.0.1), port 5432 failed: FATAL: password **** failed."#
        )
    }

    @Test func aSilentHostIsLeftOut() throws {
        var named = ConnectionTargets.written(in: ["host": "a,b,c", "port": "1,,3"])
        #expect(named.targets.map(\.port) == ["1", "5432", "3"])
        named.leave(.init(host: "b", address: "", port: "5432"))
        #expect(named.targets.map(\.host) == ["a", "c"])
        named.leave(.init(host: "a", address: "", port: "2"))
        #expect(named.targets.count == 2)
        // libpq shows an address without a host as a host.
        var addresses = ConnectionTargets.written(in: ["hostaddr": "10.0.0.1,10.0.0.2", "port": "7"])
        addresses.leave(.init(host: "10.0.0.1", address: "10.0.0.1", port: "7"))
        #expect(addresses.targets.map(\.address) == ["10.0.0.2"])
        let parameters = try ConnectionParameters(conninfo: "host=a password=x").naming(addresses.targets)
        #expect(
            parameters.values["host"] == "" && parameters.values["hostaddr"] == "10.0.0.2" && parameters.values["port"] == "7")
    }
}
