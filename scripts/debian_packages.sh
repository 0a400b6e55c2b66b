#!/bin/sh
# Install what the tests use from Debian's packages, if it is missing and we may.
# Without it the tests that need it say so loudly and skip.
for package in "$@"; do
    case $package in
        chromium) command -v chromium >/dev/null && continue ;;
        openjdk-17-jre-headless) command -v java >/dev/null && continue ;;
        postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && continue ;;
    esac
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package ..."
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            --no-install-recommends "$package"; } >/tmp/jalon-packages.log 2>&1 ||
            echo "WARNING: $package could not be installed (see /tmp/jalon-packages.log)."
    else
        echo "WARNING: $package is not installed, and only root can install it."
    fi
done
