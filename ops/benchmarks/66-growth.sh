# shellcheck shell=bash
# Each page of the console and each filter of run list over 36.5 million runs ÷ over 3.65 million, 1,000 tenants each

# shellcheck source=ops/lib/history.sh
source ops/lib/history.sh

for turns in 10 100; do
    new_database "growth$turns"
    say "  making $((turns * 365)) thousand rows …"
    make_history "$turns"
done
# In turns, so that what else the machine does is in both.
for _ in 1 2 3; do
    for turns in 10 100; do
        PASSERELLE_DATABASE_URL="host=$folder/pg user=postgres dbname=growth$turns" passerelle-bench pages >>"$folder/growth.$turns"
    done
done
while read -r name; do
    for turns in 10 100; do
        awk -F '\t' -v name="$name" '$1 == name { print $2 }' "$folder/growth.$turns" | median >"$folder/median.$turns"
    done
    read -r small <"$folder/median.10"
    read -r large <"$folder/median.100"
    figure "$name, 36.5 million runs ÷ 3.65 million" "$(quotient "$large" "$small")" "" "<= 1.2" "p50 $large ms and $small ms, medians of 3 times 100 reads"
done < <(cut -f 1 "$folder/growth.10" | awk '!seen[$0]++')
for turns in 10 100; do drop_database "growth$turns"; done
