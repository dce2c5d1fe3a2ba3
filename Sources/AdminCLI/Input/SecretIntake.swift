import Foundation
import SyncCore

/// Takes a secret from a file or standard input, checks it, and never shows it.
struct SecretIntake {
    /// Longer than any key, password or token of the two systems.
    static let longest = 16 * 1024

    /// - Parameter bytes: as read, with the newline that editors and `echo` put at the end.
    /// - Throws: `InputError`, which says what is wrong with the secret without repeating any of it.
    static func secret(_ kind: CredentialKind, from bytes: [UInt8]) throws -> Secret {
        let subject = kind.rawValue
        func refuse(_ message: String, _ remedy: String) -> InputError { InputError(subject, message, remedy: remedy) }
        guard bytes.count <= longest else {
            throw refuse("It is longer than \(longest) bytes.", "Name a file that holds the secret and nothing else.")
        }
        var bytes = bytes[...]
        if bytes.last == 10 { bytes = bytes.dropLast() }
        if bytes.last == 13 { bytes = bytes.dropLast() }
        guard !bytes.isEmpty else { throw refuse("It is empty.", "Nothing was stored; give the secret again.") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refuse("It is not text in UTF-8.", "Save the file as plain UTF-8 text.")
        }
        if text.utf8.contains(10) || text.utf8.contains(13) {
            throw refuse("It has several lines.", "Give the secret alone, in one line.")
        }
        guard text.unicodeScalars.allSatisfy(PlainText.isHarmless) else {
            throw refuse(
                "It holds invisible characters.",
                "Type or copy it again: they come with some editors (UTF-8 with BOM) and web pages.")
        }
        if kind.isKey {
            guard !text.unicodeScalars.contains(where: \.properties.isWhitespace) else {
                throw refuse("It holds a space, which keys never do.", "Copy it again, without what stands around it.")
            }
            guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw refuse(
                    "It holds a character that keys never do, such as an accent or a long dash.",
                    "Copy it from where it was made: mail and word processors change such characters.")
            }
        } else if text.trimmingCharacters(in: .whitespaces).isEmpty {
            throw refuse("It is blank.", "Nothing was stored; give the secret again.")
        }
        return Secret(text)
    }
}

extension CredentialKind {
    /// Made by a machine: plain ASCII without spaces. The others are typed by people.
    fileprivate var isKey: Bool {
        switch self {
        case .planningPMEUsername, .planningPMEPassword: false
        default: true
        }
    }
}
