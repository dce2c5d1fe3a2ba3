import Foundation
import HTTPTransport
import PlanningPME
import Simulators
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

/// Updates send back everything that was read, known or not, with our facts in it.
@Suite("Fuzzing: what an update sends back")
struct PlanningPMEUpdateFuzzTests {
    /// What is written, and what PlanningPME computes and never gets back.
    private static let ours: Set<String> = [
        "type", "isUnavailability", "unavailability", "_label", "label", "resources", "start", "end", "allDay", "remark",
        "readonly",
        "editor", "tooltip", "description", "isBlocked", "openMaps", "callCustomer", "categoryIndex",
    ]

    @Test(arguments: Fuzz.shards)
    func anEventKeepsWhatIsNotOurs(shard: Int) async throws {
        let mutator = try await Corpus.shared().mutator(.planningEvent)
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "PlanningPME, update of an event", shard: shard, small: 200, full: 150_000).run { random in
            Self.read(Self.carryingAReference(mutator.input(&random), &random))
        } check: { input in
            let exchange = FuzzedExchange(input, fixed: Self.takesAll)
            _ = try await FuzzProperties.call(exchange) {
                try await remotes.planning(exchange).update(12, to: FuzzDrafts.event, replacing: FuzzDrafts.reference)
            }
            guard let sent = exchange.bodies.last else { return }
            let (read, written) = try Self.documents(input, sent)
            try Self.same(read, written, but: Self.ours)
            let before = Self.kept(read["remark"]?.text ?? "")
            let after = written["remark"]?.text ?? ""
            try hold(
                Array(after.utf8) == Array(FuzzDrafts.reference.writing(into: before, replacing: FuzzDrafts.reference).utf8),
                "the remark became: \(after)")
            try hold(written["start"]?.text == "2026-12-23T23:00:00Z", "start \(written["start"]?.text ?? "-")")
        }
    }

    @Test(arguments: Fuzz.shards)
    func aMergedUpdateNamesOnlyWhatIsOurs(shard: Int) async throws {
        let mutator = try await Corpus.shared().mutator(.planningEvent)
        let remotes = try FuzzedRemotes()
        let named: Set<String> = ["isUnavailability", "_label", "resources", "start", "end", "allDay", "remark", "fields"]
        try await Fuzz(name: "PlanningPME, merged update", shard: shard, small: 200, full: 150_000).run { random in
            Self.read(Self.carryingAReference(mutator.input(&random), &random))
        } check: { input in
            let exchange = FuzzedExchange(input, fixed: Self.takesAll)
            _ = try await FuzzProperties.call(exchange) {
                try await remotes.planning(exchange, dialect: PlanningDialect())
                    .update(12, to: FuzzDrafts.event, replacing: FuzzDrafts.reference)
            }
            guard let sent = exchange.bodies.last else { return }
            let (_, written) = try Self.documents(input, sent)
            let others = (written.members ?? []).map(\.name).filter { !named.contains($0) }
            try hold(others.isEmpty, "it names \(others)")
            try hold((written["start"] == nil) == (written["end"] == nil), "a start or an end alone")
        }
    }

    @Test(arguments: Fuzz.shards)
    func aResourceKeepsWhatIsNotOurs(shard: Int) async throws {
        let mutator = try await Corpus.shared().mutator(.planningResource)
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "PlanningPME, update of a resource", shard: shard, small: 200, full: 150_000).run { random in
            Self.read(mutator.input(&random))
        } check: { input in
            let exchange = FuzzedExchange(input, fixed: Self.takesAll)
            _ = try await FuzzProperties.call(exchange) {
                _ = try await remotes.planning(exchange).updateResource(
                    31, ResourceChange(department: 3, registrationNumber: "0042"))
            }
            guard let sent = exchange.bodies.last else { return }
            let (read, written) = try Self.documents(input, sent)
            try Self.same(read, written, but: ["departments", "registrationNumber"])
            try hold(written["registrationNumber"]?.text == "0042", "the number became something else")
            try hold(written["departments"]?.elements?.count == 1, "departments")
            // One that was there already may be there as it was.
            let key = written["departments"]?.elements?.first?["key"]
            try hold(
                key.flatMap { $0.integer ?? $0.text.flatMap { Int($0) } } == 3, "the department became \(String(describing: key))"
            )
        }
    }

    /// Extra data go into `fields`, which a PUT replaces: each other field of a planner is sent back as it was.
    @Test(arguments: Fuzz.shards, PlanningDialect.Update.allCases)
    func extraDataKeepWhatPlannersEntered(shard: Int, update: PlanningDialect.Update) async throws {
        let mutator = Mutator(documents: (try await Corpus.shared().documents[.planningResource] ?? []) + Self.resources)
        let remotes = try FuzzedRemotes()
        var dialect = PlanningDialect()
        dialect.update = update
        try await Fuzz(name: "PlanningPME, extra data, \(update)", shard: shard, small: 200, full: 150_000).run { random in
            Self.read(mutator.input(&random))
        } check: { input in
            let exchange = FuzzedExchange(input, fixed: Self.takesAll)
            let written = try await FuzzProperties.call(exchange) {
                try await remotes.planning(exchange, dialect: dialect).updateResource(31, ResourceChange(fields: Self.writes))
            }
            if let written {
                try hold(Set(written.fields.keys).isSubset(of: Self.writes.map(\.target)), "an outcome that nobody asked for")
                var text = ""
                dump(written, to: &text)
                try hold(!text.contains("zqcanary"), "a value is printed")
            }
            guard let sent = exchange.bodies.last else { return }
            let (read, body) = try Self.documents(input, sent)
            if update == .replace { try Self.same(read, body, but: ["mobile", "phone", "email", "fields"]) }
            // By its exact name: in another spelling it is a member like any other.
            guard let fields = Self.exact("fields", body), let before = Self.exact("fields", read), before.members != nil else {
                return
            }
            let changed = Set(Self.members(before).keys.filter { Self.custom.contains($0.lowercased()) })
            try Self.same(before, fields, but: changed.union(["Site", "Fin", "Ok", "Km"]))
        }
    }

    /// Whatever a write is answered, it ends, and no value is told.
    @Test(arguments: Fuzz.shards)
    func anyAnswerToExtraData(shard: Int) async throws {
        let mutator = Mutator(documents: (try await Corpus.shared().documents[.planningResource] ?? []) + Self.resources)
        let remotes = try FuzzedRemotes()
        let first = HTTPResponse(status: 200, body: Data(Self.resources[0].bytes))
        try await Fuzz(name: "PlanningPME, answers to extra data", shard: shard, small: 200, full: 150_000).run { random in
            FuzzedAnswers(mutator, &random)
        } check: { input in
            let isRead = Mutex(false)
            let exchange = FuzzedExchange(input) { request in
                if request.url.hasSuffix("/token") { return Self.takesAll(request) }
                return isRead.withLock { isRead in
                    defer { isRead = true }
                    return isRead ? nil : first
                }
            }
            let target = remotes.planning(exchange, dialect: PlanningDialect())
            let written = try await FuzzProperties.call(exchange) {
                try await target.updateResource(31, ResourceChange(fields: Self.writes))
            }
            let reading = FuzzedExchange(input, fixed: Self.takesAll)
            let fields = try await FuzzProperties.call(reading) { try await remotes.planning(reading).resourceFields() }
            var text = ""
            dump(written, to: &text)
            try hold(!text.contains("zqcanary"), "a value is printed")
            try hold(Set((fields ?? []).map(\.target)).count == (fields ?? []).count, "a field twice")
        }
    }

    private static let custom: Set<String> = ["site", "fin", "ok", "km"]

    private static let writes: [FieldWrite] = [
        FieldWrite(target: .custom("Site"), text: FieldText("zqcanary"), form: .text, replaces: true) { _ in false },
        FieldWrite(target: .custom("Fin"), text: FieldText("2031-07-19T00:00:00"), form: .date, replaces: false) { _ in true },
        FieldWrite(target: .custom("Ok"), text: FieldText("true"), form: .boolean, replaces: false) { _ in false },
        FieldWrite(target: .custom("Km"), text: FieldText(""), form: .number, replaces: false) { _ in true },
        FieldWrite(target: .mobile, text: FieldText("zqcanary"), form: .text, replaces: true) { _ in false },
        FieldWrite(target: .email, text: FieldText("zqcanary@x.example"), form: .text, replaces: false) { _ in false },
    ]

    private static let resources = [
        #"{"key":31,"label":"A","email":"","mobile":null,"phone":"01","registrationNumber":"1","departments":[{"key":3}],"#
            + #""fields":{"Site":"zqcanary old","Fin":"2030-01-15T00:00:00","Ok":false,"Km":48000.5,"Permis":"zqcanary","Liste":[1,"a"]}}"#,
        #"{"key":31,"fields":{"SITE":null,"fin":"15/01/2030","Ok":"oui","KM":"12,5","n":12345678901234567890,"O":{"key":1}},"mobile":12}"#,
    ].map { FuzzDocument(Array($0.utf8)) }

    /// Signs in, and takes whatever is written.
    private static let takesAll: @Sendable (HTTPRequest) -> HTTPResponse? = { request in
        if request.url.hasSuffix("/token") { return HTTPResponse(status: 200, body: Data(#"{"access_token":"token"}"#.utf8)) }
        return request.method == .put ? HTTPResponse(status: 200) : nil
    }

    private static func read(_ bytes: [UInt8]) -> FuzzedAnswers {
        FuzzedAnswers([HTTPResponse(status: 200, body: Data(bytes))])
    }

    /// Only events that carry one are ours to change.
    private static func carryingAReference(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        guard random.chance(90), let colon = bytes.firstRange(of: Array(#""remark":""#.utf8)) else { return bytes }
        return Array(bytes[..<colon.upperBound]) + Array(FuzzDrafts.reference.description.utf8)
            + Array(bytes[colon.upperBound...])
    }

    private static func documents(_ input: FuzzedAnswers, _ sent: Data) throws -> (read: JSONValue, written: JSONValue) {
        guard let written = JSONValue.parse([UInt8](sent)), written.members != nil else {
            throw Broken("what is sent is no JSON object: \(String(decoding: sent, as: UTF8.self))")
        }
        // By another reader than PlanningPME's. What that one alone can read proves nothing.
        let read = input.answers.first.flatMap { JSONValue.parse([UInt8]($0.body)) }.flatMap { isStrict($0) ? $0 : nil } ?? .null
        return (read.members == nil ? written : read, written)
    }

    /// Whether its numbers are those of RFC 8259: others, such as 007, are left out of what is sent.
    private static func isStrict(_ value: JSONValue) -> Bool {
        switch value {
        case .number(let spelling): spelling.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
        case .array(let elements): elements.allSatisfy(isStrict)
        case .object(let members): members.allSatisfy { isStrict($0.value) }
        default: true
        }
    }

    /// NUL can't be kept, and becomes a replacement.
    private static func kept(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }

    private static func same(_ read: JSONValue, _ written: JSONValue, but changed: Set<String>) throws {
        let before = members(read, but: changed)
        let after = members(written, but: changed)
        for (name, values) in before {
            guard let sent = after[name]?.first else { throw Broken("“\(name)” is not sent back") }
            try hold(values.contains { isSame($0, sent) }, "“\(name)” was \(values) and becomes \(sent)")
        }
        try hold(after.count == before.count, "\(after.count) members are sent back of \(before.count)")
    }

    private static func exact(_ name: String, _ value: JSONValue) -> JSONValue? {
        value.members?.first { $0.name == name }?.value
    }

    /// By their names: of one that comes twice, also once as é and once as e with an accent, either value is the right one.
    private static func members(_ value: JSONValue, but changed: Set<String> = []) -> [String: [JSONValue]] {
        var found: [String: [JSONValue]] = [:]
        for member in value.members ?? [] where !changed.contains(member.name) {
            found[kept(member.name), default: []].append(member.value)
        }
        return found
    }

    private static func isSame(_ read: JSONValue, _ written: JSONValue) -> Bool {
        switch (read, written) {
        case (.number(let read), .number(let written)): return isSameNumber(read, written)
        case (.string(let read), .string(let written)): return Array(kept(read).utf8) == Array(written.utf8)
        case (.array(let read), .array(let written)):
            return read.count == written.count && zip(read, written).allSatisfy { isSame($0, $1) }
        case (.object, .object):
            let after = members(written)
            let before = members(read)
            return before.count == after.count
                && before.allSatisfy { name, values in
                    after[name]?.first.map { sent in values.contains { isSame($0, sent) } } ?? false
                }
        default: return read == written
        }
    }

    /// To 15 digits, which is what any reader of JSON keeps.
    private static func isSameNumber(_ read: String, _ written: String) -> Bool {
        guard let read = Double(read), let written = Double(written) else { return false }
        return read == written || abs(read - written) <= 1e-15 * max(abs(read), abs(written))
    }
}
