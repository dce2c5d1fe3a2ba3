import AppWiring
import Foundation
import Logging
import SyncCore
import SyncEngine
import Testing

@Suite("AppConfiguration")
struct AppConfigurationTests {
    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("passerelle-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: path)
        return path.path
    }

    private func issues(_ environment: [String: String]) async throws -> [ConfigurationError.Issue] {
        do {
            _ = try await AppConfiguration.load(flags: ConfigurationFlags(), environment: environment)
            return []
        } catch let error as ConfigurationError {
            return error.issues
        }
    }

    @Test func withoutSettingsOnlyTheDefaultsHold() async throws {
        let configuration = try await AppConfiguration.load(flags: ConfigurationFlags(), environment: [:])
        #expect(configuration.databaseURL == nil)
        #expect(configuration.keyringPath == nil)
        #expect(configuration.logLevel == .critical)
        #expect(configuration.logFormat == .text)
        #expect(!configuration.allowLoopback)
        #expect(configuration.historyMonths == 13)
        #expect(throws: SyncError.self) { try configuration.requireDatabaseURL() }
        #expect(throws: SyncError.self) { try configuration.requireKeyringPath() }
    }

    @Test func flagsWinOverTheEnvironmentAndTheEnvironmentOverTheFile() async throws {
        let path = try file(
            #"{"databaseURL": "host=file", "keyring": "/file", "logLevel": "info", "logFormat": "json", "allowLoopback": true}"#)
        let configuration = try await AppConfiguration.load(
            flags: ConfigurationFlags(databaseURL: "host=flag"),
            environment: [
                "PASSERELLE_CONFIG": path, "PASSERELLE_DATABASE_URL": "host=environment", "PASSERELLE_KEYRING": "/environment",
                "PASSERELLE_LOG_LEVEL": "",
            ])
        #expect(configuration.databaseURL == Secret("host=flag"))
        #expect(configuration.keyringPath == "/environment")
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == .json)
        #expect(configuration.allowLoopback)
    }

    @Test func everyProblemIsListedAtOnce() async throws {
        let path = try file(#"{"keyrings": "x", "logFormat": "xml"}"#)
        let issues = try await issues([
            "PASSERELLE_CONFIG": path, "PASSERELLE_LOG_LEVEL": "loud", "PASSERELLE_ALLOW_LOOPBACK": "maybe",
        ])
        #expect(issues.count == 4)
        #expect(issues.contains { if case .unknownSetting("keyrings", among: _) = $0.fault { true } else { false } })
        for setting in ["PASSERELLE_LOG_LEVEL", "PASSERELLE_LOG_FORMAT", "PASSERELLE_ALLOW_LOOPBACK"] {
            #expect(issues.contains { $0.setting == setting })
        }
    }

    @Test(arguments: ["[1]", "not json", "\"text\""])
    func aFileThatIsNoObjectIsRefused(text: String) async throws {
        #expect(try await issues(["PASSERELLE_CONFIG": try file(text)]).count == 1)
    }

    @Test(
        arguments: [
            "host=db password=geheim", "postgresql://u:geheim@db/x", "host=db password = geheim", "host=db sslpassword=geheim",
            "postgres://db/x?password=geheim",
        ], [0o644, 0o640, 0o604, 0o660, 0o620, 0o602])
    func aPasswordThatOthersCanReachIsRefused(url: String, mode: Int) async throws {
        let path = try file("{\"databaseURL\": \"\(url)\"}")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let found = try await issues(["PASSERELLE_CONFIG": path])
        #expect(found.count == 1 && found[0].fault == .fileOpenToOthers(path: path))
        #expect(!"\(found)".contains("geheim"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(try await issues(["PASSERELLE_CONFIG": path]).isEmpty)
    }

    @Test func aFileWithoutAPasswordMayBeReadByAll() async throws {
        let path = try file(#"{"databaseURL": "host=db user=u passfile=/etc/pgpass"}"#)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(try await issues(["PASSERELLE_CONFIG": path]).isEmpty)
    }

    @Test func aMissingFileIsRefused() async throws {
        #expect(try await issues(["PASSERELLE_CONFIG": "/nowhere/passerelle.json"]).count == 1)
    }

    @Test(arguments: [("1", true), ("true", true), ("0", false), ("no", false)])
    func loopbackIsAYesOrANo(text: String, expected: Bool) async throws {
        let configuration = try await AppConfiguration.load(
            flags: ConfigurationFlags(), environment: ["PASSERELLE_ALLOW_LOOPBACK": text])
        #expect(configuration.allowLoopback == expected)
    }

    @Test func alertmanagersAddressIsCheckedAndNotRepeated() async throws {
        let variable = "PASSERELLE_ALERTMANAGER_URL"
        let configuration = try await AppConfiguration.load(
            flags: ConfigurationFlags(), environment: [variable: "http://127.0.0.1:9093"])
        #expect(configuration.alertmanager != nil)
        #expect(try await AppConfiguration.load(flags: ConfigurationFlags(), environment: [:]).alertmanager == nil)
        let refused = try await issues([variable: "https://lea:hunter2@alertmanager.example"])
        #expect(refused.map(\.setting) == [variable])
        #expect(!"\(refused)".contains("hunter2"))
    }

    @Test(arguments: [("1", 1), ("36", 36), ("0", nil), ("121", nil), ("-2", nil), ("a year", nil)])
    func historyIsKeptForAWholeNumberOfMonths(text: String, expected: Int?) async throws {
        let environment = ["PASSERELLE_HISTORY_MONTHS": text]
        guard let expected else {
            #expect(try await issues(environment).map(\.setting) == ["PASSERELLE_HISTORY_MONTHS"])
            return
        }
        let configuration = try await AppConfiguration.load(flags: ConfigurationFlags(), environment: environment)
        #expect(configuration.historyMonths == expected)
    }

    @Test(arguments: ["PASSERELLE_FAULT_POINT", "PASSERELLE_LEASE_SECONDS", "PASSERELLE_LUCCA_TOKEN_URL"])
    func developmentSettingsAreRefusedUnlessLoopbackIsAllowed(variable: String) async throws {
        for value in ["after_intents:3:kill", "2", "nonsense"] {
            let found = try await issues([variable: value])
            #expect(found.map(\.setting) == [variable])
            #expect(found.first?.fault == .developmentOnly)
        }
        #expect(try await issues([variable: ""]).isEmpty, "an empty variable counts as not set")
    }

    @Test func developmentSettingsAreReadWhereLoopbackIsAllowed() async throws {
        let configuration = try await AppConfiguration.load(
            flags: ConfigurationFlags(),
            environment: [
                "PASSERELLE_ALLOW_LOOPBACK": "1", "PASSERELLE_FAULT_POINT": "after_intents:3:stop",
                "PASSERELLE_LEASE_SECONDS": "4", "PASSERELLE_CALL_SECONDS": "3",
                "PASSERELLE_LANDING_SECONDS": "2", "PASSERELLE_LUCCA_TOKEN_URL": "http://127.0.0.1:8080/connect/token",
            ])
        #expect(configuration.development.faultTrigger == FaultTrigger(.afterIntents, occurrence: 3, .stop))
        #expect(configuration.development.leaseSeconds == 4)
        #expect(configuration.development.callSeconds == 3)
        #expect(configuration.development.landingSeconds == 2)
        #expect(configuration.development.luccaTokenURL == "http://127.0.0.1:8080/connect/token")
    }

    @Test(arguments: [
        ("PASSERELLE_FAULT_POINT", "after_intents"), ("PASSERELLE_FAULT_POINT", "after_intents:0:kill"),
        ("PASSERELLE_FAULT_POINT", "after_intents:1:explode"), ("PASSERELLE_FAULT_POINT", "nowhere:1:kill"),
        ("PASSERELLE_FAULT_POINT", "after_intents:1:kill:1"), ("PASSERELLE_LEASE_SECONDS", "0"),
        ("PASSERELLE_LEASE_SECONDS", "-5"), ("PASSERELLE_LEASE_SECONDS", "601"), ("PASSERELLE_LEASE_SECONDS", "2.5"),
        ("PASSERELLE_LEASE_SECONDS", "a minute"), ("PASSERELLE_CALL_SECONDS", "0"), ("PASSERELLE_CALL_SECONDS", "30 s"),
        ("PASSERELLE_LUCCA_TOKEN_URL", "http://10.0.0.1/connect/token"), ("PASSERELLE_LUCCA_TOKEN_URL", "http://127.0.0.1:1"),
        ("PASSERELLE_LUCCA_TOKEN_URL", "http://evil.example/connect/token"),
        ("PASSERELLE_LUCCA_TOKEN_URL", "https://a:b@x.example/t"),
    ])
    func nonsenseInDevelopmentSettingsIsRefused(variable: String, value: String) async throws {
        let found = try await issues(["PASSERELLE_ALLOW_LOOPBACK": "1", variable: value])
        #expect(found.map(\.setting) == [variable])
    }

    @Test func developmentSettingsAreNoneOfTheFiles() async throws {
        let path = try file(#"{"allowLoopback": true, "faultPoint": "after_intents:1:kill", "leaseSeconds": "2"}"#)
        #expect(try await issues(["PASSERELLE_CONFIG": path]).count == 2)
    }

    @Test func aShorterLeaseKeepsItsProportions() {
        let policy = LeasePolicy(scaledTo: 2)
        #expect(policy == LeasePolicy(seconds: 2, marginSeconds: 0.5, retrySeconds: 0.1))
        #expect(LeasePolicy(scaledTo: LeasePolicy().seconds) == LeasePolicy())
    }

    @Test func theConnectionStringNeverPrints() async throws {
        let configuration = try await AppConfiguration.load(
            flags: ConfigurationFlags(), environment: ["PASSERELLE_DATABASE_URL": "host=db password=hunter2"])
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!"\(configuration)".contains("hunter2"))
    }
}
