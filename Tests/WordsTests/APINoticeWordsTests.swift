import SyncCore
import Testing
import Words

@Suite("Words of notices")
struct APINoticeWordsTests {
    private static let seen = Instant(secondsSince1970: 1_796_083_200)

    static let samples: [APINotice] = {
        let endpoints = [
            APIEndpoint(.lucca, "GET", path: "api/v3/users"), APIEndpoint(.lucca, "GET", path: "lucca-api/leaves"),
            APIEndpoint(.planningPME, "PUT", path: "api/do/17"),
        ]
        let (before, after) = (seen.adding(seconds: -40 * 86_400), seen.adding(seconds: 200 * 86_400))
        return endpoints.flatMap { endpoint -> [APINotice] in
            func sunset(_ deprecated: Instant?, _ sunset: Instant?) -> APINotice {
                APINotice(APINotice.Key(.sunset, endpoint), deprecatedAt: deprecated, sunsetAt: sunset)
            }
            return [
                sunset(nil, after), sunset(before, after), sunset(nil, before), sunset(nil, nil), sunset(before, nil),
                sunset(after, nil), APINotice(APINotice.Key(.headerUnreadable, endpoint, property: "Sunset")),
                APINotice(APINotice.Key(.valueUnknown, endpoint, property: "status"), count: 1234),
                APINotice(APINotice.Key(.shapeUnknown, endpoint, property: "date"), count: 2),
            ]
        }
    }()

    private let words = APINoticeWords(tenant: ProblemSamples.tenant)

    private func kept(_ notice: APINotice) -> KeptAPINotice {
        KeptAPINotice(notice, firstSeenAt: Self.seen.adding(seconds: -86_400), lastSeenAt: Self.seen)
    }

    @Test func everyNoticeReadsAsRecordedInBothLanguages() throws {
        var lines: [String] = []
        for notice in Self.samples {
            lines.append("\(notice.code.rawValue) \(notice.endpoint.system.name)")
            for language in Language.allCases {
                lines.append("  \(language.rawValue)  \(words.detail(kept(notice))[language])")
                lines.append("    → \(words.remedy(notice)[language])")
            }
        }
        try GoldenFile(name: "notices.txt").expect(lines.joined(separator: "\n") + "\n")
    }

    @Test func everyCodeHasASample() {
        #expect(Set(Self.samples.map(\.code)) == Set(APINotice.Code.allCases))
    }

    @Test func frenchHasNarrowNoBreakSpacesAndEnglishHasNone() throws {
        let wrong = try Regex(#" [;:!?»]|« | [;:!?»]"#)
        for notice in Self.samples {
            for text in [words.detail(kept(notice)), words.remedy(notice)] {
                #expect(!text.french.contains(wrong) && !text.french.contains("'"), "\(text.french)")
                #expect(!text.english.contains(Typography.narrowNoBreakSpace), "\(text.english)")
            }
        }
    }
}
