#!/usr/bin/env bash
# Finds Chromium and poppler (which reads its PDF), or installs Debian's where root and apt exist. Without either the browser tests skip and say so.
set -euo pipefail
if command -v chromium >/dev/null 2>&1 && command -v pdftotext >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing Debian's chromium for the browser tests"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-noto-cjk poppler-utils >/dev/null
else
  echo "no chromium, and no root with apt to install it: the browser tests will be skipped" >&2
fi
