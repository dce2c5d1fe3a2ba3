# shellcheck shell=bash
# Decoding 10,000 half-days from Lucca's bytes to values, in every spelling

start_simulator --tenants 1 --employees 500 --no-limits
account=$(jq -r '.tenants[0].tenant' "$ready")
jq -r '.tenants[0].credentials.luccaKey' "$ready" >"$folder/lucca-key"
for letters in documented seen capitalized lowercase; do
    for date in day dateTime; do
        curl -fsS -X PATCH "$base/_control/tenants/$account/lucca/behaviour" -d "{\"letterCase\": \"$letters\", \"dateForm\": \"$date\"}" >/dev/null
        cost=$(passerelle-bench decode --lucca "http://$account.localhost:${base##*:}" --key-file "$folder/lucca-key" \
            --from "$(date -u -d "$today - 6 months" +%F)" --through "$(date -u -d "$today + 12 months" +%F)")
        figure "10,000 half-days, $letters, $date" "$cost" ms "" "CPU, median of 15 readings from memory, pages and mapping included"
    done
done
