#!/usr/bin/env python3
"""check_agreement.py TEST: random people's answers of the second implementation are those of the first, to the byte.
TEST is the program test_credit_cases, which looks at a folder of cases."""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
RUNS = 150
SEED = 20261122


def main(test):
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run([sys.executable, HERE / 'simulate.py', '--runs', str(RUNS), '--seed', str(SEED),
                               '--write', folder], capture_output=True, text=True, check=False)
        n_cases = len(list(pathlib.Path(folder).glob('*.want')))
        told = subprocess.run([test, '-k'], env={**os.environ, 'TONGPING_CREDIT_CASES': folder}, capture_output=True,
                              text=True, check=False)
    problems = [] if made.returncode == 0 and n_cases == RUNS else [made.stdout + made.stderr]
    problems += [line[:1000] for line in told.stdout.splitlines() if 'assertion failed' in line]
    if told.returncode and not problems:
        problems.append(told.stderr[-1000:])
    print(f'1..1\n{"not " if problems else ""}ok 1 - {n_cases} random people have the same record twice')
    for problem in problems:
        print(f'# {problem}')
    return bool(problems)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
