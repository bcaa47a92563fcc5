#!/usr/bin/env python3
"""Runs closewait and other tools on the corpus and writes one table: docs/side-by-side.md.

    tools/peers/side_by_side.py CLOSEWAIT [--write] [--bin DIR] [--list TOOL]

The tools come from the Go module registry, in the versions below, into a temporary folder (or DIR, which is kept). It needs the
`go` command and the modules of the corpus.

A case is a function whose name ends in `Bad` or `Ok`. A Bad case is found if the tool says something of the kind it looks for on a
line of the function, whatever it says exactly; an Ok case is kept quiet if it says nothing there. What a case is about is told by
its `want` marks and by the resources that are acquired in it; each tool names below which of that it claims to look at.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "test-corpus"
PAGE = CORPUS.parent / "docs" / "side-by-side.md"
MODULES = ["go", "go/old-ticker", "incidents/go"]
TOOLS_VERSION = "v0.51.0"

# Kind, resources of the tables, as the beginnings of keys.
KINDS = [
    ("response body", ["net-http.response"]),
    ("rows", ["database-sql.row", "sqlx.row", "pgx-v5.row", "dbr.iterator"]),
    ("transaction", ["database-sql.tx", "sqlx.tx", "pgx-v5.tx", "gorm.tx", "beego-orm-v1.tx", "beego-orm-v2.tx", "dbr.tx"]),
    ("statement", ["database-sql.stmt", "sqlx.stmt", "beego-orm-v2.statement"]),
    ("pool connection", ["database-sql.conn", "sqlx.conn", "pgx-v5.conn", "pgx-v5.pg-conn", "pgx-v5.pool"]),
    ("file", ["os.file", "os.root"]),
    ("network connection", ["net.", "crypto-tls.", "gorilla-websocket.", "net-smtp.", "net-rpc."]),
    ("cancel function", ["context."]),
    ("span", ["otel."]),
    ("ticker", ["time."]),
    ("process", ["os-exec."]),
    ("lock", ["sync."]),
]
OTHER = "other"

LEAK = "unclosed-rows unclosed-resource unclosed-response-body query-used-as-exec unscanned-row".split()
DATABASE = ("database-sql.", "sqlx.", "pgx-v5.")


class Tool:
    """A tool: where it comes from, how it is run, which of its messages count, and which cases it claims."""

    def __init__(self, name, module, command, says=".", rules=None, resources=(), about=""):
        self.name, self.module, self.command, self.about = name, module, command, about
        self.says, self.rules, self.resources = re.compile(says), rules, resources

    def claims(self, case):
        return any(key.startswith(self.resources) for key in case.keys) and (
            not case.bad or self.rules is None or bool(case.rules & set(self.rules))
        )


TOOLS = [
    Tool(
        "bodyclose", "github.com/timakin/bodyclose@v0.0.0-20260723120731-857993a2939c", ["{bin}", "{packages}"],
        rules=["unclosed-response-body"], resources=("net-http.response",), about="bodies of HTTP responses that are not closed",
    ),
    Tool(
        "sqlclosecheck", "github.com/ryanrolds/sqlclosecheck@v0.6.0", ["{bin}", "{packages}"],
        rules=LEAK, resources=tuple(f"{library}{kind}" for library in DATABASE for kind in ("rows", "stmt")),
        about="rows and statements of database/sql, sqlx and pgx that are not closed, or not in a `defer`",
    ),
    Tool(
        "rowserrcheck", "github.com/jingyugao/rowserrcheck@v1.1.1", ["{bin}", "{packages}"],
        rules=["rows-err-unchecked"], resources=("database-sql.rows",), about="rows of database/sql whose `Err` nobody asks",
    ),
    Tool(
        "spancheck", "github.com/jjti/go-spancheck/cmd/spancheck@v0.6.5", ["{bin}", "{packages}"],
        rules=["unended-span", "use-after-release"], resources=("otel.",), about="spans that are not ended on every path",
    ),
    Tool(
        "unqueryvet -tx-leak", "github.com/MirrexOne/unqueryvet/cmd/unqueryvet@v1.5.4",
        ["{bin}", "-tx-leak", "-no-color", "{packages}"], says="transaction|Commit|Rollback", rules=["unfinished-transaction", "double-finish"],
        resources=("database-sql.tx", "sqlx.tx", "pgx-v5.tx"), about="transactions that are not finished",
    ),
    Tool(
        "gosec G112, G114, G118", "github.com/securego/gosec/v2/cmd/gosec@{gosec}",
        ["{bin}", "-quiet", "-fmt=golint", "-include=G112,G114,G118", "{patterns}"], says=r"G1\d\d",
        rules=["uncalled-cancel"], resources=("context.",),
        about="cancel functions that are not called (its kind here); servers without time limits",
    ),
    Tool(
        "staticcheck SA5001, SA5003, SA9001, SA1015", "honnef.co/go/tools/cmd/staticcheck@v0.8.2",
        ["{bin}", "-checks", "SA5001,SA5003,SA9001,SA1015", "{packages}"], says=r"\(SA",
        rules=["use-before-error-check", "release-deferred-in-loop", "unstopped-ticker"], resources=("",),
        about="a `defer` before the error is tested or in an endless loop; tickers of old versions that are not stopped",
    ),
    Tool(
        "go vet lostcancel, httpresponse", None, ["go", "vet", "-lostcancel", "-httpresponse", "{packages}"],
        rules=["uncalled-cancel", "use-before-error-check"], resources=("context.", "net-http.response"),
        about="cancel functions that are not called on every path; responses used before the error is tested",
    ),
]


class Case:
    """A function of the corpus."""

    def __init__(self, path, name, first):
        self.path, self.name, self.first, self.last = path, name, first, first
        self.bad = name.endswith("Bad")
        self.rules, self.keys, self.pattern = set(), set(), False

    def kind(self):
        for kind, beginnings in KINDS:
            if any(key.startswith(tuple(beginnings)) for key in self.keys):
                return kind
        return OTHER


HEAD = re.compile(r"^func (?:\([^)]*\) )?(\w+(?:Bad|Ok))\b")
MARK = re.compile(r"// (?:want|known-fn) ([a-z][a-z0-9-]+)")
FATE = re.compile(r"^(\d+) .*? = .*? \(([\w.-]+)\): ")
PLACE = re.compile(r"^(?:vet: )?(\S+?\.go):(\d+)(?::(\d+))?:? (.*)")


def cases_of(closewait, module):
    """All cases of a module, with what they are about."""
    cases = []
    listed = subprocess.run(["go", "list", "-f", "{{.Dir}}", "./..."], cwd=module, capture_output=True, text=True, check=True)
    for path in sorted(file for folder in listed.stdout.split() for file in Path(folder).glob("*.go")):
        if path.parent.name == "ir":
            continue
        own, case = [], None
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            if found := HEAD.match(line):
                case = Case(path, found[1], number)
                own.append(case)
            if case:
                case.last = number
                case.rules |= set(MARK.findall(line))
                if line.startswith("}"):
                    case = None
        if not own:
            continue
        command = [closewait, "dump", "fates", path.name]
        fates = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=True).stdout
        acquired = [(int(found[1]), found[2]) for found in map(FATE.match, fates.splitlines()) if found]
        for case in own:
            inside = [(line, key) for line, key in acquired if case.first <= line <= case.last]
            marked = {key for line, key in inside if MARK.search(lines[line - 1])}
            case.keys = marked or {key for _, key in inside} or {"none"}
        cases += own
    return cases


def install(tool, folder):
    """The program of a tool, installed if it is not there yet."""
    if tool.module is None:
        return "go"
    module, version = tool.module.split("@")
    program = folder / module.split("/")[-1]
    if program.exists():
        return program
    if tool.name == "rowserrcheck":
        # Its own release pins a library that reads no export data of today's Go.
        with tempfile.TemporaryDirectory() as directory:
            quietly = {"cwd": directory, "check": True, "capture_output": True}
            subprocess.run(["go", "mod", "init", "build"], **quietly)
            subprocess.run(["go", "get", tool.module, f"golang.org/x/tools@{TOOLS_VERSION}"], **quietly)
            subprocess.run(["go", "build", "-mod=mod", "-o", program, module], **quietly)
        return program
    environment = {**os.environ, "GOBIN": str(folder), "GOFLAGS": ""}
    answer = subprocess.run(["go", "install", tool.module], env=environment, capture_output=True, text=True)
    if answer.returncode:
        print(f"{tool.name}: {answer.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return program


def run(tool, program, module):
    """Places at which a tool says something of its kind: path and line."""
    listed = subprocess.run(["go", "list", "./..."], cwd=module, capture_output=True, text=True, check=True).stdout.split()
    packages = [package for package in listed if not package.endswith("/ir")]
    prefix = subprocess.run(["go", "list", "-m"], cwd=module, capture_output=True, text=True, check=True).stdout.split()[0]
    patterns = ["." + package.removeprefix(prefix) for package in packages]
    command = []
    for word in tool.command:
        many = {"{packages}": patterns, "{patterns}": patterns}.get(word)
        command += many if many else [str(program) if word == "{bin}" else word]
    answer = subprocess.run(command, cwd=module, capture_output=True, text=True)
    said = set()
    for line in (answer.stdout + answer.stderr).splitlines():
        found = PLACE.match(line)
        if found and tool.says.search(found[4]):
            said.add(((module / found[1]).resolve(), int(found[2])))
    if not said and answer.returncode not in (0, 1, 2, 3):
        print(f"{tool.name} in {module}: {answer.stderr.strip()[:300]}", file=sys.stderr)
    return said


def run_closewait(closewait, module, severity):
    command = [closewait, "check", "--output-format", "json", "--exit-zero", "--severity", severity, "."]
    answer = subprocess.run(command, cwd=module, capture_output=True, text=True, check=True).stdout
    return {((module / finding["path"]).resolve(), finding["span"]["start"]["line"]) for finding in json.loads(answer)["findings"]}


def share(cases, said):
    """Found of the Bad, quiet of the Ok: `12/20 · 30/31`."""
    lines = collections.defaultdict(set)
    for path, line in said:
        lines[path].add(line)
    hit = {case: any(case.first <= line <= case.last for line in lines[case.path]) for case in cases}
    bad = [case for case in cases if case.bad]
    fine = [case for case in cases if not case.bad]
    found, quiet = sum(hit[case] for case in bad), sum(not hit[case] for case in fine)
    return f"{found}/{len(bad)}", f"{quiet}/{len(fine)}", hit


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("closewait", type=Path)
    arguments.add_argument("--write", action="store_true", help="write the page instead of printing it")
    arguments.add_argument("--bin", type=Path, help="folder with the tools; what is missing is installed there")
    arguments.add_argument("--gosec", default="v2.29.0", help="version of gosec")
    arguments.add_argument("--list", metavar="TOOL", help="list the cases of its kind that this tool gets wrong")
    options = arguments.parse_args()
    closewait = options.closewait.resolve()
    modules = [CORPUS / module for module in MODULES]
    with tempfile.TemporaryDirectory() as directory:
        folder = (options.bin or Path(directory)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        cases = [case for module in modules for case in cases_of(closewait, module)]
        columns = [
            ("closewait", None, set().union(*(run_closewait(closewait, module, "warning") for module in modules))),
            ("closewait --severity info", None, set().union(*(run_closewait(closewait, module, "info") for module in modules))),
        ]
        for tool in TOOLS:
            tool.module = tool.module and tool.module.replace("{gosec}", options.gosec)
            program = install(tool, folder)
            if program is None:
                columns.append((tool.name, tool, None))
                continue
            print(f"running {tool.name}", file=sys.stderr)
            columns.append((tool.name, tool, set().union(*(run(tool, program, module) for module in modules))))
    text = page(cases, columns)
    if options.list:
        list_wrong(cases, columns, options.list)
    elif options.write:
        PAGE.write_text(text)
    else:
        print(text, end="")


def list_wrong(cases, columns, name):
    for title, tool, said in columns:
        if not title.startswith(name):
            continue
        own = [case for case in cases if tool is None or tool.claims(case)]
        for case, hit in share(own, said or set())[2].items():
            if hit != case.bad:
                word = "missed" if case.bad else "false alarm"
                print(f"{word}: {case.path.relative_to(CORPUS)}:{case.first} {case.name} {sorted(case.rules)} {sorted(case.keys)}")


def page(cases, columns):
    kinds = [kind for kind, _ in KINDS] + [OTHER]
    by_kind = {kind: [case for case in cases if case.kind() == kind] for kind in kinds}
    kinds = [kind for kind in kinds if by_kind[kind]]
    bad = sum(case.bad for case in cases)
    out = [
        "# Side by side",
        "",
        "Written by `tools/peers/side_by_side.py CLOSEWAIT --write`; not by hand.",
        "",
        f"Each tool is run on the corpus of this project (`{'`, `'.join('test-corpus/' + module for module in MODULES)}`): {bad} functions with a",
        f"mistake and {len(cases) - bad} without. It is the corpus that closewait is tested with, so its own row says little; the others say how much of",
        "what is collected here, from complaints about such tools above all, each of them covers. A mistake counts as found if the tool says",
        "something of its kind on a line of the function, whatever it says; a right function counts as quiet if it says nothing there. With",
        "`--severity info` closewait also says what is no mistake and marked as such in some of the right functions.",
        "",
        "A tool is made for some kinds only. The columns *of its kind* count the functions in which something of the kind is acquired and, where",
        "there is a mistake, the mistake is of a kind that the tool claims to look for.",
        "",
        "| tool | found | quiet | found, of its kind | quiet, of its kind | looks for |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for name, tool, said in columns:
        if said is None:
            out.append(f"| {name} | could not be installed | | | | {tool.about} |")
            continue
        found, quiet, _ = share(cases, said)
        own = [case for case in cases if tool is None or tool.claims(case)]
        own_found, own_quiet, _ = share(own, said)
        out.append(f"| {name} | {found} | {quiet} | {own_found} | {own_quiet} | {tool.about if tool else 'all of it'} |")
    out += ["", "## By what is acquired", "", "Found of the functions with a mistake · quiet of those without; empty where a tool says nothing at all.", ""]
    out.append("| tool | " + " | ".join(kinds) + " |")
    out.append("|---|" + "---:|" * len(kinds))
    for name, _, said in columns:
        if said is None:
            continue
        row = []
        for kind in kinds:
            found, quiet, hit = share(by_kind[kind], said)
            row.append(f"{found} · {quiet}" if any(hit.values()) else "")
        out.append(f"| {name} | " + " | ".join(row) + " |")
    out += ["", "## Versions", "", "| tool | from the module registry |", "|---|---|"]
    out += [f"| {tool.name} | `{tool.module}` |" for _, tool, _ in columns if tool and tool.module]
    go = subprocess.run(["go", "version"], capture_output=True, text=True, check=True).stdout.split()[2]
    out += [f"| go vet | `{go}` |", "", f"rowserrcheck is built with `golang.org/x/tools@{TOOLS_VERSION}`: the version it asks for reads no export data of today's Go.", ""]
    return "\n".join(out)


if __name__ == "__main__":
    sys.exit(main())
