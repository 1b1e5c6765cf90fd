#!/bin/sh
# Installs Debian packages when root and apt are there; otherwise says the one line that would.
# `--if-root`: outside CI, do without and let the tests say so.
set -eu
optional=no
if [ "${1:-}" = "--if-root" ]; then optional=yes; shift; fi

# The same names as the browser tests look for (tests/journeys/conftest.py).
has_browser() {
  [ -n "${CHROMIUM:-}" ] && return 0
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

install() {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

missing=""
for package in "$@"; do
  case "$package" in
    chromium) has_browser || missing="$missing chromium" ;;
    python3-venv) python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv" ;;
    *) missing="$missing $package" ;;
  esac
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  # shellcheck disable=SC2086
  install $missing && exit 0
fi
echo "Not installed:$missing. On Debian: sudo apt-get install$missing" >&2
[ "$optional" = yes ] && [ -z "${CI:-}" ] && exit 0
exit 3
