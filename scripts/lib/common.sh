# Shared by the scripts; sourced, never run. Sets ROOT, PYTHON, MESON, NINJA, JOBS.
# shellcheck shell=bash

# Some containers and services set no locale; Python, meson and pytest then fall back to ASCII.
export LC_ALL=C.UTF-8

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Debian's own programs: another python3 or meson that is first on PATH knows nothing of the
# packages that scripts/install-deps installs.
PYTHON=/usr/bin/python3
MESON=/usr/bin/meson
NINJA=/usr/bin/ninja
JOBS=${TONGPING_JOBS:-$(nproc)}
# shellcheck disable=SC2034  # used by the scripts that source this file
readonly ROOT PYTHON MESON NINJA JOBS

# say WORDS…: one line of progress on stderr.
say() {
    printf '%s\n' "$*" >&2
}

# fail WORDS…: one sentence on stderr, exit 2.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 2
}

# need PURPOSE…: installs what is missing; costs nothing once a stamp says that nothing is.
need() {
    "$ROOT/scripts/install-deps" "$@"
}

# configure FOLDER OPTION…: meson setup, only when the folder is new, broken or has other options.
configure() {
    local folder=$ROOT/build/$1 stamp=$ROOT/build/$1/.options
    shift
    local wanted="$* CC=${CC:-} CFLAGS=${CFLAGS:-} LDFLAGS=${LDFLAGS:-}"
    if [[ -f $folder/build.ninja && -f $stamp && $(<"$stamp") == "$wanted" ]]; then
        return 0
    fi
    rm -rf "$folder"
    mkdir -p "$folder"
    if ! "$MESON" setup "$folder" "$ROOT" "$@" >"$folder/setup.log" 2>&1 </dev/null; then
        cat "$folder/setup.log" >&2
        say "${0##*/}: meson could not configure build/${folder##*/}"
        return 1
    fi
    printf '%s' "$wanted" >"$stamp"
}

# build FOLDER TARGET…: ninja; shows its output only when it fails or on a terminal.
build() {
    local folder=$ROOT/build/$1
    shift
    if [[ -t 2 ]]; then
        "$NINJA" -C "$folder" -j "$JOBS" "$@" >&2 </dev/null
    elif ! "$NINJA" -C "$folder" -j "$JOBS" "$@" >"$folder/ninja.log" 2>&1 </dev/null; then
        tail -n 200 "$folder/ninja.log" >&2
        say "${0##*/}: ninja failed in build/${folder##*/}; whole output: $folder/ninja.log"
        return 1
    fi
}
