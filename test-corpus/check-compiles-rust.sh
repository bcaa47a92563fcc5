#!/usr/bin/env bash
# Checks with cargo that the Rust crate below this folder is real code; nothing of it is run, and nothing is written here.
# Says "skipped" where there is no cargo. CLOSEWAIT_CORPUS_TARGET is the target folder: building its crates for the first
# time takes long.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

if ! command -v cargo >/dev/null 2>&1; then
    echo "skipped: cargo is not installed"
    exit 0
fi

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r rust/Cargo.toml rust/src "$copy/" || exit 1
# A lock file beside the target folder keeps the versions of the first time.
target=${CLOSEWAIT_CORPUS_TARGET:-${TMPDIR:-/tmp}/closewait-corpus-target}
mkdir -p "$target"
# Nothing is linked, so a library of C need not be there.
export LIBARCHIVE_LIB_DIR=/nonexistent LIBARCHIVE_INCLUDE_DIR=/nonexistent
[ -f "$target/Cargo.lock" ] && cp "$target/Cargo.lock" "$copy/"
if out=$(cd "$copy" && CARGO_TARGET_DIR="$target" cargo check --quiet -j"${CLOSEWAIT_CORPUS_JOBS:-2}" 2>&1); then
    echo "ok      rust"
    cp "$copy/Cargo.lock" "$target/"
else
    echo "FAILED  rust"
    printf '%s\n' "$out" | sed 's/^/        /'
    exit 1
fi
