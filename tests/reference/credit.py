#!/usr/bin/python3
"""The second implementation of crediting, written from docs/attendance.md alone: read side by side with it.

    credit.py CASE.txt [YYYY-MM-DD.log …]

prints the answer of one case. Days of the raw viewing log (docs/viewing-log.md, lines with their CRC) are read
behind the lines of the case, in the order given. Damaged lines are passed over; how many, stderr says.

Numbers are whole milliseconds (the log's microseconds divided, rounded down), rates thousandths. A set is an
ordered list of half-open intervals (begin, end), disjoint and not touching.
"""
import re
import sys
import zlib
from dataclasses import dataclass, field

SLOWEST = 250            # thousandths: a slower rate is taken for this one
RATE_MAX = 4000          # thousandths: no line says more
SINCE_MAX = 400 * 24 * 3600 * 1000  # ms: no line says more
CONTACT_MAX = 60000      # ms: what is shown of a kept lesson this near to a contact was witnessed
FOR_EVER = 1 << 62
CLASS_OF_MODE = {'live': 'live', 'recording': 'replay', 'lesson': 'replay', 'kept': 'offline'}
CLASSES = ('live', 'replay', 'offline')  # in the order in which a media moment counts
POLICY_NUMBERS = ('max_rate', 'replay_weight', 'offline_weight', 'present_at', 'absent_below', 'late_after',
                  'left_before', 'least', 'cap', 'hour')


# ---- sets

def union(intervals):
    result = []
    for begin, end in sorted(intervals):
        if begin >= end:
            continue
        if result and begin <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((begin, end))
    return result


def common(left, right):
    result = []
    i = j = 0
    while i < len(left) and j < len(right):
        begin, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if begin < end:
            result.append((begin, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return result


def without(left, right):
    holes = [(-FOR_EVER, right[0][0])] if right else [(-FOR_EVER, FOR_EVER)]
    holes += [(one[1], other[0]) for one, other in zip(right, right[1:])]
    if right:
        holes.append((right[-1][1], FOR_EVER))
    return common(left, holes)


def size(intervals):
    return sum(end - begin for begin, end in intervals)


def set_text(intervals):
    return ','.join(f'{begin}-{end}' for begin, end in intervals) or '-'


# ---- lines of the log

NUMBER = re.compile(r'0|[1-9][0-9]*')
SIGNED = re.compile(r'-?(?:0|[1-9][0-9]*)')
INTERVAL = re.compile(r'(0|[1-9][0-9]*)-(0|[1-9][0-9]*)')


class Damaged(Exception):
    """A line that is not in the form of the page."""


def read_number(word, form=NUMBER):
    if not form.fullmatch(word):
        raise Damaged(word)
    return int(word)


def read_moment(word):
    return read_number(word) // 1000


def read_seen(word):
    """Intervals in order and disjoint; what is not so, nobody wrote."""
    if word == '-':
        return []
    found = [INTERVAL.fullmatch(part) for part in word.split(',')]
    if not all(found):
        raise Damaged(word)
    seen = [(int(one[1]), int(one[2])) for one in found]
    ends = [0] + [end for _, end in seen]
    if any(begin >= end or begin < before for (begin, end), before in zip(seen, ends)):
        raise Damaged(word)
    return seen


def read_limited(word, least, most, form=NUMBER):
    number = read_number(word, form)
    if not least <= number <= most:
        raise Damaged(word)
    return number


@dataclass
class Beat:
    arrival: int
    sequence: int
    rate: int
    contact: int    # 0: not said
    since: int      # -1: not said
    seen: list


@dataclass
class Viewing:
    id: str
    opened: int
    of: str
    who: str
    owner: str
    mode: str
    ended: int = FOR_EVER


@dataclass
class Log:
    viewings: dict = field(default_factory=dict)   # id → Viewing: its first `opened` line
    beats: dict = field(default_factory=dict)      # id → {sequence: Beat}: the first line of each
    delivered: dict = field(default_factory=dict)  # id → [interval]
    taken: dict = field(default_factory=dict)      # id → [moment]
    ended: dict = field(default_factory=dict)      # id → moment: the earliest
    n_damaged: int = 0


def take_opened(log, words):
    at, viewing, of, who, owner, mode = words
    moment = read_moment(at)
    if who not in ('account', 'screen', 'anonymous'):
        raise Damaged(who)
    if mode in CLASS_OF_MODE:
        log.viewings.setdefault(viewing, Viewing(viewing, moment, of, who, owner, mode))


def take_beat(log, words):
    at, viewing, sequence, _, position, rate, _, latency, _, seen = words
    take_second_beat(log, [at, viewing, sequence, '', position, rate, '', latency, '', '0', '-1', seen])


def take_second_beat(log, words):
    at, viewing, sequence, _, position, rate, _, latency, _, contact, since, seen = words
    read_number(position)
    read_number(latency, SIGNED)
    beat = Beat(read_moment(at), read_number(sequence), read_limited(rate, 0, RATE_MAX),
                read_moment(contact), read_limited(since, -1, SINCE_MAX, SIGNED), read_seen(seen))
    log.beats.setdefault(viewing, {}).setdefault(beat.sequence, beat)


def take_delivered(log, words):
    at, viewing, track, begin, end, n_bytes = words
    read_moment(at)
    read_number(n_bytes)
    if track not in ('video', 'audio', 'both'):
        raise Damaged(track)
    log.delivered.setdefault(viewing, []).append((read_number(begin), read_number(end)))


def take_taken(log, words):
    at, viewing = words
    log.taken.setdefault(viewing, []).append(read_moment(at))


def take_ended(log, words):
    at, viewing, sequence = words
    read_number(sequence)
    log.ended[viewing] = min(read_moment(at), log.ended.get(viewing, FOR_EVER))


LINES = {  # the first two words → how many more there are, who takes them
    ('v1', 'opened'): (6, take_opened),
    ('v1', 'beat'): (10, take_beat),
    ('v2', 'beat'): (12, take_second_beat),
    ('v1', 'delivered'): (6, take_delivered),
    ('v1', 'taken'): (2, take_taken),
    ('v1', 'ended'): (3, take_ended),
}


def take_line(log, line):
    """One line without its CRC. What is in no form that we know is passed over like what is damaged."""
    words = line.split(' ')
    n_words, take = LINES.get(tuple(words[:2]), (0, None))
    try:
        if take is None or len(words) != n_words + 2:
            raise Damaged(line)
        take(log, words[2:])
    except Damaged:
        log.n_damaged += 1


def take_day(log, data):
    """A day of the raw log as bytes. An end without a line feed was never acknowledged."""
    for raw in data.split(b'\n')[:-1]:
        body, _, crc = raw.rpartition(b' ')
        if not re.fullmatch(rb'[0-9a-fA-F]{8}', crc) or int(crc, 16) != zlib.crc32(body):
            log.n_damaged += 1
            continue
        take_line(log, body.decode('ascii', 'replace'))


# ---- a case

@dataclass
class Presence:
    id: str
    kind: str
    begin: int
    end: int
    viewings: list


@dataclass
class Case:
    event: str = ''
    kind: str = ''
    duration: int = 0
    faults: list = field(default_factory=list)
    policy: dict = field(default_factory=dict)
    person: str = ''
    account: str = '-'
    presences: list = field(default_factory=list)
    leave: bool = False
    log: Log = field(default_factory=Log)


def read_policy(words):
    policy = dict(word.split('=', 1) for word in words)
    policy.update({name: read_number(policy[name]) for name in POLICY_NUMBERS})
    if policy['counts'] not in ('coverage', 'presence'):
        raise Damaged(policy['counts'])
    return policy


def take_head(case, words):
    """A line of what the catalogue knows."""
    name, *rest = words
    if name == 'event':
        case.event, case.kind, duration = rest
        case.duration = read_number(duration)
    elif name == 'fault':
        case.faults = union([*case.faults, (read_number(rest[0]), read_number(rest[1]))])
    elif name == 'policy':
        case.policy = read_policy(rest)
    elif name == 'person':
        case.person, case.account = rest
    elif name == 'presence':
        presence, kind, begin, end, viewings = rest
        if kind not in ('room', 'beside'):
            raise Damaged(kind)
        case.presences.append(Presence(presence, kind, read_moment(begin), read_moment(end), viewings.split(',')))
    elif words == ['leave']:
        case.leave = True
    else:
        raise Damaged(name)


def read_case(text, days=()):
    """The case of a file's text and of the bytes of days behind it. ValueError: not a case."""
    case = Case()
    for number, line in enumerate(text.split('\n'), 1):
        if not line.strip() or line.startswith('#'):
            continue
        if re.match(r'v[0-9]+ ', line):
            take_line(case.log, line)
            continue
        try:
            take_head(case, line.split())
        except (Damaged, KeyError, ValueError, IndexError) as error:
            raise ValueError(f'line {number} cannot be read: {line!r}') from error
    for day in days:
        take_day(case.log, day)
    if not (case.event and case.policy and case.person):
        raise ValueError('the lines event, policy and person are needed')
    for viewing, moment in case.log.ended.items():
        if viewing in case.log.viewings:
            case.log.viewings[viewing].ended = moment
    return case


# ---- from a viewing to pieces

@dataclass
class Piece:
    media: tuple
    wall: tuple
    kind: str


def up(dividend, divisor):
    """A division that rounds up."""
    return -(-dividend // divisor)


def keep(seen, room):
    """Of the intervals in their order at most `room`; the one in which it is reached is cut."""
    kept = []
    for begin, end in seen:
        end = min(end, begin + room)
        if begin < end:
            kept.append((begin, end))
            room -= end - begin
    return kept


def lay(kept, start, length, kind):
    """The kept intervals one behind the other over the wall [start, start + length)."""
    total = size(kept)
    before = 0
    for begin, end in kept:
        first = start + before * length // total
        last = start + (before + end - begin) * length // total
        yield Piece((begin, end), (first, max(last, first + 1)), kind)
        before += end - begin


def make_pieces(viewing, beats, fastest):
    """`beats`: one for each sequence number, in any order. `fastest`: V."""
    pieces = []
    placed = viewing.opened
    for beat in sorted(beats, key=lambda beat: beat.sequence):
        contact = min(max(viewing.opened, beat.contact), beat.arrival)
        begin = max(placed, contact)
        if beat.arrival <= begin:
            continue
        kept = keep(beat.seen, (beat.arrival - begin) * fastest // 1000)
        total = size(kept)
        if total == 0:
            continue
        lasted = up(total * 1000, min(max(beat.rate, SLOWEST), fastest))
        end = contact + beat.since if beat.contact > 0 and beat.since >= 0 else begin + lasted
        end = min(max(end, begin + up(total * 1000, fastest)), beat.arrival)
        length = min(lasted, end - begin)
        witnessed = viewing.mode == 'kept' and beat.arrival - contact <= CONTACT_MAX
        kind = 'replay' if witnessed else CLASS_OF_MODE[viewing.mode]
        pieces.extend(lay(kept, end - length, length, kind))
        placed = end
    return pieces


# ---- one screen a person

def own_viewings(case):
    return [viewing for viewing in case.log.viewings.values()
            if viewing.who == 'account' and viewing.owner == case.account != '-']


def presence_at(case, moment, kind):
    """The presence of a kind that has the person, or None."""
    found = [(one.begin, one.id, one) for one in case.presences
             if one.kind == kind and one.begin <= moment < one.end]
    return max(found, key=lambda row: row[:2])[2] if found else None


def own_at(case, own, moment):
    """The own viewing that has the person, or None."""
    found = []
    for viewing in own:
        if viewing.opened <= moment < viewing.ended:
            takes = [viewing.opened, *case.log.taken.get(viewing.id, [])]
            found.append((max(take for take in takes if take <= moment), viewing.id))
    return max(found)[1] if found else None


def held(case):
    """(viewing id, by a presence?) → the set of moments at which that source has the person."""
    own = [viewing for viewing in own_viewings(case) if viewing.mode != 'kept']
    moments = {moment for one in case.presences for moment in (one.begin, one.end)}
    for viewing in own:
        moments.update((viewing.opened, viewing.ended, *case.log.taken.get(viewing.id, [])))
    moments = sorted(moments | {FOR_EVER})
    result = {}
    for begin, end in zip(moments, moments[1:]):
        presence = presence_at(case, begin, 'room') or presence_at(case, begin, 'beside')
        viewings = presence.viewings if presence else [own_at(case, own, begin)]
        for viewing in viewings:
            result.setdefault((viewing, presence is not None), []).append((begin, end))
    return add_kept(case, {source: union(intervals) for source, intervals in result.items()})


def walls(case, id_, turn):
    """The wall of a viewing's pieces, of whatever event, within its turn."""
    viewing = case.log.viewings.get(id_)
    beats = case.log.beats.get(id_, {}).values()
    pieces = make_pieces(viewing, beats, case.policy['max_rate']) if viewing else []
    return [part.wall for piece in pieces for part in cut_by_wall(piece, turn)]


def add_kept(case, turns):
    """What was downloaded has no turn of its own: it counts where no other piece lies."""
    busy = union([wall for (id_, _), turn in turns.items() for wall in walls(case, id_, turn)])
    kept = [viewing for viewing in own_viewings(case) if viewing.mode == 'kept']
    for viewing in sorted(kept, key=lambda one: (one.opened, one.id), reverse=True):
        free = without([(0, FOR_EVER)], busy)
        turns[(viewing.id, False)] = free
        busy = union([*busy, *walls(case, viewing.id, free)])
    return turns


def cut_by_wall(piece, wall):
    """The parts of a piece whose wall interval lies in the set."""
    (m0, m1), (w0, w1) = piece.media, piece.wall
    for a, b in common([piece.wall], wall):
        media = (m0 + (a - w0) * (m1 - m0) // (w1 - w0), m0 + (b - w0) * (m1 - m0) // (w1 - w0))
        if media[0] < media[1]:
            yield Piece(media, (a, b), piece.kind)


# ---- what was sent

def sent_to(log, viewing):
    """What was sent to a viewing's account or screen of the same meeting or lesson; of nobody's, to itself."""
    if viewing.who == 'anonymous':
        same = [viewing.id]
    else:
        same = [other.id for other in log.viewings.values()
                if (other.who, other.owner, other.of) == (viewing.who, viewing.owner, viewing.of)]
    return union([interval for one in same for interval in log.delivered.get(one, [])])


def cut_by_media(piece, media):
    """The parts of a piece whose media lies in the set, each with its part of the wall (which may be none)."""
    (m0, m1), (w0, w1) = piece.media, piece.wall
    for a, b in common([piece.media], media):
        first = w0 + (a - m0) * (w1 - w0) // (m1 - m0)
        last = w0 + (b - m0) * (w1 - w0) // (m1 - m0)
        yield Piece((a, b), (first, last), piece.kind)


# ---- the answer

@dataclass
class Answer:
    live: list
    replay: list
    offline: list
    presence: list
    required: int
    covered: int
    credited: int
    state: str

    def lines(self):
        sets = [f'{name} {set_text(getattr(self, name))}' for name in (*CLASSES, 'presence')]
        return sets + [f'{name} {getattr(self, name)}' for name in ('required', 'covered', 'credited', 'state')]


def counted_pieces(case):
    """The pieces of the event that count for the person."""
    log = case.log
    for (id_, by_presence), wall in sorted(held(case).items(), key=lambda item: str(item[0])):
        viewing = log.viewings.get(id_)
        if viewing is None or viewing.of != case.event:
            continue
        sent = common(sent_to(log, viewing), [(0, case.duration)])
        for piece in make_pieces(viewing, log.beats.get(id_, {}).values(), case.policy['max_rate']):
            if by_presence and case.kind == 'study':
                piece.kind = 'live'
            for part in cut_by_wall(piece, wall):
                yield from cut_by_media(part, sent)


def credited_sum(policy, sums, presence):
    """`sums`: of the classes, without faults."""
    total = sums['live']
    total += sums['replay'] * policy['replay_weight'] // 1000
    total += sums['offline'] * policy['offline_weight'] // 1000
    if policy['counts'] == 'presence':
        total = min(total, presence)
    if total < policy['least']:
        return 0
    return min(total, policy['cap']) if policy['cap'] else total


def edges_of(case, required, live, covered):
    """(late, gone early) of who came live."""
    if case.kind == 'lesson' or not live or covered == required:
        return False, False
    return (live[0][0] - required[0][0] > case.policy['late_after'],
            required[-1][1] - live[-1][1] > case.policy['left_before'])


def state_of(case, required, live, covered, has_piece):
    """`live` and `covered` without faults."""
    if not required:
        return 'present' if has_piece else 'excused' if case.leave else 'absent'
    policy = case.policy
    part = size(covered) * 1000
    absent = part < policy['absent_below'] * size(required) or part == 0
    late, early = edges_of(case, required, live, covered)
    rows = (
        ('excused', case.leave and absent),
        ('absent', absent),
        ('partial', part < policy['present_at'] * size(required) or (late and early)),
        ('late', late),
        ('left_early', early),
        ('present', True),
    )
    return next(word for word, fits in rows if fits)


def credit(case):
    pieces = list(counted_pieces(case))
    media, before = {}, []
    for kind in CLASSES:
        shown = union([piece.media for piece in pieces if piece.kind == kind])
        media[kind] = without(shown, before)
        before = union(before + shown)
    presence = union([piece.wall for piece in pieces])
    required = without([(0, case.duration)] if case.duration else [], case.faults)
    sums = {kind: size(common(media[kind], required)) for kind in CLASSES}
    weights = {'live': 1000, 'replay': case.policy['replay_weight'], 'offline': case.policy['offline_weight']}
    worth = union([part.wall for piece in pieces if weights[piece.kind] for part in cut_by_media(piece, required)])
    covered = common(before, required)
    state = state_of(case, required, common(media['live'], required), covered, bool(pieces))
    return Answer(**media, presence=presence, required=size(required), covered=size(covered),
                  credited=credited_sum(case.policy, sums, size(worth)), state=state)


def main(arguments):
    if not arguments:
        sys.exit('usage: credit.py CASE.txt [YYYY-MM-DD.log …]')
    with open(arguments[0], encoding='utf-8') as file:
        text = file.read()
    days = []
    for path in arguments[1:]:
        with open(path, 'rb') as file:
            days.append(file.read())
    try:
        case = read_case(text, days)
    except ValueError as error:
        sys.exit(f'{arguments[0]}: {error}')
    print('\n'.join(credit(case).lines()))
    if case.log.n_damaged:
        print(f'{case.log.n_damaged} damaged lines', file=sys.stderr)


if __name__ == '__main__':
    main(sys.argv[1:])
