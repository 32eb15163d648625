#!/usr/bin/env python3
"""check_agreement.py CASES LIVE: random people's answers of the second implementation are those of the first, to the
byte, and what is said beat by beat is what the rule gives. CASES and LIVE are the programs test_credit_cases and
test_credit_live, which look at a folder of cases."""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
RUNS = 150
SEED = 20261122


def complaints(test, folder):
    told = subprocess.run([test, '-k'], env={**os.environ, 'TONGPING_CREDIT_CASES': folder}, capture_output=True,
                          text=True, check=False)
    found = [line[:1000] for line in told.stdout.splitlines() if 'assertion failed' in line]
    return found or ([(told.stderr or told.stdout)[-1000:]] if told.returncode else [])


def main(cases, live):
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run([sys.executable, HERE / 'simulate.py', '--runs', str(RUNS), '--seed', str(SEED),
                               '--write', folder], capture_output=True, text=True, check=False)
        n_cases = len(list(pathlib.Path(folder).glob('*.want')))
        whole = [] if made.returncode == 0 and n_cases == RUNS else [made.stdout + made.stderr]
        points = ((f'{n_cases} random people have the same record twice', [*whole, *complaints(cases, folder)]),
                  (f'{n_cases} random people are told what they get', complaints(live, folder)))
    print(f'1..{len(points)}')
    for number, (name, problems) in enumerate(points, 1):
        print(f'{"not " if problems else ""}ok {number} - {name}')
        for problem in problems:
            print(f'# {problem}')
    return any(problems for _, problems in points)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:3]))
