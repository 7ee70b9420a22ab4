#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy over a compile database, as many at once as there are cores.

tidy.py BUILD_DIR [--deep] [--tests] [FILE…]

What run-clang-tidy does, and it remembers: a source whose preprocessed text, command, configuration
and clang-tidy are those of an earlier clean run is not looked at again (.cache/tidy). Test sources
are left out unless asked for: they follow the compiler's warnings, and the analyser spends half its
time in cmocka's macros.

The path-sensitive analyser takes nineteen parts of twenty. It stops in a function after NODES steps,
which takes a third of the time and has found fourteen of fifteen; --deep lets it go on to its own end.
"""

import concurrent.futures
import hashlib
import json
import os
import shlex
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CACHE = os.path.join(ROOT, ".cache", "tidy")
NODES = 50000  # clang's own end: 225000
SHORT = [f"--extra-arg={arg}" for arg in ("-Xclang", "-analyzer-config", "-Xclang", f"max-nodes={NODES}")]


def entries(build, with_tests, chosen):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        database = json.load(file)
    seen = {}
    for entry in database:
        path = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
        name = os.path.relpath(path, ROOT)
        if not name.startswith(("src/", "tools/", "tests/")):
            continue  # generated
        if name.endswith("_test.c") and not with_tests:
            continue
        if not chosen or name in chosen:
            seen.setdefault(name, entry)
    return sorted(seen.items())


def fingerprint(entry, salt):
    words = entry.get("arguments") or shlex.split(entry["command"])
    quiet = []
    skip_next = False
    for word in words:
        if skip_next:
            skip_next = False
        elif word in ("-o", "-MF", "-MQ", "-MT"):
            skip_next = True
        elif word not in ("-c", "-MD"):
            quiet.append(word)
    text = subprocess.run(quiet + ["-E"], cwd=entry["directory"], capture_output=True, check=False)
    if text.returncode != 0:
        return None
    return hashlib.sha256(salt + repr(quiet).encode() + text.stdout).hexdigest()


def look(name, entry, build, salt, options):
    started = time.monotonic()
    key = fingerprint(entry, salt)
    stamp = os.path.join(CACHE, key) if key else None
    if stamp and os.path.exists(stamp):
        os.utime(stamp)
        return name, 0, "", None
    run = subprocess.run(["clang-tidy", "--quiet", *options, "-p", build, os.path.join(ROOT, name)],
                         cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode == 0 and stamp:
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(name + "\n")
    said = run.stdout if run.returncode == 0 else run.stdout + run.stderr
    return name, run.returncode, said, time.monotonic() - started


def main():
    args = [a for a in sys.argv[1:] if a not in ("--tests", "--deep")]
    options = [] if "--deep" in sys.argv else SHORT
    build = os.path.abspath(args[0])
    files = entries(build, "--tests" in sys.argv, set(args[1:]))
    if not files:
        raise SystemExit("tidy.py: nothing to look at")
    os.makedirs(CACHE, exist_ok=True)
    # A source compiled into two targets would be looked at twice in one run, and clang-tidy 14 then
    # reports va_lists that are not there: one entry each.
    build = os.path.join(build, "tidy")
    os.makedirs(build, exist_ok=True)
    with open(os.path.join(build, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump([entry for _, entry in files], file)
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    with open(os.path.join(ROOT, ".clang-tidy"), "rb") as file:
        salt = version + file.read() + repr(options).encode()
    bad = []
    slow = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        jobs = [pool.submit(look, name, entry, build, salt, options) for name, entry in files]
        for job in concurrent.futures.as_completed(jobs):
            name, code, said, seconds = job.result()
            if seconds is not None:
                slow.append((seconds, name))
            if code != 0:
                bad.append(name)
                print(said.rstrip() or f"{name}: clang-tidy ended with {code}", flush=True)
    for seconds, name in sorted(slow, reverse=True)[:5]:
        print(f"{seconds:6.1f} s  {name}")
    print(f"{len(files)} sources, {len(slow)} looked at, {len(bad)} with findings")
    if bad:
        print("\n".join(sorted(bad)))
        sys.exit(1)


if __name__ == "__main__":
    main()
