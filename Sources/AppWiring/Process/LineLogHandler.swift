import Foundation
package import Logging
package import SyncCore

/// Writes log lines to one output, standard error in the program: a line of text, or one JSON object.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: LogFormat
    private let now: @Sendable () -> Instant
    private let write: @Sendable (String) -> Void

    /// - Parameter write: gets a whole line, including its newline.
    package init(
        label: String, level: Logger.Level, format: LogFormat, now: @escaping @Sendable () -> Instant,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let merged = event.metadata.map { metadata.merging($0) { _, new in new } } ?? metadata
        let pairs = merged.map { (key: $0.key, value: $0.value.description) }.sorted { $0.key < $1.key }
        switch format {
        case .text:
            var line = "\(now()) \(event.level.rawValue) \(label): \(Self.oneLine(event.message.description))"
            for (key, value) in pairs { line += " \(key)=\(Self.oneLine(value))" }
            write(line + "\n")
        case .json:
            let fixed = [
                ("time", now().description), ("level", event.level.rawValue), ("logger", label),
                ("message", event.message.description),
            ]
            let members = (fixed + pairs.map { ("field." + $0.key, $0.value) })
                .map { Self.quoted($0.0) + ":" + Self.quoted($0.1) }
            write("{" + members.joined(separator: ",") + "}\n")
        }
    }

    /// Keeps a log line on one line, and a remote's escape sequences away from the terminal.
    private static func oneLine(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default:
                if scalar.properties.generalCategory == .control {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
