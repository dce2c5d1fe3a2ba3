import Simulators
import Testing

@Suite("Bad input: registering a customer")
struct AddressAndSettingTests {
    /// As in production: no loopback.
    private static let strict = ["PASSERELLE_ALLOW_LOOPBACK": "0"]

    private static func create(
        lucca: String = "https://zeta.ilucca.net", planning: String = "https://api.planningpme.com/zeta/",
        slug: String = "zeta", _ options: [String] = [], says: [String], hides: [String] = []
    ) -> Refusal {
        Refusal(
            ["tenant", "create", slug, "--name", "Zeta SA", "--lucca-url", lucca, "--planningpme-url", planning] + options,
            environment: strict, says: says, hides: hides)
    }

    private static let luccaAddresses: [(String, String)] = [
        ("", "It is empty."), ("not an address", "could not be read"), ("http://zeta.ilucca.net", "not encrypted"),
        ("https://zeta.ilucca.net:8443", "names a port"), ("https://10.0.0.1", "by number"),
        ("https://192.168.1.4/", "by number"), ("https://169.254.169.254/latest", "by number"),
        ("https://[fd00::1]", "by number"), ("http://localhost:8080", "this machine"), ("https://[::1]/", "this machine"),
        ("https://evil.example", "not on one of Lucca's domains"),
        ("https://zeta.ilucca.net.evil.example", "not on one of Lucca's domains"),
        ("https://lucca.internal", "not a public host"), ("ftp://zeta.ilucca.net", "begins with ftp://"),
        ("https://zeta.ilucca.net\nx", "could not be read"), ("https://zeta.ilucca.net/\u{1B}[2J", "could not be read"),
    ]

    private static let planningAddresses: [(String, String)] = [
        ("", "It is empty."), ("https://api.planningpme.com", "The brand key is missing"),
        ("http://api.planningpme.com/zeta/", "not encrypted"), ("https://127.0.0.1/zeta/", "this machine"),
        ("https://172.16.0.9/zeta/", "by number"), ("https://api.planningpme.com/z ta/", "could not be read"),
    ]

    @Test func anAddressThatIsNotTheCustomersIsRefusedWithTheFormItHas() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 81, tenants: 1, employees: 5)) { installation in
            var refusals = Self.luccaAddresses.map { address, why in
                Self.create(
                    lucca: address, says: ["--lucca-url: The Lucca address is rejected.", why, "https://acme.ilucca.net"])
            }
            refusals += Self.planningAddresses.map { address, why in
                Self.create(
                    planning: address,
                    says: ["--planningpme-url: The PlanningPME address is rejected.", why, "api.planningpme.com/acme/"])
            }
            refusals.append(
                Self.create(
                    lucca: "https://ops:s3cret@zeta.ilucca.net", says: ["a user name or a password"], hides: ["s3cret"]))
            try await installation.expectRefused(refusals)
        }
    }

    private static let settings: [Refusal] = [
        create(slug: "Zeta", says: ["\"Zeta\"", "2 to 40 of the characters a-z, 0-9 and -"]),
        create(slug: "z", says: ["2 to 40"]),
        create(["--time-zone", "Europe/Pari"], says: ["no time zone \"Europe/Pari\"", "Europe/Paris"]),
        create(["--time-zone", "CET"], says: ["CET is an abbreviation", "Europe/Paris"]),
        create(["--time-zone", "Mars/Olympus"], says: ["no time zone"]),
        create(["--time-zone", "../../etc/passwd"], says: ["no time zone"]),
        create(["--initial-from", "2026-02-30"], says: ["2026-02-30 is not a day of the calendar"]),
        create(["--initial-from", "1900-01-01"], says: ["out of range", "2000-01-01 to 2200-12-31"]),
        create(["--initial-from", "2999-01-01"], says: ["out of range"]),
        create(["--initial-from", "yesterday"], says: ["\"yesterday\" is not a date", "2026-09-01"]),
        create(["--daily-at", "25:00"], says: ["\"25:00\" is not a time of the day"]),
        create(["--horizon-months", "-1"], says: ["--horizon-months: \"-1\" is not a whole number from 1 to 24"]),
        create(["--brake-percent", "101"], says: ["from 0 to 100"]),
        create(["--lucca-requests", "51"], says: ["--lucca-requests: \"51\" is not a whole number from 1 to 50"]),
        create(["--hourly-requests", "2k"], says: ["\"2k\" is not a whole number"]),
        create(["--contact", "nobody"], says: ["not an e-mail address"]),
        create(["--days-off", "mon,tue,wed,thu,fri,sat,sun"], says: ["No day would be left"]),
        create(["--neutral-type", "A\u{1B}]0;x\u{07}"], says: ["control characters"]),
        create(["--day-start", "18:00", "--day-end", "08:00"], says: ["are not in order"]),
        Refusal(
            [
                "tenant", "create", "zeta", "--name", "\u{1B}[31mZeta\u{202E}", "--lucca-url", "zeta.ilucca.net",
                "--planningpme-url", "zeta",
            ],
            says: ["--name: It holds control characters."]),
        Refusal(["tenant", "create", "zeta"], says: ["--name is required.", "--lucca-url is required."]),
        Refusal(["tenant", "create", "zeta", "--colour", "red"], says: ["--colour", "tenant create --help"]),
    ]

    @Test func aSettingThatCanNotBeIsRefusedWithWhatCan() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 82, tenants: 1, employees: 5)) { installation in
            try await installation.expectRefused(Self.settings)
            let tenant = installation.world.tenants[0]
            try await installation.register(tenant)
            let port = try #require(await installation.simulator.ports.first)
            try await installation.expectRefused([
                Refusal(
                    [
                        "tenant", "create", tenant.slug, "--name", "Other", "--lucca-url", "http://other.localhost:\(port)",
                        "--planningpme-url", "http://127.0.0.1:\(port)/other/",
                    ],
                    status: 1, code: "tenant_exists", says: ["There is a tenant \(tenant.slug) already."]),
                Refusal(
                    [
                        "tenant", "create", "other", "--name", "Other", "--lucca-url", "http://\(tenant.slug).localhost:\(port)",
                        "--planningpme-url", await installation.simulator.planningURL(of: tenant),
                    ],
                    status: 1, code: "tenant_exists", says: ["would delete each other's events"]),
                Refusal(["tenant", "edit", tenant.slug, "--horizon-months", "25"], says: ["from 1 to 24"]),
                Refusal(
                    ["tenant", "edit", tenant.slug, "--initial-from", "2026-02-30"],
                    says: ["--initial-from", "2026-02-30 is not a day of the calendar"]),
                Refusal(
                    ["tenant", "edit", tenant.slug, "--time-zone", "Europe/Pari"],
                    says: ["no time zone \"Europe/Pari\"", "Europe/Paris"]),
                Refusal(["tenant", "edit", tenant.slug, "--lucca-url", "http://evil.example"], says: ["not encrypted"]),
                Refusal(["tenant", "delete", tenant.slug], says: ["can't be undone", "--yes"]),
            ])
        }
    }
}
