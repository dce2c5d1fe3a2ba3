import Operations
import SyncCore
import SyncEngine
import Words

/// Open alerts, whether Alertmanager accepts them, and a test of that.
enum AlertDocument {
    static func make(_ list: AlertList) -> Document {
        Document(
            [.table(table(list))],
            of: [
                "readAt": list.readAt, "delivery": facts(list.overview),
                "alerts": list.alerts.map { facts($0) },
            ] as Facts, rows: "alerts",
            csv: [
                "tenant", "environment", "kind", "code", "count", "newCount", "run", "recipient", "openedAt", "postedAt",
            ])
    }

    /// A test, and whether it was accepted.
    static func make(_ report: TestAlert.Report) -> Document {
        let (alert, failure) = (report.alert, report.failure)
        return Document(
            [
                .fields(
                    FieldList([
                        Field(Phrase("alert", fr: "alerte"), Cell(PostedAlert.testName, .strong)),
                        Field(
                            Phrase("accepted", fr: "acceptée"),
                            Cell(SettingWords.yesNo(failure == nil), failure == nil ? .good : .bad)),
                        Field("code", failure?.rawValue),
                        Field(Phrase("ends", fr: "se termine le"), LocalTime.utc(alert.endsAt)),
                    ]))
            ],
            of: [
                "alert": PostedAlert.testName, "accepted": failure == nil, "failure": failure?.rawValue,
                "startsAt": alert.startsAt, "endsAt": alert.endsAt,
            ] as Facts, csv: ["alert", "accepted", "failure", "startsAt", "endsAt"])
    }

    static var testAnnotations: [String: String] {
        ["summary": AlertWords.test.english, "summary_fr": AlertWords.test.french]
    }

    private static func table(_ list: AlertList) -> Table {
        Table(
            [
                .init(Phrase("tenant", fr: "client"), clips: true), .init(Phrase("alert", fr: "alerte"), wraps: true),
                .init("code"), .init(Phrase("count", fr: "nombre"), .right),
                .init(Phrase("run", fr: "exécution"), .right),
                .init(Phrase("for", fr: "depuis"), .right),
                .init(Phrase("posted", fr: "envoyée"), .right, isOptional: true, yields: true),
                .init(Phrase("recipient", fr: "destinataire"), wraps: true, isOptional: true, yields: true),
            ],
            list.alerts.map { alert in
                [
                    Cell(alert.tenant), Cell(AlertWords.name(alert.kind), alert.kind == .problems ? .doubtful : .bad),
                    Cell(alert.code), Cell(alert.count == 0 ? nil : String(alert.count)), Cell(alert.run?.description),
                    Cell(LocalTime.age(of: alert.openedAt, at: list.readAt)),
                    Cell(
                        alert.postedAt.map {
                            let age = LocalTime.age(of: $0, at: list.readAt)
                            return Phrase("\(age.english) ago", fr: "il y a \(age.french)")
                        }),
                    Cell(alert.recipient),
                ]
            })
    }

    private static func facts(_ alert: TenantAlert) -> Facts {
        [
            "tenant": alert.tenant, "environment": alert.environment.rawValue, "kind": alert.kind.rawValue,
            "code": alert.code.isEmpty ? nil : alert.code, "count": alert.count, "newCount": alert.newCount, "run": alert.run,
            "recipient": alert.recipient, "openedAt": alert.openedAt, "postedAt": alert.postedAt,
        ]
    }

    static func facts(_ overview: AlertOverview) -> Facts {
        [
            "open": overview.open, "endingsWaiting": overview.toSettle, "worker": overview.holder,
            "acceptedAt": overview.acceptedAt, "failingSeconds": Int(overview.failingSeconds),
            "failure": overview.failure?.rawValue,
        ]
    }

    /// How many, and whether they arrive.
    static func summary(_ overview: AlertOverview, at now: Instant) -> Cell {
        let count = "\(overview.open)"
        if let failure = overview.failure {
            return Cell(
                Phrase(
                    "\(count), Alertmanager failing for \(failing(overview)) (\(failure.rawValue))",
                    fr: "\(count), Alertmanager en échec depuis \(failing(overview)) (\(failure.rawValue))"), .bad)
        }
        guard let accepted = overview.acceptedAt else {
            return Cell(
                Phrase("\(count), posted nowhere", fr: "\(count), envoyées nulle part"), overview.open > 0 ? .doubtful : .plain)
        }
        let age = LocalTime.age(of: accepted, at: now)
        return Cell(
            Phrase("\(count), posted \(age.english) ago", fr: "\(count), envoyées il y a \(age.french)"),
            overview.holder == nil ? .doubtful : .plain)
    }

    static func failing(_ overview: AlertOverview) -> String {
        let seconds = Int(overview.failingSeconds)
        return seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }

    /// What Alertmanager shows to people, in both languages.
    static func annotations(_ alert: TenantAlert) -> [String: String] {
        let (summary, remedy) = (AlertWords.summary(alert), AlertWords.remedy(alert))
        var texts = [
            "summary": summary.english, "summary_fr": summary.french, "remedy": remedy.english, "remedy_fr": remedy.french,
        ]
        if let recovery = AlertWords.recovery(alert) {
            texts["recovery"] = recovery.english
            texts["recovery_fr"] = recovery.french
        }
        return texts
    }
}
