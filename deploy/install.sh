#!/bin/sh
# Build .venv with everything that is pinned in requirements/: "run" to serve, "dev" to test as well.
# Needs Python 3.11+ with venv. PYTHON names another interpreter, VENV another folder.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-run}
venv=${VENV:-.venv}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

step() { printf '%s\n' "$1"; }
stop() {
    printf '%s\n' "$1" >&2
    exit 1
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
}

# What the user told pip in its environment or its configuration, so that uv asks the same places.
pip_setting() {
    from_environment=$(printenv "PIP_$(printf '%s' "$1" | tr 'a-z-' 'A-Z_')" || true)
    if [ -n "$from_environment" ]; then
        printf '%s' "$from_environment"
        return
    fi
    for section in install global; do
        if value=$("$venv/bin/python" -m pip config get "$section.$1" 2>/dev/null) && [ -n "$value" ]; then
            printf '%s' "$value"
            return
        fi
    done
}

tell_uv() { # VARIABLE pip-setting: an own setting of uv's wins
    if [ -z "$(printenv "$1" || true)" ]; then
        value=$(pip_setting "$2" | tr '\n' ' ' | sed 's/ *$//')
        if [ -n "$value" ]; then export "$1=$value"; fi
    fi
}

install_with_uv() {
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt || return 1
    tell_uv UV_DEFAULT_INDEX index-url
    tell_uv UV_INDEX extra-index-url
    tell_uv UV_FIND_LINKS find-links
    tell_uv SSL_CERT_FILE cert
    # Safe although it mixes sources: every file must have one of the hashes we know.
    UV_INDEX_STRATEGY=${UV_INDEX_STRATEGY:-unsafe-best-match}
    export UV_INDEX_STRATEGY
    "$venv/bin/uv" pip install -q --python "$venv/bin/python" --require-hashes -r "requirements/$kind.txt"
}

install_with_pip() {
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "requirements/$kind.txt"
}

case $kind in
    run | dev) ;;
    *) stop "usage: deploy/install.sh run|dev" ;;
esac

if [ ! -x "$venv/bin/python" ] || ! is_new_enough "$venv/bin/python"; then
    python=$(find_python)
    [ -n "$python" ] || stop "Zhibu needs Python 3.11 or newer: install it (Debian: apt install python3 python3-venv), or name one with PYTHON=/path/to/python3."
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "Python's venv module is missing: install it (Debian and Ubuntu: apt install python3-venv)."
    step "Making $venv"
    "$python" -m venv --clear "$venv"
fi

step "Installing the pinned packages ($kind)"
if ! install_with_uv >"$log" 2>&1; then
    step "uv could not install them, trying pip (slower)"
    if ! install_with_pip >>"$log" 2>&1; then
        tail -n 20 "$log" >&2
        stop "The packages could not be installed. Check the network and pip's settings (pip config list), then try again."
    fi
fi

step "Installing zhibu itself"
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e . >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    stop "zhibu itself could not be installed."
}
