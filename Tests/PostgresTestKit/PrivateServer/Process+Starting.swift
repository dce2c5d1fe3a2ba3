public import Foundation

extension Process {
    private static let starting = NSLock()

    /// Starts it while no other program is being started. Foundation closes in a child what is open when it looks; what another
    /// thread opens a moment later, such as the socket by which it learns that a program has ended, lives on in that child, and the
    /// end is noticed only with the child's.
    public func runAlone() throws {
        Self.starting.lock()
        defer { Self.starting.unlock() }
        try run()
    }
}
