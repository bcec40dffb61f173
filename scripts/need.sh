#!/usr/bin/env bash
# Sees to what no Python wheel can bring.
#   scripts/need.sh run      what a build needs: Python 3.11 or later with venv, Pango
#   scripts/need.sh test     what the judges of the tests need besides: Java, Maven, Chromium, ffprobe,
#                            Poppler, Ghostscript
#   scripts/need.sh python   prints the Python to use
# On Debian and Ubuntu it installs with apt what is missing, and asks apt for nothing if nothing is.
# Elsewhere it says what to install, and fails.
set -euo pipefail

find_python() { # the first that is new enough and really runs
  local name
  for name in python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  return 1
}

has_library() { # stem of its name on macOS, name on Linux
  if [ "$(uname -s)" = Darwin ]; then
    [ -e "/opt/homebrew/lib/$1.dylib" ] || [ -e "/usr/local/lib/$1.dylib" ]
  else
    "$(find_python || echo python3)" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$2" 2>/dev/null
  fi
}

has_browser() {
  local name
  for name in chromium chromium-browser google-chrome "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if command -v "$name" >/dev/null; then return; fi
  done
  return 1
}

missing_packages() { # names of Debian packages, one a line
  find_python >/dev/null || echo python3-venv
  has_library libpango-1.0.0 libpango-1.0.so.0 || echo libpango-1.0-0
  has_library libpangoft2-1.0.0 libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
  has_library libharfbuzz-subset.0 libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
  [ "$1" = test ] || return 0
  java -version >/dev/null 2>&1 || echo default-jre-headless
  command -v mvn >/dev/null || echo maven
  has_browser || echo chromium
  command -v ffprobe >/dev/null || echo ffmpeg
  command -v pdftoppm >/dev/null || echo poppler-utils
  command -v gs >/dev/null || echo ghostscript
}

install() { # with apt, as root or through sudo
  local as_root=(env DEBIAN_FRONTEND=noninteractive)
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || return 1
    as_root=(sudo "${as_root[@]}")
  fi
  echo "Installing with apt: $*"
  "${as_root[@]}" apt-get update -qq || true # one dead source must not hide the packages of the others
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

explain() {
  cat >&2 <<EOF

Missing here (Debian's names): $*
Please install:
  Debian, Ubuntu   sudo apt install $*
                   (Ubuntu's chromium is a snap, which cannot read temporary files: take Google Chrome)
  macOS            brew install python pango$tools_macos
  Fedora           sudo dnf install python3 pango harfbuzz$tools_fedora
  Windows          use WSL with Debian or Ubuntu, and run make there
Then run make again.
EOF
  exit 1
}

goal=${1:-run}
if [ "$goal" = python ]; then
  find_python || { echo "No Python 3.11 or later: run scripts/need.sh run" >&2; exit 1; }
  exit
fi
tools_macos='' tools_fedora=''
if [ "$goal" = test ]; then
  tools_macos=' openjdk maven ffmpeg poppler ghostscript && brew install --cask google-chrome'
  tools_fedora=' java-latest-openjdk-headless maven chromium ffmpeg-free poppler-utils ghostscript'
fi

missing=$(missing_packages "$goal")
[ -n "$missing" ] || exit 0
# shellcheck disable=SC2086 # one word a package
if command -v apt-get >/dev/null && install $missing; then
  missing=$(missing_packages "$goal")
  [ -n "$missing" ] || exit 0
fi
# shellcheck disable=SC2086
explain $missing
