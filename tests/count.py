#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints "passed failed skipped" from what a test runner left behind.

count.py meson LOG.json RC   one JSON record a line; cmocka's own cases are counted where a program
                             prints them, otherwise the program counts as one
count.py node  TAP RC        the summary at the end of Node's TAP output

The counts are never better than the exit code RC: a runner that failed without a failed test adds
one. A file that is absent, empty or cut short ends with an error: that is a failure, too.
"""

import json
import re
import sys

CASE = {
    "passed": re.compile(r"^\[       OK \] ", re.M),
    "failed": re.compile(r"^\[  FAILED  \] [^0-9]", re.M),
    "skipped": re.compile(r"^\[  SKIPPED \] [^0-9]", re.M),
}


def meson(text):
    passed = failed = skipped = 0
    for line in text.splitlines():
        record = json.loads(line)
        output = (record.get("stdout") or "") + "\n" + (record.get("stderr") or "")
        ok, bad, skip = (count_cases(output, kind) for kind in ("passed", "failed", "skipped"))
        result = record["result"]
        if result == "SKIP":
            skipped += max(1, skip)
            print(f"skipped: {record['name']}", file=sys.stderr)
        elif result in ("OK", "EXPECTEDFAIL"):
            passed += ok if ok + skip > 0 else 1
            skipped += skip
        else:
            passed += ok
            skipped += skip
            failed += max(1, bad)
    return passed, failed, skipped


def count_cases(output, kind):
    # cmocka names a failed case once where it fails and once more in its list at the end.
    names = {}
    for line in output.splitlines():
        if CASE[kind].match(line):
            names[line] = names.get(line, 0) + 1
    return len(names)


def node(text):
    def of(word):
        found = re.findall(rf"^# {word} (\d+)$", text, re.M)
        if not found:
            raise SystemExit(f"count.py: no line '# {word} N': the runner did not finish")
        return int(found[-1])

    return of("pass"), of("fail") + of("cancelled"), of("skipped") + of("todo")


def main():
    kind, path, rc = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    passed, failed, skipped = {"meson": meson, "node": node}[kind](text)
    if rc != 0 and failed == 0:
        failed = 1
    if passed + failed + skipped == 0:
        raise SystemExit(f"count.py: {path} holds no test")
    print(passed, failed, skipped)


if __name__ == "__main__":
    main()
