import Foundation

/// What the kernel shows other users about a process.
enum ProcessTable {
    static func read(_ file: String, of process: Int32) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/\(file)")), as: UTF8.self)
    }

    static func descendants(of process: Int32) -> [Int32] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        let children = threads.flatMap { thread in
            ((try? read("task/\(thread)/children", of: process)) ?? "").split(separator: " ").compactMap { Int32($0) }
        }
        return children + children.flatMap { descendants(of: $0) }
    }
}
