#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints "passed failed skipped" from what a test runner left behind.

count.py meson LOG.json RC   one JSON record a line; cmocka's own cases are counted where a program
                             prints them, otherwise the program counts as one
count.py node  TAP RC        the summary at the end of Node's TAP output
count.py second TAP RC       the same when what had failed passed at a second try
count.py files TAP RC        the files of the tests that failed, one a line

The counts are never better than the exit code RC: a runner that failed without a failed test adds
one. A file that is absent, empty or cut short ends with an error: that is a failure, too.
"""

import json
import re
import sys

# cmocka ends every group with these lines; a failed set-up stands only in the last of them.
SUMMARY = {
    "passed": re.compile(r"^\[  PASSED  \] (\d+) test", re.M),
    "failed": re.compile(r"^ *(\d+) FAILED TEST\(S\)", re.M),
    "skipped": re.compile(r"^\[  SKIPPED \] (\d+) test", re.M),
}


def meson(text):
    passed = failed = skipped = 0
    for line in text.splitlines():
        record = json.loads(line)
        output = (record.get("stdout") or "") + "\n" + (record.get("stderr") or "")
        ok, bad, left = (sum(map(int, SUMMARY[k].findall(output))) for k in ("passed", "failed", "skipped"))
        result = record["result"]
        if result == "SKIP":
            left = max(1, left)
        elif result not in ("OK", "EXPECTEDFAIL"):
            bad = max(1, bad)
        elif ok + bad + left == 0:
            ok = 1
        if left > 0:
            print(f"skipped: {left} in {record['name']}", file=sys.stderr)
        passed, failed, skipped = passed + ok, failed + bad, skipped + left
    return passed, failed, skipped


def node(text):
    def of(word):
        found = re.findall(rf"^# {word} (\d+)$", text, re.M)
        if not found:
            raise SystemExit(f"count.py: no line '# {word} N': the runner did not finish")
        return int(found[-1])

    return of("pass"), of("fail") + of("cancelled"), of("skipped") + of("todo")


def second(text):
    passed, failed, skipped = node(text)
    return passed + failed, 0, skipped


def files(text):
    """The location of a test stands in the lines after its result."""
    where = r"^ *not ok .*\n(?: *(?!(?:not )?ok ).*\n)*? *location: '(.*?):\d+:\d+'"
    return sorted(set(re.findall(where, text, re.M)))


def main():
    kind, path, rc = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if kind == "files":
        for name in files(text):
            print(name)
        return
    passed, failed, skipped = {"meson": meson, "node": node, "second": second}[kind](text)
    if rc != 0 and failed == 0:
        failed = 1
    if passed + failed + skipped == 0:
        raise SystemExit(f"count.py: {path} holds no test")
    print(passed, failed, skipped)


if __name__ == "__main__":
    main()
