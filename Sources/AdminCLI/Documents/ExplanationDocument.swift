import SyncCore

/// Why one employee's absences are on the planning or not.
enum ExplanationDocument {
    static func make(_ findings: [AbsenceFinding], employee: String) -> Document {
        Document(
            sections: [
                .fields(FieldList([Field("employee", Cell(employee, .strong))])),
                .table(
                    Table(
                        [
                            .init("absence", wraps: true), .init("verdict"), .init("because", wraps: true),
                            .init("what to do", wraps: true, isOptional: true),
                        ],
                        findings.map { finding in
                            [
                                Cell(finding.what), Cell(finding.verdict.rawValue, finding.verdict.tone), Cell(finding.because),
                                Cell(finding.remedy),
                            ]
                        })),
            ],
            json: .object([
                JSONMember("employee", .string(employee)),
                JSONMember(
                    "absences",
                    .array(
                        findings.map { finding in
                            .object([
                                JSONMember("what", .string(finding.what)),
                                JSONMember("verdict", .string(finding.verdict.rawValue)),
                                JSONMember("because", .string(finding.because)),
                                JSONMember("remedy", .text(finding.remedy.isEmpty ? nil : finding.remedy)),
                            ])
                        })),
            ]),
            csv: CSVTable(
                ["what", "verdict", "because", "remedy"], findings.map { [$0.what, $0.verdict.rawValue, $0.because, $0.remedy] }))
    }
}

extension AbsenceFinding.Verdict {
    fileprivate var tone: Cell.Tone {
        switch self {
        case .shown: .good
        case .coming, .leaving: .doubtful
        case .notShown: .bad
        }
    }
}
