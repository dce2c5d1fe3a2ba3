# shellcheck shell=bash
# One worker, 1,000 tenants of 100 employees, simulators on the same cores: a night's first syncs and the next day's runs

# shellcheck source=ops/lib/night.sh
source ops/lib/night.sh

fleet 100 "" "<= 200"
fleet 1000 "<= 60" "<= 200"
