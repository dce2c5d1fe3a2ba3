# shellcheck shell=bash
# Starts the web console for scripts. Sourced, after machine.sh.

# serve_console FOLDER: serves the database of PASSERELLE_DATABASE_URL (as postgres) with a login of its own, on a port that the system
# chooses. Its log is FOLDER/console.log. Sets console, the process, and page, the console's address.
serve_console() {
    local log=$1/console.log database=${PASSERELLE_DATABASE_URL/user=postgres/user=passerelle_web}
    psql -X -q -v ON_ERROR_STOP=1 "$PASSERELLE_DATABASE_URL" -c "do \$\$ begin
            if to_regrole('passerelle_web') is null then create role passerelle_web login; end if;
        end \$\$" -c 'grant passerelle_console to passerelle_web' || die "the console's login could not be made"
    env -u PASSERELLE_KEYRING PASSERELLE_DATABASE_URL="$database" PASSERELLE_LOG_FORMAT=json \
        passerelle console --listen 127.0.0.1:0 2>"$log" &
    console=$!
    page=
    for _ in $(seq 200); do
        page=$(jq -r '."field.address" // empty' "$log" 2>/dev/null | head -n 1)
        [ -n "$page" ] && break
        kill -0 "$console" 2>/dev/null || die "the console failed to start: $(cat "$log")"
        sleep 0.1
    done
    [ -n "$page" ] || die "the console was not ready within 20 s"
    page="http://$page"
}

# sign_in: sets cookies to a session's cookie. It is marked Secure, so curl sends it over http only as a header.
sign_in() {
    local link
    link=$(passerelle console open --at "$page" 2>/dev/null) || die "passerelle console open failed"
    cookies=$(curl -fsS -o /dev/null -D - -H 'Sec-Fetch-Site: same-origin' --data-urlencode "link=${link##*/}" "$page/signin" |
        sed -n 's/^[Ss]et-[Cc]ookie: \(__Host-passerelle=[^;]*\);.*/\1/p')
    [ -n "$cookies" ] || die "signing in to the console failed"
}
