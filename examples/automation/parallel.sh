#!/bin/sh
# A long history by four processes at once, each a run of days; one after the other they are the whole file.
# A shard never moves a state. Needs GNU parallel.
set -eu
since=${1:-2025-01-01}
until=${2:-yesterday}
parallel --will-cite --jobs 4 \
  cbase convos export --quiet --since "$since" --until "$until" --shard {}/4 --out convos-part{}.ndjson ::: 1 2 3 4
cat convos-part1.ndjson convos-part2.ndjson convos-part3.ndjson convos-part4.ndjson > convos.ndjson
rm convos-part1.ndjson convos-part2.ndjson convos-part3.ndjson convos-part4.ndjson
