import Foundation
import ProgramTestKit
import Testing

/// The functions that scripts of ops/ share (`ops/lib/machine.sh`), on a machine with other users and programs that do not end.
@Suite("Scripts of ops/", .timeLimit(.minutes(15)))
struct ScriptTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Runs a script that has sourced machine.sh; `$1` is a new folder.
    private func run(_ script: String) async throws -> (ending: ChildProgram.Ending, said: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "passerelle-script-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let said = folder.appendingPathComponent("said")
        try Data().write(to: said)
        let output = try FileHandle(forWritingTo: said)
        let program = try ChildProgram(
            ["bash", "-c", "set -euo pipefail; source ops/lib/machine.sh; \(script)", "bash", folder.path],
            folder: Self.root.path,
            output: output, errors: output)
        try output.close()
        let ending = try await program.during { await program.ending() }
        return (ending, try String(contentsOf: said, encoding: .utf8))
    }

    @Test("A script that ends names and ends what it left running, in any session, whatever signals it ignores")
    func whatIsLeftIsFoundAndEnded() async throws {
        let (ending, said) = try await run(
            """
            mark_programs "$1"
            (trap '' TERM INT HUP; setsid sleep 1000 >/dev/null 2>&1 & echo "$!" >"$1/id")
            status=0; expect_nothing_left || status=$?
            echo "status $status"
            kill -0 "$(cat "$1/id")" 2>/dev/null && [ "$(cut -d' ' -f3 "/proc/$(cat "$1/id")/stat")" != Z ] && echo "still there"
            expect_nothing_left && echo "nothing now"
            """)
        #expect(ending == .exited(0), "\(said)")
        #expect(said.contains("left running") && said.contains("sleep 1000") && said.contains("status 1"), "\(said)")
        #expect(said.contains("nothing now") && !said.contains("still there"), "\(said)")
    }

    @Test("Processes of other scripts are left alone")
    func strangersAreLeftAlone() async throws {
        let (ending, said) = try await run(
            """
            PASSERELLE_STARTED_BY="$1/other" setsid sleep 1000 >/dev/null 2>&1 &
            other=$!
            mark_programs "$1"
            expect_nothing_left && kill -0 "$other" && echo "both"
            kill -KILL "$other"
            """)
        #expect(ending == .exited(0) && said.contains("both"), "\(said)")
    }

    @Test("A script that is terminated during its tests ends their whole process group")
    func theGroupEndsWithTheScript() async throws {
        let (_, said) = try await run(
            """
            id="$1/id"
            say_ended() {
                # What was killed may need a moment to disappear.
                for _ in $(seq 500); do
                    case "$(cut -d' ' -f3 "/proc/$(cat "$id")/stat" 2>/dev/null)" in '' | Z) echo ended; return 0 ;; esac
                    sleep 0.01
                done
                echo "its helper goes on"
                kill -KILL "$(cat "$id")"
            }
            trap 'end_group; say_ended; exit 0' TERM
            (while [ ! -s "$1/id" ]; do sleep 0.01; done; kill -TERM $$) &
            in_group bash -c 'trap "" TERM; sleep 1000 & echo $! >"$0/new"; mv "$0/new" "$0/id"; wait' "$1"
            """)
        #expect(said.contains("ended"), "\(said)")
    }

    @Test("No other user may enter the folder of a private PostgreSQL or connect to it")
    func nobodyElseConnects() async throws {
        let (ending, said) = try await run(
            """
            find_postgres
            private_folder "$1"
            start_postgres "$1/pg" "-c fsync=off -c shared_buffers=16MB"
            trap 'stop_postgres "$1/pg"' EXIT
            stat -c 'mode %a' "$1/pg"
            psql -X -A -t "host=$1/pg user=postgres dbname=postgres" -c "select 'we are in'"
            if [ "$(id -u)" -eq 0 ]; then
                # Where others may pass through what lies above.
                chmod 0755 "$1"
                setpriv --reuid=65534 --regid=65534 --clear-groups \\
                    psql -X -A -t "host=$1/pg user=postgres dbname=postgres" -c "select 'a stranger is in'" 2>&1 || echo "kept out"
            else
                echo "kept out"
            fi
            """)
        #expect(ending == .exited(0), "\(said)")
        #expect(said.contains("mode 700") && said.contains("we are in") && said.contains("kept out"), "\(said)")
        #expect(!said.contains("a stranger is in"), "\(said)")
    }

    @Test("A folder that is a link, or another user's, is rejected", arguments: ["link", "stranger"])
    func aFolderOfOthersIsNotTaken(kind: String) async throws {
        if kind == "stranger", geteuid() != 0 { return }
        let (ending, said) = try await run(
            """
            if [ \(kind) = link ]; then mkdir "$1/real"; ln -s "$1/real" "$1/pg"; else mkdir "$1/pg"; chown 65534 "$1/pg"; fi
            private_folder "$1/pg"
            """)
        #expect(ending == .exited(1), "\(said)")
        #expect(said.contains("error:"), "\(said)")
    }

    @Test("No script trusts a predictable name in /tmp")
    func noNameIsForeseen() throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: Self.root.appendingPathComponent("ops").path) {
            guard let text = try? String(contentsOf: Self.root.appendingPathComponent("ops/\(name)"), encoding: .utf8) else {
                continue
            }
            for line in text.split(separator: "\n") where line.contains("/tmp/") && !line.hasPrefix("#") {
                #expect(line.contains("mktemp") || line.contains("$folder/tmp"), "\(name): \(line)")
            }
        }
    }
}
