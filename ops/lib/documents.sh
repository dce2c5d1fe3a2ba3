# shellcheck shell=bash
# What ops/check checks in the documents. Sourced, after machine.sh. Each function prints what it finds, as FILE:LINE: TEXT.

# Every Markdown file of the repository.
documents() { find . \( -name '.build*' -o -name .git \) -prune -o -name '*.md' -printf '%P\n' | sort; }

# Lines of 140 characters or more, except in the figures that ops/bench writes.
long_lines() {
    local file
    for file in $(documents); do
        sed '/^<!-- figures -->$/,/^<!-- end of figures -->$/s/.*//' "$file" | LC_ALL=C.UTF-8 grep -nE '^.{140}' |
            sed -E "s|^([0-9]+):.*|$file:\1: 140 characters or more|" || true
    done
}

# prose FILE: the file with its code blocks emptied, line by line.
prose() { awk '/^ *```/ { code = !code; print ""; next } { print code ? "" : $0 }' "$1"; }

# anchors FILE: what a link may name after the #, for each heading.
anchors() { prose "$1" | LC_ALL=C.UTF-8 sed -nE '/^#+ /{s/^#+ //;s/.*/\L&/;s/[^[:alnum:] _-]//g;s/ /-/g;p}'; }

# Links whose file or heading does not exist, and documents that are named in text or code and do not exist.
broken_links() {
    local file line link target anchor
    for file in $(documents); do
        while IFS=: read -r line link; do
            case $link in *://* | mailto:*) continue ;; esac
            target=${link%%#*} anchor=
            [[ $link != *#* ]] || anchor=${link#*#}
            if [ -z "$target" ]; then target=$file; else target=$(dirname "$file")/$target; fi
            if [ ! -e "$target" ]; then
                echo "$file:$line: the link $link names no file"
            elif [ -n "$anchor" ] && ! anchors "$target" | grep -qxF -- "$anchor"; then
                echo "$file:$line: the link $link names no heading"
            fi
        done < <(prose "$file" | sed 's/`[^`]*`//g' | grep -noE '\]\([^)]+\)' | sed -E 's/^([0-9]+):\]\((.*)\)$/\1:\2/')
    done
    # Paths such as `contracts/sync.md` are relative to docs/.
    while IFS=: read -r file line target; do
        [ -e "$target" ] || [ -e "docs/$target" ] || [ -e "$(dirname "$file")/$target" ] || echo "$file:$line: $target does not exist"
    done < <({
        # shellcheck disable=SC2046
        grep -noHE '`[A-Za-z0-9_./-]+\.md`' $(documents) | tr -d '`'
        grep -rnoE '\b(docs|contracts|sql)/[a-z/-]+\.md\b' Sources Tests ops sql --include='*.swift' --include='*.sql' \
            --include='*.sh' --include='*.yml' --include='*.service'
    } | sort -u)
}

# What docs/architecture.md names in backticks: files and folders, and the targets of its section "Targets". Each must exist, and
# each folder of Sources and Tests must be among the targets.
wrong_names() {
    local line name target targets
    while IFS=: read -r line name; do
        exists "$name" || echo "docs/architecture.md:$line: $name does not exist"
    done < <(prose docs/architecture.md | grep -noE '`[A-Za-z0-9_@+.-]+(/[A-Za-z0-9_@+.-]+)*/?`' | tr -d '`' |
        grep -E '/|\.(md|swift|sql|sh|yml|json)$')
    targets=$(awk '/^## / { within = /^## Targets/ } within' docs/architecture.md | sed ':a;N;$!ba;s/\n  / /g' |
        grep -oE '^(- |\| )(`[A-Za-z-]+`(, )?)+' |
        grep -oE '`[A-Za-z-]+`' | tr -d '`' || true)
    for target in $targets; do
        grep -q "\"$target\"" Package.swift || echo "docs/architecture.md: the target $target is not in Package.swift"
    done
    for target in Sources/* Tests/*; do
        grep -qxF -- "${target#*/}" <<<"$targets" || echo "docs/architecture.md: the target ${target#*/} is not described"
    done
}

# exists NAME: a path from the top, from docs/, Sources/ or Tests/; or TARGET/NAME for a folder or Swift file anywhere in the target.
exists() {
    local name=${1%/} top
    for top in . docs Sources Tests; do
        if [ -e "$top/$name" ] || [ -e "$top/$name.swift" ]; then return 0; fi
    done
    case $name in
    */*) for top in Sources Tests; do
        [ ! -d "$top/${name%%/*}" ] || [ -z "$(find "$top/${name%%/*}" \( -name "${name##*/}" -o -name "${name##*/}.swift" \) -print -quit)" ] || return 0
    done ;;
    esac
    return 1
}
