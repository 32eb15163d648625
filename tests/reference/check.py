#!/usr/bin/python3
"""Every case beside its expected answer, in TAP. The expected answers were worked out from docs/attendance.md;
each case says how. Cases of cases/days/ read the days' logs that lie there."""
import pathlib
import sys

import credit

CASES = pathlib.Path(__file__).resolve().parent / 'cases'
PASSED_OVER = {'midnight of days': 3, 'overlapping-intervals': 2, 'speed-nonsense': 1}  # lines of these cases
N_CASES_MIN = 80  # fewer were not found, and a check of nothing passes


def differences(got, want):
    """The lines that are not alike."""
    if len(got) != len(want):
        return [f'{len(got)} lines, {len(want)} expected']
    return [f'{one[:160]}, expected {other[:160]}' for one, other in zip(got, want) if one != other]


def answer(path):
    """The answer of a case's file and its number of damaged lines."""
    days = [day.read_bytes() for day in sorted(path.parent.glob('*.log'))]
    case = credit.read_case(path.read_text(encoding='utf-8'), days)
    return credit.credit(case).lines(), case.log.n_damaged


def try_case(path):
    got, n_damaged = answer(path)
    problems = differences(got, path.with_suffix('.want').read_text(encoding='utf-8').splitlines())
    name = path.stem if path.parent == CASES else f'{path.stem} of {path.parent.name}'
    expected = PASSED_OVER.get(name, 0)
    if n_damaged != expected:
        problems.append(f'{n_damaged} lines were passed over, {expected} expected')
    return problems


def try_all():
    paths = sorted([*CASES.glob('*.txt'), *CASES.glob('days/*.txt')])
    points = [(f'{path.parent.name}/{path.stem}', try_case(path)) for path in paths]
    missing = [] if len(paths) >= N_CASES_MIN else [f'only {len(paths)}']
    wants = {path.with_suffix('.want') for path in paths}
    missing += [f'{path.name} has no case' for path in CASES.rglob('*.want') if path not in wants]
    points.append(('all cases are there, each with its answer', missing))
    return points


def try_refusals():
    """What must be seen: a wrong answer, a broken head, a changed byte in a day."""
    path = CASES / 'trace-1-watches-all.txt'
    text = path.read_text(encoding='utf-8')
    right = path.with_suffix('.want').read_text(encoding='utf-8').splitlines()
    other = credit.credit(credit.read_case(text.replace('0-10000\n', '0-9999\n'))).lines()
    yield 'a missing millisecond changes the answer', [] if differences(other, right) else ['it does not']
    for what, wrong in (('no policy', text.replace('policy ', '# ')), ('an unknown line', text + 'grace 5\n'),
                        ('a rate that is no number', text.replace('max_rate=2000', 'max_rate=fast'))):
        try:
            credit.read_case(wrong)
            yield f'{what} is refused', ['it was read']
        except ValueError:
            yield f'{what} is refused', []
    day = (CASES / 'days' / '2026-03-02.log').read_bytes()
    whole = credit.Log()
    credit.take_day(whole, day)
    lines = day.split(b'\n')
    bad = []
    for index, line in enumerate(lines[:-1]):
        changed = line[:20] + bytes([line[20] ^ 1]) + line[21:]
        log = credit.Log()
        credit.take_day(log, b'\n'.join([*lines[:index], changed, *lines[index + 1:]]))
        known = 0 if b'\0' in line or line.startswith(b'v9') else 1  # damaged before
        if log.n_damaged != whole.n_damaged + known:
            bad.append(f'line {index + 1}')
    yield 'a flipped bit in any line of a day is counted', bad


def main():
    points = [*try_all(), *try_refusals()]
    print(f'1..{len(points)}')
    for number, (name, problems) in enumerate(points, 1):
        print(f'{"not " if problems else ""}ok {number} - {name}')
        for problem in problems:
            print(f'# {problem}')
    return 1 if any(problems for _, problems in points) else 0


if __name__ == '__main__':
    sys.exit(main())
