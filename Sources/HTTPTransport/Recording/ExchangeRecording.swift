import Foundation
import JSONText
package import SyncCore
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A file of the exchanges with both systems. It shows a brand's dialect, without the customer's texts.
///
/// One JSON document per line, in the order in which the exchanges ended (UTF-8, `\n`):
///
///     {"format": 1, "number": 3, "system": "planningpme", "milliseconds": 41,
///      "request": {"method": "POST", "host": "api.planningpme.com", "path": "api/do/list",
///                  "query": [{"name": "pageIndex", "value": "1"}], "contentType": "application/json", "body": {"json": {…}}},
///      "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": {"json": {…}}}}
///
/// - `system` is `lucca` or `planningpme`. `path` is relative to the tenant's address there: no brand, no leading slash. A path
///   elsewhere begins with `/` and is complete.
/// - A `body` is null if there is none, otherwise it has one of: `json`, the document; `form`, a list of `{"name", "value"}`;
///   `bytes`, the length of anything else. A bare key is `{"json": 12}`.
/// - `headers` of answers: `content-type` (without parameters), `location` (as `path`, with its query), `retry-after`, `date`,
///   `deprecation`, `sunset`.
/// - Without an answer, `failure` replaces `response`: `{"code", "mayHaveBeenReceived"}` with `ExchangeFailure`'s codes.
///
/// **What stays**: structure; names of members in program style, except within custom fields; booleans outside of those; null;
/// numbers up to 8 digits, and of ids up to 12; dates, times, time zones, colours; ids made of digits; paths and parameters of the
/// two systems; the names and values of the enumerations in `api/config`, there and in members with such values; our references
/// (with the account replaced, unless they are a probe's) and `[passerelle-probe]` with the connector's text beside it; blanks and
/// line breaks around texts.
///
/// **What is replaced**, the same text by the same pseudonym within one file: any other text by `text1`, `text2`, … (spellings
/// that only differ by case or accents by `Text1`, `tExt1`); e-mail addresses by `address1@example.invalid`; texts of digits and
/// long or personal numbers by `900000001` and up, leading zeroes kept; names of members by `member1`; accounts and brands by
/// `account1`; hosts by `host1`. Below `fields` and `extendedData`, and below `value` in a list of `employee-attributes`, every
/// name is replaced, every number is 0, every boolean false, and every digit of a date is 0. Credentials are `****`. Unreadable
/// values (`NaN`, too deep, too long) are `"(unreadable)"`.
package final class ExchangeRecording: Sendable {
    package struct Refusal: Error, Sendable {
        /// The file already exists, and is left unchanged.
        package let exists: Bool
        /// The system's error text.
        package let cause: String
    }

    private struct State: ~Copyable {
        var redaction = Redaction()
        var count = 0
        var descriptor: Int32
        var failure: Int32?
    }

    package let path: String
    private let state: Mutex<State>

    /// Creates the file, readable by its owner only.
    package init(path: String) throws(Refusal) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Refusal(exists: errno == EEXIST, cause: String(cString: strerror(errno))) }
        self.path = path
        state = Mutex(State(descriptor: descriptor))
    }

    deinit { close() }

    /// Exchanges in the file.
    package var count: Int { state.withLock { $0.count } }

    /// The system's error text if an exchange could not be written: the file ends before it.
    package var failure: String? { state.withLock { $0.failure }.map { String(cString: strerror($0)) } }

    /// Stops recording.
    package func close() {
        state.withLock { state in
            guard state.descriptor >= 0 else { return }
            _ = closeDescriptor(state.descriptor)
            state.descriptor = -1
        }
    }

    enum Ending: Sendable {
        case answer(HTTPResponse)
        case failure(ExchangeFailure)
    }

    func record(_ request: HTTPRequest, _ ending: Ending, of system: RemoteSystem, at address: RemoteAddress, milliseconds: Int) {
        state.withLock { state in
            guard state.descriptor >= 0, state.failure == nil else { return }
            let exchange = state.redaction.exchange(
                request, ending, of: system, at: address, number: state.count + 1, milliseconds: milliseconds)
            var line = Array(exchange.written())
            line.append(UInt8(ascii: "\n"))
            if let cause = Self.write(line, to: state.descriptor) {
                state.failure = cause
            } else {
                state.count += 1
            }
        }
    }

    /// - Returns: the error number if not everything could be written.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = writeBytes(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return count < 0 ? errno : EIO }
                sent += count
            }
            return nil
        }
    }
}

#if canImport(Darwin)
private let closeDescriptor = Darwin.close
private let writeBytes = Darwin.write
#else
private let closeDescriptor = Glibc.close
private let writeBytes = Glibc.write
#endif

/// Records the attempts of another exchange, and returns or throws what it does.
package struct RecordedExchange: HTTPExchange {
    private let base: any HTTPExchange
    private let recording: ExchangeRecording
    private let system: RemoteSystem
    private let address: RemoteAddress

    /// - Parameters:
    ///   - system: the receiver of the requests.
    ///   - address: the tenant's address there: what identifies the customer in it is replaced.
    package init(_ base: any HTTPExchange, into recording: ExchangeRecording, system: RemoteSystem, address: RemoteAddress) {
        self.base = base
        self.recording = recording
        self.system = system
        self.address = address
    }

    package func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let response = try await base.exchange(request, limits: limits)
            await record(request, .answer(response), clock.now - start)
            return response
        } catch let failure as ExchangeFailure {
            await record(request, .failure(failure), clock.now - start)
            throw failure
        }
    }

    private func record(_ request: HTTPRequest, _ ending: ExchangeRecording.Ending, _ duration: Duration) async {
        let milliseconds = Int(duration / .milliseconds(1))
        try? await Decoding.run { [recording, system, address] in
            recording.record(request, ending, of: system, at: address, milliseconds: milliseconds)
        }
    }
}
