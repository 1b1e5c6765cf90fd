#!/bin/sh
# Installs Debian packages when root and apt are there; otherwise says the one line that would.
# `--if-root`: outside CI, do without and let the tests say so.
set -eu
optional=no
if [ "${1:-}" = "--if-root" ]; then optional=yes; shift; fi
missing=""
for package in "$@"; do
  case "$package" in
    chromium) command -v chromium >/dev/null 2>&1 || [ -n "${CHROMIUM:-}" ] || missing="$missing chromium" ;;
    python3-venv) python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv" ;;
    *) missing="$missing $package" ;;
  esac
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  exit 0
fi
echo "Not installed:$missing. On Debian: sudo apt-get install$missing" >&2
[ "$optional" = yes ] && [ -z "${CI:-}" ] && exit 0
exit 3
