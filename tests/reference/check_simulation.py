#!/usr/bin/python3
"""200 simulated runs of one seed, in TAP. First comes the proof that the simulation sees it when crediting is
wrong: each of some faults is put into it and must be found."""
import contextlib
import dataclasses
import sys

import credit
import simulate

N_RUNS = 200
SEED = 6
N_BROKEN_RUNS = 90  # of these at least one must be found wrong


@contextlib.contextmanager
def changed(name, function):
    """credit.NAME is `function(the right one)` for a while."""
    right = getattr(credit, name)
    setattr(credit, name, function(right))
    try:
        yield
    finally:
        setattr(credit, name, right)


def with_beats(change):
    """Pieces of beats that are changed before."""
    def make(right):
        return lambda viewing, beats, fastest: right(viewing, change(list(beats)), fastest)
    return make


def replaced(**fields):
    return with_beats(lambda beats: [dataclasses.replace(beat, **fields) for beat in beats])


def held_by_all(right):
    return lambda case: {viewing: [(0, credit.FOR_EVER)] for viewing in right(case)}


def sent_all(right):
    return lambda log, viewing: [(0, credit.FOR_EVER)]


def laid_later(right):
    return lambda kept, start, length, kind: right(kept, start + 3000, length, kind)


FAULTS = (  # what is wrong, the function that is changed, how
    ('the clock bounds nothing', 'keep', lambda right: lambda seen, room: seen),
    ('the clock allows a tenth more', 'keep', lambda right: lambda seen, room: right(seen, room * 11 // 10)),
    ('what was not sent counts', 'sent_to', sent_all),
    ('all screens count at once', 'held', held_by_all),
    ('one beat in a hundred is lost', 'make_pieces',
     with_beats(lambda beats: [beat for beat in beats if beat.sequence % 100 != 7])),
    ('since is not read', 'make_pieces', replaced(since=-1)),
    ('contact is not read', 'make_pieces', replaced(contact=0)),
    ('pieces lie three seconds late', 'lay', laid_later),
    ('a set counts what touches twice', 'without', lambda right: lambda left, holes: left),
)


def points():
    for what, name, function in FAULTS:
        with changed(name, function):
            found = any(simulate.run(SEED, number).problems for number in range(N_BROKEN_RUNS))
        yield f'it is found when {what}', [] if found else ['it is not']
    results = [simulate.run(SEED, number) for number in range(N_RUNS)]
    for scene in simulate.SCENES:
        name = scene.__name__
        bad = [f'run {number} of seed {SEED}: {problem}' for number, result in enumerate(results)
               if result.scene == name for problem in result.problems]
        yield f'{name.removeprefix("scene_")}: {sum(1 for one in results if one.scene == name)} runs', bad
    truth = sum(result.figures[0] for result in results)
    yield 'there was something to see', [] if truth > 3600000 else [f'{truth} ms in all']


def main():
    n_bad = 0
    for number, (name, problems) in enumerate(points(), 1):
        n_bad += bool(problems)
        print(f'{"not " if problems else ""}ok {number} - {name}')
        for problem in problems:
            print(f'# {problem}')
    print(f'1..{len(FAULTS) + len(simulate.SCENES) + 1}')
    return 1 if n_bad else 0


if __name__ == '__main__':
    sys.exit(main())
