#!/usr/bin/env python3
"""Runs closewait on the test suites of other tools and compares it with their `// want` comments.

    tools/peers/compare.py CLOSEWAIT MIRRORS [--list]

MIRRORS is a directory with a git clone of each repository below, under `<owner>+<name>` or `<owner>+<name>/repo`. Nothing is
downloaded, nothing of the suites is kept or run.

A want counts as agreed if a finding of the rules that are compared begins on its line or goes through it: some tools point at the
acquisition, others at the exit. What is said on lines without a want counts as more. docs/peers.md explains the differences.
"""

import argparse
import collections
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Tool, repository, folders of the suite, rules that say the same.
ROWS = "unclosed-rows unclosed-resource query-used-as-exec"
UNASKED = "rows-err-unchecked unclosed-rows query-used-as-exec"
SUITES = [
    ("sqlclosecheck", "ryanrolds+sqlclosecheck", ["pkg/analyzer/testdata"], ROWS),
    ("rowserrcheck", "jingyugao+rowserrcheck", ["passes/rowserr/testdata/src/a"], UNASKED),
    ("bodyclose", "timakin+bodyclose", ["passes/bodyclose/testdata/src"], "unclosed-response-body"),
    ("spancheck", "jjti+go-spancheck", ["testdata"], "unended-span"),
    ("lostcancel", "golang+tools", ["go/analysis/passes/lostcancel/testdata/src"], "uncalled-cancel"),
    ("httpresponse", "golang+tools", ["go/analysis/passes/httpresponse/testdata/src"], "use-before-error-check"),
    ("sqlrowserr", "golang+tools", ["go/analysis/passes/sqlrowserr/testdata/src"], UNASKED),
    ("scannererr", "golang+tools", ["go/analysis/passes/scannererr/testdata/src"], "rows-err-unchecked"),
    ("SA5001", "dominikh+go-tools", ["staticcheck/sa5001/testdata"], "use-before-error-check"),
    ("SA5003", "dominikh+go-tools", ["staticcheck/sa5003/testdata"], "release-deferred-in-loop"),
    ("SA9001", "dominikh+go-tools", ["staticcheck/sa9001/testdata"], "release-deferred-in-loop"),
    ("SA1015", "dominikh+go-tools", ["staticcheck/sa1015/testdata"], "unstopped-ticker"),
]

WANT = re.compile(r"//\s*want\b|/\*\s*want\b|//@\s*diag\(")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("closewait", type=Path)
    arguments.add_argument("mirrors", type=Path)
    arguments.add_argument("--list", action="store_true", help="list what differs")
    options = arguments.parse_args()
    listed = []
    print(f"| {'suite':<13} | {'wants':>5} | {'agreed':>6} | {'missed':>6} | {'more':>5} |")
    print("|---|---:|---:|---:|---:|")
    compared = 0
    for tool, repository, folders, rules in SUITES:
        clone = next((p for p in (options.mirrors / repository / "repo", options.mirrors / repository) if p.is_dir()), None)
        if clone is None:
            print(f"no clone of {repository}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as directory:
            wants, agreed, missed, more = compare(options.closewait.resolve(), clone, folders, rules.split(), Path(directory))
        compared += wants
        listed += [f"{tool}: missed {line}" for line in missed] + [f"{tool}: more   {line}" for line in more]
        print(f"| {tool:<13} | {wants:>5} | {agreed:>6} | {len(missed):>6} | {len(more):>5} |")
    if options.list:
        print("\n" + "\n".join(listed))
    return 0 if compared else 2


def compare(closewait, clone, folders, rules, directory):
    for folder in folders:
        archive = subprocess.run(["git", "-C", clone, "archive", "HEAD", folder], check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", directory], input=archive, check=True)
    command = [closewait, "check", "--output-format", "json", "--exit-zero", "--severity", "info", "--min-confidence", "low"]
    answer = subprocess.run([*command, "--no-module-cache", *folders], cwd=directory, check=True, capture_output=True).stdout
    findings = [finding for finding in json.loads(answer)["findings"] if finding["name"] in rules]
    wants = collections.defaultdict(set)
    for path in sorted(directory.rglob("*.go")):
        if "vendor" in path.parts:
            continue
        shown = str(path.relative_to(directory))
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if WANT.search(line):
                wants[shown].add(number)
    seen = collections.defaultdict(set)
    more = []
    for finding in findings:
        lines = {finding["span"]["start"]["line"]} | {step["span"]["start"]["line"] for step in finding["steps"]}
        seen[finding["path"]] |= lines
        if not lines & wants[finding["path"]]:
            more.append(f"{finding['path']}:{finding['span']['start']['line']}: {finding['name']}: {finding['message']}")
    missed = [f"{path}:{line}" for path, lines in wants.items() for line in sorted(lines - seen[path])]
    total = sum(map(len, wants.values()))
    return total, total - len(missed), missed, more


if __name__ == "__main__":
    sys.exit(main())
