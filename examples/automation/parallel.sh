#!/bin/sh
# Exports a long history with four processes at once, each a range of days; joined, their files equal that of one process.
# A shard never changes a state. Needs cbase (install.sh) and GNU parallel, and the API key and bot in the environment.
#   sh parallel.sh 2025-01-01 2025-12-31
set -eu
PATH=${CBASE_PREFIX:-/opt/cbase}/bin:$PATH
since=${1:-2025-01-01}
until=${2:-yesterday}
parallel --will-cite --jobs 4 \
  cbase convos export --quiet --since "$since" --until "$until" --shard {}/4 --out convos-part{}.ndjson ::: 1 2 3 4
cat convos-part1.ndjson convos-part2.ndjson convos-part3.ndjson convos-part4.ndjson > convos.ndjson
rm convos-part1.ndjson convos-part2.ndjson convos-part3.ndjson convos-part4.ndjson
