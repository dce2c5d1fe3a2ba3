import Foundation
import SyncCore
import Testing

@testable import HTTPTransport

/// Exchanges with a customer called Acme, recorded into a file that is removed after the test.
final class RecordingBench {
    let folder: URL
    let file: URL
    let recording: ExchangeRecording
    let lucca: RemoteAddress
    let planning: RemoteAddress

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "recording-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        file = folder.appending(path: "recording.jsonl")
        recording = try ExchangeRecording(path: file.path)
        lucca = try RemoteAddress.lucca(pasted: "acme.ilucca.net", policy: OutboundPolicy(allowLoopback: false))
        planning = try RemoteAddress.planningPME(pasted: "acmebrand", policy: OutboundPolicy(allowLoopback: false))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static let limits = ExchangeLimits(deadline: 1, bodyLimit: 1 << 20)

    /// - Parameter path: relative to the address, with its query.
    @discardableResult
    func exchange(
        _ path: String, by method: HTTPMethod = .get, system: RemoteSystem = .planningPME, headers: [(String, String)] = [],
        sent: HTTPBody? = nil, status: Int = 200, answerHeaders: [(String, String)] = [("Content-Type", "application/json")],
        answer: String = ""
    ) async throws -> HTTPResponse {
        let address = system == .lucca ? lucca : planning
        let base = ScriptedExchange([
            .answer(
                HTTPResponse(
                    status: status, headers: answerHeaders.map { (name: $0.0, value: $0.1) }, body: Data(answer.utf8)))
        ])
        let request = HTTPRequest(
            method: method, url: path.hasPrefix("https:") ? path : address.baseURL + path,
            headers: headers.map { (name: $0.0, value: $0.1) },
            secretHeaders: [(name: "X-APPKEY", value: Secret("canary-appkey"))], body: sent)
        return try await RecordedExchange(base, into: recording, system: system, address: address)
            .exchange(request, limits: Self.limits)
    }

    func post(_ path: String, _ json: String, answer: String = "", status: Int = 200) async throws {
        try await exchange(
            path, by: .post, headers: [("Content-Type", "application/json")], sent: .clear(Data(json.utf8)), status: status,
            answer: answer)
    }

    var text: String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }

    /// Each line, parsed.
    var lines: [[String: Any]] {
        text.split(separator: "\n").compactMap { line in
            try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
    }

    /// The JSON document of the last answer.
    var answered: Any? { document(in: "response") }
    /// The JSON document of the last request.
    var sent: Any? { document(in: "request") }

    private func document(in half: String) -> Any? {
        ((lines.last?[half] as? [String: Any])?["body"] as? [String: Any])?["json"]
    }
}
