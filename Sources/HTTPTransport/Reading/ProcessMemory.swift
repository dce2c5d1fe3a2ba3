import Foundation

/// How much memory this process may use: the smallest limit of its control groups, else the machine's memory.
enum ProcessMemory {
    static let limit = smallest(
        groups: (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? "",
        machine: Int(clamping: ProcessInfo.processInfo.physicalMemory)
    ) { try? String(contentsOfFile: $0, encoding: .utf8) }

    /// - Parameters:
    ///   - groups: the text of `/proc/self/cgroup`.
    ///   - read: a file's text.
    static func smallest(groups: String, machine: Int, read: (String) -> String?) -> Int {
        var smallest = machine
        for line in groups.split(separator: "\n") {
            // `0::/system.slice/x.service` of version 2, `9:memory:/x` of version 1.
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let isSecond = fields[1].isEmpty
            guard isSecond || fields[1].split(separator: ",").contains("memory") else { continue }
            let root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
            let file = isSecond ? "memory.max" : "memory.limit_in_bytes"
            // A group is within its parents' limits too.
            var path = fields[2].split(separator: "/")
            while true {
                let text = read(([root] + path.map(String.init) + [file]).joined(separator: "/"))
                if let limit = text.flatMap({ Int($0.filter { !$0.isWhitespace }) }), limit > 0 {
                    smallest = min(smallest, limit)
                }
                if path.popLast() == nil { break }
            }
        }
        return smallest
    }
}
