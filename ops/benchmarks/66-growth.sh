# shellcheck shell=bash
# Each page of the console and each filter of run list over 36.5 million runs of 10,000 tenants ÷ over 3.65 million of 1,000

# shellcheck source=ops/lib/history.sh
source ops/lib/history.sh

sizes=(1000 10000)
for tenants in "${sizes[@]}"; do
    new_database "growth$tenants"
    say "  making $((tenants * 3650 / 1000)) thousand rows …"
    make_history "$tenants"
done
rm -f "$folder"/growth.*
# In turns, so that what else the machine does is in both.
for _ in 1 2 3; do
    for tenants in "${sizes[@]}"; do
        PASSERELLE_DATABASE_URL="host=$folder/pg user=postgres dbname=growth$tenants" passerelle-bench pages >>"$folder/growth.$tenants"
    done
done
while read -r name; do
    for tenants in "${sizes[@]}"; do
        awk -F '\t' -v name="$name" '$1 == name { print $2 }' "$folder/growth.$tenants" | median >"$folder/median.$tenants"
    done
    read -r small <"$folder/median.1000"
    read -r large <"$folder/median.10000"
    figure "$name, 36.5 million runs ÷ 3.65 million" "$(quotient "$large" "$small")" "" "<= 1.2" "p50 $large ms and $small ms, medians of 3 times 100 reads"
done < <(cut -f 1 "$folder/growth.1000" | awk '!seen[$0]++')
for tenants in "${sizes[@]}"; do drop_database "growth$tenants"; done
