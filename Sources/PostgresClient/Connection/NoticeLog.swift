internal import CLibPQ
internal import Logging

/// Where the server's notices go: to the log, without their text, which may quote values.
final class NoticeLog: Sendable {
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    /// `connection` must end before this does.
    func attach(to connection: OpaquePointer) {
        let receive: PQnoticeReceiver = { context, result in
            guard let context, let result else { return }
            Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().note(result)
        }
        PQsetNoticeReceiver(connection, receive, Unmanaged.passUnretained(self).toOpaque())
    }

    private func note(_ result: OpaquePointer) {
        guard logger.logLevel <= .debug else { return }
        let field = { (code: Int32) in PQresultErrorField(result, code).map { String(cString: $0) } ?? "" }
        logger.debug(
            "PostgreSQL notice",
            metadata: ["severity": "\(field(DiagnosticField.severity))", "sqlstate": "\(field(DiagnosticField.sqlstate))"])
    }
}
