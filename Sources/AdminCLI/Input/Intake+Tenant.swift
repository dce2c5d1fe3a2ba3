import SyncCore

extension Intake {
    /// Complains when the option is missing, else reads it.
    mutating func required<Value>(
        _ subject: String, _ text: String?, remedy: String, _ read: (inout Intake, String) -> Value?
    ) -> Value? {
        guard let text else {
            refuse(subject, "\(subject) is required.", remedy: remedy)
            return nil
        }
        return read(&self, text)
    }

    mutating func address(_ subject: String, _ text: String, _ read: (String) throws -> String) -> String? {
        do {
            return try read(text)
        } catch let error as SyncError {
            refuse(subject, error)
        } catch {
            refuse(subject, "It is not an address.", remedy: "Paste it from the browser's address bar.")
        }
        return nil
    }
}
