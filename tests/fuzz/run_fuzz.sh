#!/bin/sh
# run_fuzz.sh PROGRAM CORPUS FOUND: searches for FUZZ_SECONDS (default 10) from the kept seeds.
# New inputs and crashes go to FOUND, outside of the sources; the seeds are only read.
set -eu
program=$1 corpus=$2 found=$3
mkdir -p "$found"
[ -n "$(ls "$corpus")" ] || { echo "no seeds in $corpus" >&2; exit 1; }
exec "$program" -max_total_time="${FUZZ_SECONDS:-10}" -timeout=5 -rss_limit_mb=1024 \
    -max_len=8192 -print_final_stats=1 -dict="$corpus.dict" -artifact_prefix="$found/" \
    "$found" "$corpus"
