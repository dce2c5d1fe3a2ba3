import Foundation

/// A control group with a limit of memory, of either version, where this machine lets us make one.
struct MemoryGroup {
    private let folder: URL
    private let peakFile: String

    /// - Returns: nil where no group can be made: without root, or in a container.
    static func make(bytes: Int) throws -> MemoryGroup? {
        let name = "passerelle-test-\(UUID().uuidString)"
        for (root, limit, peak) in [
            ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes"),
            ("/sys/fs/cgroup", "memory.max", "memory.peak"),
        ] {
            let folder = URL(fileURLWithPath: root).appendingPathComponent(name)
            guard (try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)) != nil else {
                continue
            }
            let file = folder.appendingPathComponent(limit)
            // A folder that is no group has no such file.
            if FileManager.default.fileExists(atPath: file.path), (try? Self.write("\(bytes)", to: file)) != nil {
                return MemoryGroup(folder: folder, peakFile: peak)
            }
            rmdir(folder.path)
        }
        return nil
    }

    /// Moves a process into the group.
    func add(_ process: Int32) throws {
        try Self.write("\(process)", to: folder.appendingPathComponent("cgroup.procs"))
    }

    /// The most that the group used, in bytes, pages of files included.
    var peak: Int {
        let text = (try? String(contentsOf: folder.appendingPathComponent(peakFile), encoding: .utf8)) ?? ""
        return Int(text.filter { !$0.isWhitespace }) ?? 0
    }

    /// Once its processes have ended.
    func remove() { rmdir(folder.path) }

    private static func write(_ text: String, to file: URL) throws {
        let handle = try FileHandle(forWritingTo: file)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}
