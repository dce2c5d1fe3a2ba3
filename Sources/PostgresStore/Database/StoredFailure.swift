internal import Foundation
internal import SyncCore

/// The facts of a failure, as stored in `run.error` and `run_history.error`.
enum StoredFailure {
    static func encode(_ failure: Failure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // Texts and numbers always encode; at worst only its code is stored.
        guard let facts = try? encoder.encode(failure) else { return #"{"code": "\#(failure.code)"}"# }
        return String(decoding: facts, as: UTF8.self)
    }

    static func decode(_ text: String) -> Failure {
        (try? JSONDecoder().decode(Failure.self, from: Data(text.utf8))) ?? .unrecognized(SyncError.Code(rawValue: "unknown"))
    }
}

/// Why an event was written, as stored in `run_change.cause`.
enum StoredCause {
    static func encode(_ cause: ChangeCause) -> String {
        // Texts and numbers always encode; at worst only its code is stored.
        guard let facts = try? JSONEncoder().encode(cause) else { return #"{"code": "\#(cause.code)"}"# }
        return String(decoding: facts, as: UTF8.self)
    }

    static func decode(_ text: String) -> ChangeCause {
        (try? JSONDecoder().decode(ChangeCause.self, from: Data(text.utf8))) ?? .undecided
    }
}
