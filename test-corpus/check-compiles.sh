#!/usr/bin/env bash
# Builds every Go module below this folder, tests included, so that the corpus stays real code.
# One line per module; exits with 1 when one of them fails; says "skipped" where there is no go.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

if ! command -v go >/dev/null 2>&1; then
    echo "skipped: go is not installed"
    exit 0
fi

list=$(mktemp)
trap 'rm -f "$list"' EXIT
failed=0
while IFS= read -r -d '' mod; do
    dir=$(dirname "$mod")
    # A test binary that is compiled and runs nothing: type errors show, faults that are meant to be there do not.
    # The constructs in go/ir are for the front end alone; each file stands for itself and nothing in them is declared.
    if out=$(cd "$dir" && go list ./... | grep -v '/ir$' >"$list" &&
        xargs go build <"$list" 2>&1 && xargs go test -vet=off -run '^$' <"$list" 2>&1); then
        echo "ok      $dir"
    else
        echo "FAILED  $dir"
        printf '%s\n' "$out" | grep -Ev '^(ok|\?) ' | sed 's/^/        /'
        failed=1
    fi
done < <(find . -name go.mod -not -path '*/testdata/*' -print0 | sort -z)
exit "$failed"
