# shellcheck shell=bash
# The same with 10,000 tenants, whose first syncs alone take half an hour

# shellcheck source=ops/lib/night.sh
source ops/lib/night.sh

fleet 10000 "<= 100" "<= 150"
