#!/usr/bin/python3
"""Random viewers whose truth is known, held against the crediting of docs/attendance.md.

    simulate.py --runs 1000 --seed 1 [--write DIR]

A run is a small world: people who play, pause, seek, loop, change the speed and the screen, sit in rooms; networks
that cut, delay, repeat and reorder beats and answers; devices with any clock, that are suspended, and tabs that die;
or a script that claims what it likes. The world writes the log's lines and knows what was really shown and when.
--write puts each run beside its answer (RUN.txt, RUN.want), for other implementations.

Moments are milliseconds since the world began. Sets of media are whole numbers, a bit for each millisecond: nothing
of the crediting is used to judge it.
"""
import argparse
import pathlib
import random
import sys
import time
from dataclasses import dataclass

import credit
import world as worlds

TV, TV_2, PHONE, TABLET, HUSBAND = (f'01905c00-0000-7000-8000-{n:012x}' for n in range(1, 6))


# ---- scenes: what people do. Each plays itself into a world.

def scene_alone(world):
    """One device, some viewings one behind the other; tabs die, the page is opened again."""
    device = world.device()
    now = 0
    for _ in range(world.rng.randint(1, 4)):
        player = world.player(device, 'account', worlds.ACCOUNT)
        now = player.visit(now, world.minutes(2, 8), dies=world.chance(0.4)) + world.minutes(0.1, 5)


def scene_screens(world):
    """Two or three screens of one account at once; the person says on one or another that it goes on there."""
    for _ in range(world.rng.randint(2, 3)):
        player = world.player(world.device(), 'account', worlds.ACCOUNT)
        begin, length = world.minutes(0, 4), world.minutes(2, 8)
        for _ in range(world.rng.randint(0, 2)):
            player.takes.append(begin + world.rng.randrange(length))
        player.visit(begin, length, dies=world.chance(0.3))


def scene_room(world):
    """One or two TVs, marks in and out at any moment, sometimes the person's own phone."""
    screens = [world.player(world.device(), 'screen', owner) for owner in (TV, TV_2)[:world.rng.randint(1, 2)]]
    for screen in screens:
        screen.visit(world.minutes(0, 1), world.minutes(5, 10), dies=world.chance(0.3))
    for _ in range(world.rng.randint(1, 4)):
        begin = world.minutes(0, 8)
        world.presence('room', begin, begin + world.minutes(0.1, 6), [world.rng.choice(screens)])
    if world.chance(0.4):
        world.player(world.device(), 'account', worlds.ACCOUNT).visit(world.minutes(0, 3), world.minutes(3, 8))


def scene_couple(world):
    """Beside another account's phone, by PIN; the own one plays too, or there is none."""
    phone = world.player(world.device(), 'account', HUSBAND)
    phone.visit(0, world.minutes(5, 10), dies=world.chance(0.3))
    begin = world.minutes(0, 3)
    world.presence('beside', begin, begin + world.minutes(1, 8), [phone])
    if world.chance(0.5):
        world.player(world.device(), 'account', worlds.ACCOUNT).visit(world.minutes(0, 3), world.minutes(3, 8))


def scene_kept(world):
    """Downloaded, shown hours later without the network, handed in when it is back."""
    device = world.device()
    player = world.player(device, 'account', worlds.ACCOUNT, mode='kept')
    begin = world.minutes(20, 300)
    length = world.minutes(3, 10)
    if world.chance(0.8):
        device.cut(5 * worlds.SECOND, begin + length + world.minutes(1, 600))
    player.visit(0, length, begins=begin, dies=world.chance(0.2))


def scene_script(world):
    """Claims what it likes, as often as it likes: any numbers, rates and sinces, any contact that it ever had."""
    if world.chance(0.2):
        moment = world.minutes(0.5, 2)
        for n in range(4):
            worlds.Script(world, worlds.ACCOUNT).squeeze(0, moment + 10 * n)
        return
    for _ in range(world.rng.choice((1, 1, 1, 2, 5))):
        worlds.Script(world, worlds.ACCOUNT).run(world.minutes(0, 1), world.minutes(0.2, 3))


SCENES = (scene_alone, scene_screens, scene_room, scene_couple, scene_kept, scene_script)


# ---- judging

def bits_of(intervals):
    bits = 0
    for begin, end in intervals:
        bits |= worlds.mask(begin, end)
    return bits


def judge_numbers(answer):
    """What holds for whoever it is."""
    parts = [bits_of(part) for part in (answer.live, answer.replay, answer.offline)]
    union = parts[0] | parts[1] | parts[2]
    if sum(part.bit_count() for part in parts) != union.bit_count():
        yield 'a media moment counts in two classes'
    if not answer.credited <= answer.covered <= answer.required:
        yield f'credited {answer.credited}, covered {answer.covered}, required {answer.required}'


def judge_honest(world, covered):
    """Truth without what died ≤ credited ≤ truth. A beat that straddles a change of the screen lies within its
    window, where, nobody knows: it may count or not."""
    holds = world.holds()
    truth = straddle = 0
    for player in world.players:
        if player.of == worlds.EVENT:
            held = holds.get(player.id, [])
            truth |= player.truth(held)
            straddle |= player.straddling(held)
    lost = bits_of(interval for _, intervals in world.lost for interval in intervals)
    too_much = covered & ~(truth | straddle)
    if too_much:
        yield f'{too_much.bit_count()} ms more than the truth'
    missing = truth & ~(covered | lost | straddle)
    if missing:
        yield f'{missing.bit_count()} ms less than the truth'
    for limit, intervals in world.lost:
        if bits_of(intervals).bit_count() > limit:
            yield 'a death lost more than one beat'
    world.figures = (truth.bit_count(), covered.bit_count(), straddle.bit_count())


def judge_script(world, covered):
    passed = max(one.last for one in world.scripts) - min(one.opened for one in world.scripts)
    bound = passed * world.fastest // 1000  # of all the person's viewings together
    if covered.bit_count() > bound:
        yield f'{covered.bit_count()} ms, the clock and V allow {bound}'
    if covered & ~bits_of(interval for script in world.scripts for interval in script.sent):
        yield 'media that was never sent'
    world.excess = covered.bit_count() / max(1, bound)


def judge_presence(world, presence):
    """Never more than the time that passed between an opening and the last arrival, while the source had the
    person."""
    holds = world.holds()
    spans = []
    for one in [*world.players, *world.scripts]:
        spans += [(max(begin, one.opened), min(end, one.last)) for begin, end in holds.get(one.id, [])]
    passed = bits_of(span for span in spans if span[0] < span[1])
    if bits_of(presence) & ~passed:
        yield 'presence where no time passed'


def judge(world, answer):
    covered = bits_of(answer.live) | bits_of(answer.replay) | bits_of(answer.offline)
    presence = [(begin - worlds.BEGIN, end - worlds.BEGIN) for begin, end in answer.presence]
    problems = list(judge_numbers(answer)) + list(judge_presence(world, presence))
    return problems + list((judge_script if world.scripts else judge_honest)(world, covered))


def play(seed, number, clock=0):
    """The world of a run, played to its end. `clock`: what the clocks of its devices show when it begins."""
    world = worlds.World(random.Random(f'{seed} {number}'), clock)
    world.scene = SCENES[number % len(SCENES)]
    world.scene(world)
    return world


@dataclass
class Result:
    """What is kept of a run."""
    scene: str
    problems: list
    n_lines: int
    n_viewings: int
    n_scripts: int
    n_deaths: int
    figures: tuple   # truth, credited, in beats that straddle: ms
    excess: float    # of a script: credited by the time since the first opening x V


def run(seed, number, folder=None):
    """Plays a run, credits it, judges it."""
    world = play(seed, number)
    text = world.text(f'run {number} of seed {seed}: {world.scene.__name__.removeprefix("scene_")}')
    answer = credit.credit(credit.read_case(text))
    if folder:
        name = f'run-{number:05d}'
        (folder / f'{name}.txt').write_text(text, encoding='utf-8')
        (folder / f'{name}.want').write_text('\n'.join(answer.lines()) + '\n', encoding='utf-8')
    problems = judge(world, answer)
    if number % 25 < len(SCENES):  # each scene, now and then, with clocks ten years off
        off = random.Random(number).randint(-worlds.TEN_YEARS, worlds.TEN_YEARS)
        if play(seed, number, off).lines != world.lines:
            problems.append('the clock of a device changes what it says')
    return Result(world.scene.__name__, problems, len(world.lines), len(world.players), len(world.scripts),
                  len(world.lost), world.figures, world.excess)


def summary(results, seconds):
    honest = [one for one in results if not one.n_scripts]
    scripts = [one for one in results if one.n_scripts]
    truth, covered, straddle = (sum(one.figures[i] for one in honest) for i in range(3))
    yield f'{len(results)} runs, {sum(one.n_lines for one in results)} lines, {seconds:.1f} s'
    yield (f'honest: {len(honest)} runs, {sum(one.n_viewings for one in honest)} viewings, '
           f'{sum(one.n_deaths for one in honest)} deaths, truth {truth} ms, credited {covered} ms '
           f'({100 * covered / max(1, truth):.3f} %), {straddle} ms in beats that straddle a change')
    exact = sum(1 for one in honest if not one.n_deaths and not one.figures[2])
    yield f'without a death and a change: {exact} runs, credited is the truth in each'
    single = max((one.excess for one in scripts if one.n_scripts == 1), default=0)
    several = max((one.excess for one in scripts if one.n_scripts > 1), default=0)
    yield (f'scripts: {len(scripts)} runs; of the time since the first opening x V one viewing gets at most '
           f'{single:.3f}, several of one person {several:.3f}')


def main():
    options = argparse.ArgumentParser(description='random viewers, held against the crediting')
    options.add_argument('--runs', type=int, default=1000)
    options.add_argument('--seed', type=int, default=1)
    options.add_argument('--write', type=pathlib.Path, help='a folder for the cases and their answers')
    chosen = options.parse_args()
    if chosen.write:
        chosen.write.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    results = []
    for number in range(chosen.runs):
        results.append(run(chosen.seed, number, chosen.write))
        for problem in results[-1].problems:
            print(f'run {number} ({results[-1].scene}): {problem}')
    print('\n'.join(summary(results, time.monotonic() - started)))
    n_bad = sum(1 for one in results if one.problems)
    print(f'{n_bad} of {chosen.runs} runs are wrong')
    return 1 if n_bad else 0


if __name__ == '__main__':
    sys.exit(main())
