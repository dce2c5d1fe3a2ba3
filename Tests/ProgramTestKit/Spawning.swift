import Foundation

/// `posix_spawn`, with the settings that Foundation's `Process` inherits from the calling thread.
enum Spawning {
    /// Makes the kernel end a program with the thread that started it, however that ended. Not for threads that end earlier.
    private static let bound: [String] = {
        let program = "/usr/bin/setpriv"
        return access(program, X_OK) == 0 ? [program, "--pdeathsig", "KILL", "--"] : []
    }()

    private typealias AddFolder = @convention(c) (UnsafeMutableRawPointer, UnsafePointer<CChar>) -> Int32
    private typealias AddCloseFrom = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32

    // The C library has them, but does not show them to Swift.
    private static let addFolder = dlsym(nil, "posix_spawn_file_actions_addchdir_np").map {
        unsafeBitCast($0, to: AddFolder.self)
    }
    private static let addCloseFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
        unsafeBitCast($0, to: AddCloseFrom.self)
    }

    /// - Parameters:
    ///   - arguments: with the program's name.
    ///   - environment: `NAME=value`.
    /// - streams: its standard input, output and error; nil for nowhere.
    /// - Returns: its process id.
    static func start(
        _ program: String, _ arguments: [String], environment: [String], folder: String?, streams: [Int32?]
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (number, stream) in streams.enumerated() {
            if let stream {
                posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
            } else {
                posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
            }
        }
        guard let addCloseFrom, addCloseFrom(&actions, 3) == 0 else {
            throw ChildProgram.NotStarted(description: "this C library does not close files of a new program")
        }
        if let folder {
            guard let addFolder, addFolder(&actions, folder) == 0 else {
                throw ChildProgram.NotStarted(description: "this C library starts no program in another folder")
            }
        }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        for own in [SIGKILL, SIGSTOP] { sigdelset(&all, own) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        guard isProgram(program) else {
            throw ChildProgram.NotStarted(description: "\(program) is no program that this user may run")
        }
        let command = bound + [program] + arguments.dropFirst()
        let (words, settings) = (copies(command), copies(environment))
        defer { for text in words + settings { free(text) } }
        var id: pid_t = 0
        let refusal = posix_spawnp(&id, command[0], &actions, &attributes, words, settings)
        guard refusal == 0 else {
            throw ChildProgram.NotStarted(description: "\(program) does not start: \(String(cString: strerror(refusal)))")
        }
        return id
    }

    /// Whatever starts it for us would report this too late.
    private static func isProgram(_ name: String) -> Bool {
        if name.contains("/") { return access(name, X_OK) == 0 }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { (text: String) -> UnsafeMutablePointer<CChar>? in strdup(text) } + [nil]
    }
}
