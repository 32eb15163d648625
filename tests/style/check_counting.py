#!/usr/bin/python3
"""scripts/test must never take a failure for a success: its counting is tested by small results of
each kind, good and bad."""
import json
import pathlib
import subprocess
import sys
import tempfile

from house import ROOT

COUNTER = ROOT / 'scripts/lib/count_results.py'


def meson(result, stdout='', status=0):
    return json.dumps({'name': 'a', 'result': result, 'stdout': stdout, 'returncode': status}) + '\n'


def junit(*cases):
    return f'<testsuites><testsuite>{"".join(cases)}</testsuite></testsuites>'


GOOD_CASE = '<testcase classname="m" name="good"/>'
BAD_CASE = '<testcase classname="m" name="bad"><failure/></testcase>'

# what → (kind, text or None for no file, "passed failed skipped")
CASES = {
    'points of a TAP program': ('meson', meson('OK', '1..2\nok 1 a\nok 2 - b\n'), '2 0 0'),
    'a failed point': ('meson', meson('ERROR', '1..2\nok 1 a\nnot ok 2 b\n', 1), '1 1 0'),
    'a skipped point': ('meson', meson('OK', '1..2\nok 1 a\nok 2 b # SKIP no disk\n'), '1 0 1'),
    'a program that dies after good points': (
        'meson', meson('ERROR', '1..3\nok 1 a\nok 2 b\n', -6), '2 1 0'),
    'a sanitizer after the last point': ('meson', meson('ERROR', '1..1\nok 1 a\n', 99), '1 1 0'),
    'a program that hangs': ('meson', meson('TIMEOUT', '', None), '0 1 0'),
    'a hang after good points': ('meson', meson('TIMEOUT', '1..2\nok 1 a\n', None), '1 1 0'),
    'a program without points': ('meson', meson('OK'), '1 0 0'),
    'one that fails': ('meson', meson('FAIL', 'not ok', 1), '0 1 0'),
    'one that is skipped': ('meson', meson('SKIP', '', 77), '0 0 1'),
    'a whole program skipped': ('meson', meson('SKIP', '1..0 # SKIP no network\n'), '0 0 1'),
    'bad bytes in the output': ('meson', meson('OK', '1..1\nok 1 \x00\x1b\ufffd\n'), '1 0 0'),
    'two programs': ('meson', meson('OK') + meson('FAIL', '', 1), '1 1 0'),
    'a log that is cut': ('meson', meson('OK') + '{"name":', '0 1 0'),
    'no log': ('meson', None, '0 1 0'),
    'pytest and Playwright': ('junit', junit(GOOD_CASE, BAD_CASE), '1 1 0'),
    'an error outside the test': (
        'junit', junit(GOOD_CASE, '<testcase name="x"><error/></testcase>'), '1 1 0'),
    'a skipped case': ('junit', junit('<testcase name="x"><skipped/></testcase>'), '0 0 1'),
    'a report that is cut': ('junit', '<testsuites><testcase', '0 1 0'),
    'no report': ('junit', None, '0 1 0'),
}


def counted(kind, text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'result')
        if text is not None:
            path.write_text(text, encoding='utf-8')
        done = subprocess.run([sys.executable, COUNTER, kind, path], capture_output=True, text=True,
                              check=True)
    return done.stdout.splitlines()[0]


def main():
    print(f'1..{len(CASES)}')
    failed = 0
    for number, (what, (kind, text, expected)) in enumerate(CASES.items(), 1):
        got = counted(kind, text)
        failed += got != expected
        print(f'{"ok" if got == expected else "not ok"} {number} - {what}')
        if got != expected:
            print(f'# expected {expected}, got {got}')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
