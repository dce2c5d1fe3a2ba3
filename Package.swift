// swift-tools-version: 6.2
import PackageDescription

/// Every target compiles in the Swift 6 language mode with these on; a warning is an error.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    // Otherwise the first use of each generic type searches the conformances of the whole program for its parameters': a sixth of a
    // run with nothing new (docs/benchmarks.md).
    .unsafeFlags(
        ["-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors"], .when(configuration: .release)),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioConcurrencyHelpers = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

func library(_ name: String, path: String? = nil, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func tests(_ name: String, exclude: [String] = [], _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let targets: [Target] = [
    // Pure rules.
    library("SyncCore"),
    library("SyncEngine", ["SyncCore", logging]),

    // The one JSON reader and writer of the adapters.
    library("JSONText"),

    // What operators do, with its rules.
    library("Operations", ["SyncCore", "SyncEngine", logging]),

    // Every sentence that people read, in each language.
    library("Words", ["SyncCore", "SyncEngine"]),

    // Adapters.
    library(
        "HTTPTransport",
        ["JSONText", "SyncCore", "SyncEngine", asyncHTTPClient, logging, nioCore, nioHTTP1, nioPosix, nioSSL]),
    library("Lucca", ["HTTPTransport", "JSONText", "SyncCore", "SyncEngine"]),
    library("PlanningPME", ["HTTPTransport", "JSONText", "SyncCore", "SyncEngine"]),
    .systemLibrary(
        name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    library("PostgresClient", ["CLibPQ", logging]),
    .target(
        name: "SQLMigrations", path: "sql", exclude: ["README.md", "schema.sql"],
        sources: ["SQLMigrations.swift"], resources: [.embedInCode("migrations"), .embedInCode("functions")],
        swiftSettings: strict),
    library("PostgresStore", ["PostgresClient", "SQLMigrations", "SyncCore", "SyncEngine", crypto, logging]),

    // Health and metrics for operators.
    library("OpsServer", ["SyncCore", "SyncEngine", hummingbird, hummingbirdCore, logging, nioCore, nioPosix]),

    // The web console: pages over the operations.
    library(
        "Console",
        ["Operations", "SyncCore", "SyncEngine", "Words", hummingbird, hummingbirdCore, logging, mustache, nioCore, nioPosix]),

    // Where the parts meet.
    library(
        "AppWiring",
        [
            "HTTPTransport", "Lucca", "Operations", "OpsServer", "PlanningPME", "PostgresClient", "PostgresStore",
            "SQLMigrations",
            "SyncCore", "SyncEngine",
            configuration,
            logging,
        ]),
    library(
        "AdminCLI",
        ["AppWiring", "Console", "JSONText", "Operations", "SyncCore", "SyncEngine", "Words", argumentParser, logging]),
    .executableTarget(name: "passerelle", dependencies: ["AdminCLI"], swiftSettings: strict),

    // The two remote systems, for the demo, the tests and the benchmarks.
    library("Simulators", [hummingbird, hummingbirdCore, logging, nioConcurrencyHelpers, nioCore, nioPosix]),
    .executableTarget(
        name: "passerelle-simulator", dependencies: ["Simulators", argumentParser], swiftSettings: strict),
    // What ops/bench measures in process, and the worlds it measures in.
    .executableTarget(
        name: "passerelle-bench",
        dependencies: [
            "AppWiring", "HTTPTransport", "Lucca", "Operations", "PostgresClient", "SyncCore", "SyncEngine", argumentParser,
            logging,
        ], swiftSettings: strict),

    // Tests.
    library("SyncTestKit", path: "Tests/SyncTestKit", ["SyncCore", "SyncEngine", "Words", logging]),
    library("ProgramTestKit", path: "Tests/ProgramTestKit"),
    library(
        "PostgresTestKit", path: "Tests/PostgresTestKit",
        ["PostgresClient", "SQLMigrations", "PostgresStore", "ProgramTestKit", logging]),
    library("HTTPTestKit", path: "Tests/HTTPTestKit", ["HTTPTransport", "SyncCore", "SyncEngine", logging]),
    tests("SyncCoreTests", ["SyncCore", "SyncTestKit"]),
    .testTarget(
        name: "WordsTests", dependencies: ["SyncCore", "SyncEngine", "Words"], exclude: ["Golden"], swiftSettings: strict),
    tests("SyncEngineTests", ["SyncCore", "SyncEngine", "SyncTestKit", logging]),
    tests("ProgramTests", ["ProgramTestKit"]),
    tests(
        "HTTPTransportTests",
        [
            "HTTPTestKit", "HTTPTransport", "JSONText", "ProgramTestKit", "SyncCore", "SyncEngine", "SyncTestKit", logging,
            nioCore,
            nioHTTP1, nioPosix,
        ]),
    tests("JSONTextTests", ["JSONText", "Simulators", "SyncTestKit"]),
    tests(
        "LuccaTests",
        ["Lucca", "HTTPTestKit", "HTTPTransport", "JSONText", "Simulators", "SyncCore", "SyncEngine", "SyncTestKit", logging]),
    tests(
        "PlanningPMETests",
        ["PlanningPME", "HTTPTestKit", "HTTPTransport", "JSONText", "SyncCore", "SyncEngine", "SyncTestKit", logging]),
    tests("PostgresClientTests", ["PostgresClient", "PostgresTestKit", logging]),
    tests(
        "PostgresStoreTests",
        ["PostgresStore", "PostgresClient", "PostgresTestKit", "SQLMigrations", "SyncCore", "SyncEngine", "SyncTestKit", logging]),
    tests(
        "OperationsTests",
        [
            "Operations", "PostgresClient", "PostgresStore", "PostgresTestKit", "SyncCore", "SyncEngine", "SyncTestKit", logging,
        ]),
    tests("SimulatorsTests", ["Simulators", nioCore, nioPosix]),
    tests(
        "FuzzTests",
        [
            "HTTPTestKit", "HTTPTransport", "Lucca", "PlanningPME", "Simulators", "SyncCore", "SyncEngine", "SyncTestKit",
            "Words", logging,
        ]),
    tests(
        "OpsServerTests", ["OpsServer", "ProgramTestKit", "SyncCore", "SyncEngine", "SyncTestKit", logging, nioCore, nioPosix]),
    tests(
        "ConsoleTests", ["Console", "Operations", "SyncCore", "SyncEngine", "SyncTestKit", "Words", logging, nioCore, nioPosix]),
    tests(
        "AdminCLITests", exclude: ["Golden/Files"],
        ["AdminCLI", "AppWiring", "JSONText", "Operations", "SyncCore", "SyncEngine", "SyncTestKit", "Words", logging]),
    // The command as operators run it, hence the executable.
    tests(
        "EndToEndTests",
        [
            "passerelle", "AppWiring", "Operations", "PostgresTestKit", "ProgramTestKit", "Simulators", "SyncCore", "SyncEngine",
            "SyncTestKit", "Words", logging, nioCore, nioPosix,
        ]),
]

let package = Package(
    name: "passerelle",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: targets
)
