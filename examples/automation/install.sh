#!/bin/sh
# Installs cbase for the scheduler of a machine, from a tarball that `npm pack` made in a checkout of cbase:
#   sudo sh install.sh cbase-0.1.0.tgz SHA256
# The checksum pins what runs every night; `sha256sum cbase-0.1.0.tgz` prints it. Run it again to install another version.
# Needs Node 20.19 or newer. The exports need none of the optional packages.
set -eu
tarball=$1
sha256=$2
prefix=${CBASE_PREFIX:-/opt/cbase}
echo "$sha256  $tarball" | sha256sum --check --quiet -
npm install --global --prefix "$prefix" --ignore-scripts --omit=optional --no-audit --no-fund "$tarball"
"$prefix/bin/cbase" --version
