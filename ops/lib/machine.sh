# shellcheck shell=bash
# What every script of ops/ needs of the machine. Sourced, never run.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top" || exit 1

say() { printf '%s\n' "$*" >&2; }
die() {
    say "error: $*"
    exit 1
}

# Debian packages that the build and the private PostgreSQL need, installed only when something of them is missing.
# Arguments: more programs that a script uses, each in the package of its name, or PROGRAM:PACKAGE.
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
        command -v sudo >/dev/null || die "these packages are missing and this user can't install them. As root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || die "apt-get update failed"
    keep_servers_from_starting "${missing[@]}"
    local installed=yes
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 || installed=no
    [ -z "$own_policy" ] || "${as_root[@]}" rm -f "$own_policy"
    [ "$installed" = yes ] || die "could not install ${missing[*]}"
    find_postgres || die "PostgreSQL was installed, but its initdb is nowhere to be found"
    for program in "$@"; do
        command -v "${program%%:*}" >/dev/null || die "the package ${program##*:} was installed, but ${program%%:*} is not on the PATH"
    done
}

# Some of these packages start a server of their own, now and with the machine. We use their programs only, so they may not.
# Uses as_root of require_packages; sets own_policy to the file that forbids starting while packages are installed, to be removed.
keep_servers_from_starting() {
    own_policy=
    "${as_root[@]}" mkdir -p /etc/postgresql-common /etc/systemd/system
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
    if [[ " $* " == *" prometheus "* ]] && [ ! -e /etc/systemd/system/prometheus.service ]; then
        say "The server of the package prometheus is masked; should this machine ever run one: systemctl unmask prometheus"
        "${as_root[@]}" ln -sf /dev/null /etc/systemd/system/prometheus.service
    fi
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        own_policy=/usr/sbin/policy-rc.d
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$own_policy" >/dev/null
        "${as_root[@]}" chmod 0755 "$own_policy"
    fi
}

require_swift() {
    command -v swift >/dev/null || die "Swift is not installed, or not on the PATH. Install Swift 6.2 or newer from swift.org, then run this again."
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

# PostgreSQL refuses to run as root: then it runs as the user postgres, which its package makes.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}

# private_folder FOLDER: makes it, if need be, for the user that servers run as, and for nobody else. Whoever could connect to our
# PostgreSQL would be its superuser, and run programs as that user.
private_folder() {
    [ -d "$1" ] || mkdir -m 0700 "$1" || die "the folder $1 could not be made"
    [ ! -L "$1" ] || die "$1 is a symbolic link; it has to be a folder of our own"
    case "$(stat -c %U "$1")" in
    "$(id -un)") ;;
    postgres) [ "$(id -u)" -eq 0 ] || die "$1 belongs to another user" ;;
    *) die "$1 belongs to another user" ;;
    esac
    chmod 0700 "$1"
    if [ "$(id -u)" -eq 0 ]; then chown -h postgres: "$1"; fi
}

# start_postgres FOLDER [SETTINGS]: a PostgreSQL of our own that listens on a socket in FOLDER, which is private, and nowhere else.
# Nothing on it has to survive a power cut, hence no fsync unless SETTINGS say otherwise.
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

# mark_programs NAME: from here on each program that this script starts carries the name in its environment, and so does what that one
# starts, whoever its parent is in the end.
mark_programs() {
    mark=$1
    export PASSERELLE_STARTED_BY=$1
}

# Sets left to the processes that carry the mark, and to the servers whose folder lies in the one that the mark names: PostgreSQL
# writes over its environment.
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

# end_strays: ends all of them at once, but servers.
end_strays() {
    local id name
    left_programs
    for id in "${left[@]}"; do
        name=
        { read -r name <"/proc/$id/comm"; } 2>/dev/null || true
        [ "$name" = postgres ] || kill -KILL "$id" 2>/dev/null || true
    done
}

# expect_nothing_left: for the end of a script, once it has ended what it knows of. Names and ends what is there all the same: status 1.
expect_nothing_left() {
    local id
    # What was killed is gone in a moment.
    for _ in $(seq 50); do
        left_programs
        [ ${#left[@]} -gt 0 ] || return 0
        sleep 0.1
    done
    for id in "${left[@]}"; do
        say "error: this was left running, and is ended now: $id $({ tr '\0' ' ' <"/proc/$id/cmdline"; } 2>/dev/null || true)"
        kill -KILL "$id" 2>/dev/null || true
    done
    return 1
}

# in_group COMMAND…: in a process group of its own, waited for; end_group ends all of it at once.
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
