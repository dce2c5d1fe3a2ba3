# shellcheck shell=bash
# What every script of ops/ needs from the machine. Sourced, never run.

# A script's first comment is its help.
case "${1:-}" in
-h | --help)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 0
    ;;
esac

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top" || exit 1

say() { printf '%s\n' "$*" >&2; }
die() {
    say "error: $*"
    exit 1
}

# require_packages [PROGRAM | PROGRAM:PACKAGE]…: installs the Debian packages that are missing, for the build, the private PostgreSQL and
# the named programs. A program is in the package of its name unless PACKAGE says otherwise.
require_packages() {
    local missing=() program
    for program in "$@"; do command -v "${program%%:*}" >/dev/null || missing+=("${program##*:}"); done
    command -v pkg-config >/dev/null || missing+=(pkg-config)
    { command -v pkg-config >/dev/null && pkg-config --exists libpq; } || missing+=(libpq-dev)
    find_postgres || missing+=(postgresql)
    [ ${#missing[@]} -eq 0 ] && return 0
    say "Installing ${missing[*]} …"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || die "packages are missing, and this user has no sudo to install them. Run as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || die "apt-get update failed"
    keep_servers_from_starting "${missing[@]}"
    local installed=yes
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 || installed=no
    [ -z "$own_policy" ] || "${as_root[@]}" rm -f "$own_policy"
    [ "$installed" = yes ] || die "apt-get failed to install ${missing[*]}"
    find_postgres || die "PostgreSQL is installed, but its initdb was not found"
    for program in "$@"; do
        command -v "${program%%:*}" >/dev/null || die "the package ${program##*:} is installed, but ${program%%:*} is not on the PATH"
    done
}

# Some of these packages start a server, at once and at boot. We use their programs only, so this prevents it.
# Uses as_root of require_packages. Sets own_policy to the file that prevents starts during the installation; the caller removes it.
keep_servers_from_starting() {
    own_policy=
    "${as_root[@]}" mkdir -p /etc/postgresql-common /etc/systemd/system
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
    if [[ " $* " == *" prometheus "* ]] && [ ! -e /etc/systemd/system/prometheus.service ]; then
        say "The Prometheus server is masked. To use it on this machine: systemctl unmask prometheus"
        "${as_root[@]}" ln -sf /dev/null /etc/systemd/system/prometheus.service
    fi
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        own_policy=/usr/sbin/policy-rc.d
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$own_policy" >/dev/null
        "${as_root[@]}" chmod 0755 "$own_policy"
    fi
}

require_swift() {
    command -v swift >/dev/null || die "swift is not on the PATH. Install Swift 6.2 or newer from swift.org."
}

# Sets postgres_bin to the folder of the newest initdb.
find_postgres() {
    local candidate
    postgres_bin=
    for candidate in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V); do
        [ -x "$candidate/initdb" ] && postgres_bin=$candidate
    done
    if [ -z "$postgres_bin" ] && command -v initdb >/dev/null; then postgres_bin=$(dirname "$(command -v initdb)"); fi
    [ -n "$postgres_bin" ]
}

# PostgreSQL refuses to run as root. For root it runs as the user postgres, which its package creates.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}

# private_folder FOLDER: creates it if it does not exist, with access for the servers' user only. Any other user who could connect to
# our PostgreSQL would be its superuser, and could run programs as that user.
private_folder() {
    [ -d "$1" ] || mkdir -m 0700 "$1" || die "cannot create the folder $1"
    [ ! -L "$1" ] || die "$1 is a symbolic link, not a folder"
    case "$(stat -c %U "$1")" in
    "$(id -un)") ;;
    postgres) [ "$(id -u)" -eq 0 ] || die "$1 belongs to another user" ;;
    *) die "$1 belongs to another user" ;;
    esac
    chmod 0700 "$1"
    if [ "$(id -u)" -eq 0 ]; then chown -h postgres: "$1"; fi
}

# start_postgres FOLDER [SETTINGS]: a private PostgreSQL that listens on a socket in FOLDER only.
# Its data need not survive a power cut, hence no fsync unless SETTINGS say otherwise.
start_postgres() {
    local folder=$1 settings=${2:--c fsync=off -c max_connections=300 -c shared_buffers=256MB}
    private_folder "$folder"
    if [ ! -e "$folder/data/PG_VERSION" ]; then
        as_postgres "$postgres_bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null ||
            die "initdb failed in $folder"
    fi
    as_postgres "$postgres_bin/pg_ctl" -w -s -D "$folder/data" -l "$folder/log" \
        -o "-k '$folder' -c unix_socket_permissions=0700 -c listen_addresses='' $settings" start ||
        die "the private PostgreSQL did not start: see $folder/log"
}

# stop_postgres FOLDER
stop_postgres() {
    [ -e "$1/data/postmaster.pid" ] || return 0
    as_postgres "$postgres_bin/pg_ctl" -w -s -D "$1/data" -m immediate stop || say "the private PostgreSQL in $1 did not stop"
}

# mark_programs NAME: from here on, the environment of each program that this script starts holds the name. Their children inherit it,
# also when their parent changes.
mark_programs() {
    mark=$1
    export PASSERELLE_STARTED_BY=$1
}

# Sets left to the processes that have the mark, and to the servers whose folder is below the mark's, because PostgreSQL overwrites its
# environment.
left_programs() {
    local place name words
    left=()
    for place in /proc/[0-9]*; do
        [ "${place#/proc/}" != "$$" ] && [ "${place#/proc/}" != "$BASHPID" ] || continue
        words=()
        { mapfile -d '' words <"$place/environ"; } 2>/dev/null || true
        if [[ " ${words[*]} " == *" PASSERELLE_STARTED_BY=$mark "* ]]; then
            left+=("${place#/proc/}")
        elif { read -r name <"$place/comm"; } 2>/dev/null && [ "$name" = postgres ] && [[ "$(readlink "$place/cwd" || true)" == "$mark"/* ]]; then
            left+=("${place#/proc/}")
        fi
    done
}

# end_strays: kills all of them, except servers.
end_strays() {
    local id name
    left_programs
    for id in "${left[@]}"; do
        name=
        { read -r name <"/proc/$id/comm"; } 2>/dev/null || true
        [ "$name" = postgres ] || kill -KILL "$id" 2>/dev/null || true
    done
}

# expect_nothing_left: for the end of a script, after its cleanup. Reports and kills the processes that are left, with status 1.
expect_nothing_left() {
    local id
    # Killed processes may take a moment to disappear.
    for _ in $(seq 50); do
        left_programs
        [ ${#left[@]} -gt 0 ] || return 0
        sleep 0.1
    done
    for id in "${left[@]}"; do
        say "error: left running, killed: $id $({ tr '\0' ' ' <"/proc/$id/cmdline"; } 2>/dev/null || true)"
        kill -KILL "$id" 2>/dev/null || true
    done
    return 1
}

# in_group COMMAND…: runs it in a process group of its own and waits for it; end_group kills the whole group.
group=
in_group() {
    local status=0
    set -m
    "$@" </dev/null &
    group=$!
    set +m
    wait "$group" || status=$?
    group=
    return "$status"
}
end_group() {
    [ -n "$group" ] || return 0
    kill -KILL -- "-$group" 2>/dev/null || true
    wait "$group" 2>/dev/null || true
    group=
}
