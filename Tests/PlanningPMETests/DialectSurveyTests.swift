import Foundation
import HTTPTestKit
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import PlanningPME

@Suite("PlanningPME's survey")
struct DialectSurveyTests {
    static func survey(_ brand: FakeBrand, token: PlanningDialect.Token? = nil) async throws -> DialectSurvey {
        let codec = EventCodec(dialect: PlanningDialect(), zone: Sample.zone(), accounts: ["acme"])
        var surveyor = DialectSurveyor(codec, tenantZone: Sample.zone()) {
            try DialectProbeTests.answered($0) { brand.answer($0) }
        }
        return try await surveyor.survey(at: DialectProbeTests.now) { token }
    }

    @Test func whatABrandShowsIsFoundWithoutAWrite() async throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<Proof.count(small: 250, full: 20_000) {
            let forms = BrandForms.random(&random)
            let brand = DialectProbeTests.brand(forms)
            brand.add {
                $0.start = Sample.instant("2026-12-13T23:00:00Z")
                $0.end = Sample.instant("2026-12-14T23:00:00Z")
                $0.isAllDay = forms.wholeDay != .bounds
                $0.status = forms.statuses?.approved
            }
            let survey = try await Self.survey(brand, token: forms.token)
            #expect(survey.requests <= DialectSurveyor.mostRequests && survey.unforeseen.isEmpty, "\(survey) \(forms)")
            #expect(brand.requests.allSatisfy { $0.hasPrefix("GET") || $0 == "POST api/do/list" })
            let wanted = forms.dialect
            for point in [DialectPoint.kind, .reason, .list, .paging, .department, .token] {
                #expect(survey.findings[point]?.value == wanted[point], "\(point) \(survey) \(forms)")
            }
            #expect(survey.findings[.time]?.value == (forms.showsUTC ? "utc" : "local"))
            if forms.zone == "Europe/Paris" {
                #expect(survey.findings[.wholeDay]?.value == wanted[.wholeDay], "\(survey) \(forms)")
            } else {
                #expect(survey.findings[.zone]?.value == forms.zone)
            }
            let isDefault = forms.statuses.map { $0.created == $0.approved } ?? true
            #expect(survey.findings[.status]?.value == (isDefault ? "none" : wanted[.status]), "\(survey) \(forms)")
            #expect(survey.findings.values.allSatisfy { $0.origin == .surveyed && $0.foundAt == DialectProbeTests.now })
            for point in [DialectPoint.update, .createdKey, .gone, .deletion, .remark] { #expect(survey.open.contains(point)) }
        }
    }

    @Test func anEmptyPlanningLeavesPointsOpen() async throws {
        let brand = FakeBrand()
        brand.forms.types = []
        let survey = try await Self.survey(brand)
        #expect(survey.findings.keys.sorted { $0.rawValue < $1.rawValue } == [.department, .paging])
        #expect(survey.unforeseen.isEmpty && survey.open.contains(.kind) && !survey.open.contains(.token))
    }

    @Test func aFarEventShowsThatTheViewIsWhole() async throws {
        let brand = DialectProbeTests.brand(BrandForms())
        #expect(try await Self.survey(brand).findings[.view] == nil)
        brand.add {
            $0.start = Sample.instant("2028-02-10T08:00:00Z")
            $0.end = $0.start.adding(seconds: 3600)
        }
        #expect(try await Self.survey(brand).findings[.view]?.value == "whole")
    }

    @Test func unforeseenFormsAreNamedWithoutTexts() async throws {
        var forms = BrandForms()
        forms.hidden = ["isUnavailability", "_label"]
        forms.oddMembers = [
            .init("absence", .object(["key": .integer(5), "label": .text("leak")])), .init("Nom", .text("leak")),
        ]
        let survey = try await Self.survey(DialectProbeTests.brand(forms))
        #expect(survey.unforeseen[.kind]?[.member("absence")] == .word(.object))
        #expect(survey.unforeseen[.reason] == [.member("absence"): .word(.typeKeyObject)])
        #expect(!"\(survey)".contains("leak"))
    }

    @Test func aListThatIsNoneIsUnforeseen() async throws {
        let brand = FakeBrand()
        let codec = EventCodec(dialect: PlanningDialect(), zone: Sample.zone(), accounts: ["acme"])
        var surveyor = DialectSurveyor(codec, tenantZone: Sample.zone()) { call in
            try DialectProbeTests.answered(call) { request in
                request.path.hasSuffix("do/list") ? .json(#"{"rows":[1],"count":1}"#) : brand.answer(request)
            }
        }
        let survey = try await surveyor.survey(at: DialectProbeTests.now) { nil }
        #expect(survey.unforeseen[.list] == [.member("rows"): .word(.list), .member("count"): .word(.number)])
    }

    @Test(arguments: [
        (#"{"timeZone":"Europe/London"}"#, "Europe/London"), (#"{"a":{"b":{"TimeZoneId":"Romance Standard Time"}}}"#, "tenant"),
        (#"{"zone":{"id":"Indian/Reunion"}}"#, "Indian/Reunion"), (#"{"timezone":"UTC"}"#, "UTC"),
    ]) func zonesOfAConfigurationAreRead(_ configuration: String, _ value: String) throws {
        let document = try #require(JSONValue.read(configuration))
        let named = try #require(BrandZone.named(in: document))
        #expect(named.identifier == (value == "tenant" ? "Europe/Paris" : value))
    }

    @Test func aZoneOfNoKnownNameIsUnforeseen() throws {
        let document = try #require(JSONValue.read(#"{"timeZone":"(GMT+01:00) Paris"}"#))
        let named = BrandZone.named(in: document)
        #expect(named == BrandZone.Named(member: "timeZone", identifier: nil))
        #expect(BrandZone.named(in: .object(["enums": .object(["zone": .text("Europe/Paris")])])) == nil)
    }

    @Test(arguments: [
        (["Approved"], StatusMeaning.approved), (["Validé"], .approved), (["En attente de validation"], .requested),
        (["Demandé"], .requested), (["Refusée"], .refused), (["X", "Accepté"], .approved), ([""], .unknown), (["Bleu"], .unknown),
        (["Non validé"], .requested), (["Unapproved"], .requested),
    ]) func statusesMeanWhatTheySay(_ names: [String], _ meaning: StatusMeaning) {
        #expect(StatusMeaning(names) == meaning)
    }
}
