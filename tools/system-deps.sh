#!/usr/bin/env bash
# Installs the Debian packages that are missing, and only those.
#   tools/system-deps.sh venv PYTHON   what `PYTHON -m venv` needs
#   tools/system-deps.sh run           what the program needs: text shaping and a font for letters
#   tools/system-deps.sh test          what the tests need besides: chromium, which opens every page
#   tools/system-deps.sh browser       chromium alone
set -euo pipefail

missing=()

library() { # library NAME PACKAGE
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q "$1" || missing+=("$2")
}

venv() {
  if [ -z "${1:-}" ] || ! command -v "$1" >/dev/null; then
    echo "python3.11 and python3 are not found: install Python 3.11 (Debian: apt-get install python3 python3-venv)." >&2
    exit 1
  fi
  "$1" -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
}

run() {
  library 'libpango-1.0.so.0' libpango-1.0-0
  library 'libpangoft2-1.0.so.0' libpangoft2-1.0-0
  library 'libharfbuzz-subset.so.0' libharfbuzz-subset0
  command -v fc-list >/dev/null || missing+=(fontconfig)
  { fc-list 2>/dev/null || true; } | grep -qi 'liberation' || missing+=(fonts-liberation)
}

browser() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
}

install_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  if ! command -v apt-get >/dev/null || { [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; }; then
    echo "Please install what Debian calls: ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 && return 0
  # A fresh machine has no list of packages yet.
  "${as_root[@]}" apt-get update >/dev/null || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null || {
    echo "These packages could not be installed: ${missing[*]}. Install them by hand and try again." >&2
    exit 1
  }
}

case "${1:-}" in
  venv) venv "${2:-}" ;;
  run) run ;;
  test | browser) browser ;;
  *) echo "usage: $0 venv PYTHON | run | test | browser" >&2; exit 2 ;;
esac
install_missing
