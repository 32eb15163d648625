#!/usr/bin/python3
"""Counts test cases of one suite from its result file and prints "PASSED FAILED SKIPPED", then one
line for each case that failed, then what the failed programs wrote.

  count_results.py meson FILE.json     meson's log of one run; TAP programs count by their points
  count_results.py junit FILE.xml      pytest and Playwright

A program that ends badly without a failed point, and a file that is missing or damaged, count as one
failure: nothing that goes wrong may look like success.
"""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

TAP_PLAN = re.compile(r'^1\.\.\d+', re.MULTILINE)
TAP_POINT = re.compile(r'^(?P<bad>not )?ok\b(?: +\d+)?(?P<text>.*)$', re.MULTILINE)
TAP_DIRECTIVE = re.compile(r'#\s*(?P<word>SKIP|TODO)\b', re.IGNORECASE)
DETAIL_LINES = 60  # of each failed program; meson's own log has all
GOOD_RESULTS = ('OK', 'EXPECTEDFAIL', 'SKIP')


class Count:
    """Passed and skipped cases by number, failed ones by name, and lines that may tell why."""

    def __init__(self):
        self.passed = 0
        self.skipped = 0
        self.failures = []
        self.details = []


def count_meson(path):
    count = Count()
    with open(path, encoding='utf-8', errors='replace') as log:
        for line in log:
            if line.strip():
                count_meson_test(json.loads(line), count)
    return count


def count_meson_test(test, count):
    output = test.get('stdout') or ''
    failures_before = len(count.failures)
    if TAP_PLAN.search(output) and TAP_POINT.search(output):
        for point in TAP_POINT.finditer(output):
            directive = TAP_DIRECTIVE.search(point['text'])
            if directive:
                count.skipped += 1
            elif point['bad']:
                count.failures.append(f'{test["name"]}:{point["text"].lstrip(" -")}')
            else:
                count.passed += 1
    elif test['result'] == 'SKIP':
        count.skipped += 1
    elif test['result'] in GOOD_RESULTS:
        count.passed += 1
    if test['result'] not in GOOD_RESULTS and len(count.failures) == failures_before:
        count.failures.append(f'{test["name"]}: {test["result"]}, exit status {test["returncode"]}')
    if len(count.failures) > failures_before:
        lines = [line for line in output.splitlines() if not line.startswith('ok ')]
        lines += (test.get('stderr') or '').splitlines()
        count.details += [f'{test["name"]} | {line}' for line in lines[-DETAIL_LINES:]]


def count_junit(path):
    count = Count()
    for case in ElementTree.parse(path).getroot().iter('testcase'):
        if case.find('failure') is not None or case.find('error') is not None:
            count.failures.append(f'{case.get("classname")}: {case.get("name")}')
        elif case.find('skipped') is not None:
            count.skipped += 1
        else:
            count.passed += 1
    return count


def main():
    kind, path = sys.argv[1:]
    try:
        count = {'meson': count_meson, 'junit': count_junit}[kind](path)
    except (OSError, ValueError, KeyError, ElementTree.ParseError) as error:
        count = Count()
        count.failures.append(f'no result could be read from {path}: {error}')
    print(count.passed, len(count.failures), count.skipped)
    for name in count.failures:
        print('FAILED', ' '.join(name.split()))
    for line in count.details:
        print(line)


if __name__ == '__main__':
    main()
