"""The small worlds of simulate.py: devices, networks, players and scripts, and what was really shown.

Nothing here uses the crediting. Moments are milliseconds since the world began; a set of media is a whole number
with a bit for each millisecond.
"""
from dataclasses import dataclass

BEGIN = 1772326800000  # the server's clock when a world begins, ms
SECOND = 1000
MINUTE = 60000
TEN_YEARS = 10 * 365 * 86400000
SEGMENT = 6000         # ms: what the gate sends in one piece
AHEAD = 30000          # ms: what a player loads ahead
CHUNK = 5000           # ms: a player looks round at least this often
TIMEOUT = 5000         # ms until a player sends a beat again
PATIENT = 8            # this often a beat is sent before the network is merciful
NEVER = 1 << 60

EVENT = '0190e000-0000-7000-8000-000000000001'
OTHER_EVENT = '0190e000-0000-7000-8000-000000000002'
PERSON = '0190be00-0000-7000-8000-000000000001'
ACCOUNT = '0190ac00-0000-7000-8000-000000000001'
RATES = (500, 750, 1000, 1000, 1000, 1250, 1500, 2000)


def mask(begin, end):
    return ((1 << (end - begin)) - 1) << begin


class Device:
    """A clock that nobody set, and a network. `origin`: what the monotonic clock shows when the world begins."""

    def __init__(self, rng, origin):
        self.rng = rng
        self.origin = origin
        self.stops = rng.random() < 0.5  # the monotonic clock stands still while it is suspended
        self.suspends = []
        self.down = []
        self.loss = rng.choice((0, 0.02, 0.1, 0.3))
        self.slow = rng.choice((50, 300, 3000))
        now = 0
        while rng.random() < 0.6:
            now += rng.randrange(5 * MINUTE)
            length = rng.choice((3, 30, 240)) * SECOND
            self.cut(now, now + length)
            now += length

    def cut(self, begin, end):
        self.down.append((begin, end))

    def reading(self, now):
        """The monotonic clock."""
        asleep = sum(min(now, end) - begin for begin, end in self.suspends if begin < now) if self.stops else 0
        return self.origin + now - asleep

    def next_up(self, now):
        """The first moment from now on at which the network is there."""
        moved = True
        while moved:
            moved = False
            for begin, end in self.down:
                if begin <= now < end:
                    now, moved = end, True
        return now

    def is_up(self, now):
        return self.next_up(now) == now

    def delay(self):
        return 1 + self.rng.randrange(8 * SECOND if self.rng.random() < 0.03 else self.slow)

    def send(self, now):
        """Sends a beat until it is answered: [(its arrival, the reception of its answer or None)]."""
        tries = []
        for count in range(40):
            now = self.next_up(now)
            if count > PATIENT or self.rng.random() >= self.loss:
                arrival = now + self.delay()
                received = arrival + self.delay()
                heard = self.is_up(received) and (count > PATIENT or self.rng.random() >= self.loss)
                tries.append((arrival, received if heard else None))
            now += TIMEOUT
            if any(received is not None and received <= now for _, received in tries):
                break
        return tries


@dataclass
class Made:
    """A beat as the world knows it: its claim lies on the wall between `low` and `high`."""
    claim: int
    low: int
    high: int


class Player:
    """An honest player and who watches it: one viewing."""

    def __init__(self, world, device, who, owner, mode):
        self.world, self.device, self.who, self.owner, self.mode = world, device, who, owner, mode
        self.rng = world.rng
        self.id = world.new_id()
        self.of = OTHER_EVENT if mode != 'kept' and world.chance(0.08) else EVENT
        self.period = self.rng.choice((5, 10, 15)) * SECOND
        self.rates = [rate for rate in RATES if rate <= world.fastest]
        self.first_form = world.chance(0.08)
        self.takes = []
        self.ended = NEVER
        self.opened = self.last = NEVER  # last: the arrival of its last beat
        self.cache = set()     # numbers of segments
        self.chunks = []       # (begin, end, media, media): what was really shown
        self.beats = []        # Made
        self.answers = []      # (the server's moment in us, its ms, reception)
        self.since_beat = []   # media intervals shown since the last beat
        self.n_beats = 0

    # ---- the visit

    def visit(self, asked, length, begins=0, dies=False):
        """Opens, plays for `length` (from `begins` at the earliest) and ends or dies; the end's moment."""
        at, self.now = self.world.open(self, self.device.next_up(asked))
        self.made = self.claimed = self.now
        self.claimed_shift = self.now - self.opened
        self.answers.append((at, self.opened, self.now))
        self.position = self.rng.randrange(self.world.duration // 2)
        if self.mode == 'kept':
            self.load(0, self.world.duration)
        self.now = max(self.now, begins)
        end = self.now + length
        if dies:  # what its tab had still to say is said by the next one, some time later
            self.device.cut(end, end + self.world.minutes(0.1, 5))
        self.play_until(end)
        if dies:
            limit = (self.period + CHUNK) * max(self.rates) // 1000
            if self.since_beat:
                self.world.lost.append((limit, self.since_beat))
        else:
            self.ended = self.beat('final')
            self.world.line(self.ended, f'v1 ended {{at}} {self.id} {self.n_beats}')
        for take in self.takes:
            self.world.line(take, f'v1 taken {{at}} {self.id}')
        return self.now

    def play_until(self, end):
        until, rate = self.now, 0
        due = self.now + self.period
        self.rate = 1000
        while self.now < end:
            if self.now >= due:
                self.beat('more')
                due = self.now + self.period
            if self.now >= until:
                until, rate = self.choose()
                self.rate = rate or self.rate
                continue
            length = min(CHUNK, until - self.now, due - self.now, end - self.now)
            self.now += self.show(length, rate) if rate else length

    def choose(self):
        """What the person does next: until when, at which rate; 0: nothing is shown."""
        rng, dice = self.rng, self.rng.random()
        if dice < 0.15:
            return self.now + rng.randrange(1, MINUTE), 0
        if dice < 0.18:
            length = rng.choice((20, 90, 600)) * SECOND
            self.device.suspends.append((self.now, self.now + length))
            self.now += length
            return self.now, 0
        if dice < 0.35:
            self.position = rng.randrange(self.world.duration)
        elif dice < 0.5:
            self.position = max(0, self.position - rng.randrange(30 * SECOND))
        return self.now + rng.randrange(1, 2 * MINUTE), rng.choice(self.rates)

    def show(self, length, rate):
        """Plays for `length`, or as far as there is media; how long it was."""
        if self.position >= self.world.duration:
            self.position = 0
        if self.mode != 'kept' and self.device.is_up(self.now):
            self.load(self.position, self.position + AHEAD)
        loaded = self.position
        while loaded // SEGMENT in self.cache and loaded - self.position < AHEAD:
            loaded = (loaded // SEGMENT + 1) * SEGMENT
        loaded = min(loaded, self.world.duration)
        length = min(length, (loaded - self.position) * 1000 // rate) or min(length, SECOND)
        media = length * rate // 1000
        if media == 0 or self.position + media > loaded:
            if loaded == self.world.duration:
                self.position = loaded
            return length  # it waits
        self.chunks.append((self.now, self.now + length, self.position, self.position + media))
        self.since_beat.append((self.position, self.position + media))
        self.position += media
        return length

    def load(self, begin, end):
        end = min(end, self.world.duration)
        missing = [n for n in range(begin // SEGMENT, -(-end // SEGMENT)) if n not in self.cache]
        self.cache.update(missing)
        for n in missing:
            until = min((n + 1) * SEGMENT, self.world.duration)
            self.world.line(self.now + self.device.delay(),
                            f'v1 delivered {{at}} {self.id} both {n * SEGMENT} {until} {(until - n * SEGMENT) * 50}')

    # ---- beats

    def seen(self):
        """What was shown since the beat before, in order and disjoint."""
        result = []
        for begin, end in sorted(self.since_beat):
            if result and begin <= result[-1][1]:
                result[-1][1] = max(end, result[-1][1])
            else:
                result.append([begin, end])
        return result

    def beat(self, final):
        """Makes a beat and hands it in; the moment of its arrival."""
        self.n_beats += 1
        seen = self.seen()
        heard = [answer for answer in self.answers if answer[2] <= self.made]
        contact, contact_ms, received = max(heard)
        since = self.device.reading(self.now) - self.device.reading(received)
        words = ','.join(f'{begin}-{end}' for begin, end in seen) or '-'
        said = '' if self.first_form else f'{contact} {since} '
        version = 'v1' if self.first_form else 'v2'
        text = (f'{version} beat {{at}} {self.id} {self.n_beats} playing {self.position} {self.rate} zh-CN '
                f'-1 {final} {said}{words}')
        tries = self.device.send(self.now)
        for arrival, reception in tries:
            at = self.world.line(arrival, text)
            if reception is not None:
                self.answers.append((at, arrival, reception))
        first = min(arrival for arrival, _ in tries)
        self.last = max(self.last, first)
        if seen:
            self.remember(seen, contact_ms, self.now - contact_ms - since, first)
        self.made = self.now
        self.since_beat = []
        return first

    def remember(self, seen, contact, shift, arrival):
        """`shift`: how much earlier than the truth the player's clock puts the end (the answer's way, sleep)."""
        claim = size = 0
        for begin, end in seen:
            claim |= mask(begin, end)
            size += end - begin
        low = max(self.claimed - self.claimed_shift, contact)
        if self.now - shift <= self.claimed:
            low = min(low, self.now - shift - size)
        if self.first_form:
            self.beats.append(Made(claim, self.opened, arrival))
        else:
            self.beats.append(Made(claim, max(low, self.opened), self.now))
        self.claimed, self.claimed_shift = self.now, shift

    # ---- the truth

    def truth(self, held):
        """What was really shown while the person was held, as bits."""
        bits = 0
        for begin, end, media, media_end in self.chunks:
            for a, b in held:
                first, last = max(a, begin), min(b, end)
                if first < last:
                    span = media_end - media
                    bits |= mask(media + (first - begin) * span // (end - begin),
                                 media + (last - begin) * span // (end - begin))
        return bits

    def straddling(self, held):
        """The claims of beats that may lie on both sides of a change."""
        bits = 0
        for beat in self.beats:
            inside = any(a <= beat.low and beat.high <= b for a, b in held)
            outside = all(b <= beat.low or beat.high <= a for a, b in held)
            if not inside and not outside:
                bits |= beat.claim
        return bits


class Script:
    """Claims anything. Its contacts are such as the server gave it, or none that it accepts."""

    def __init__(self, world, owner):
        self.world, self.rng, self.owner = world, world.rng, owner
        self.who, self.of, self.mode = 'account', EVENT, world.mode()
        self.id = world.new_id()
        self.takes, self.ended, self.sent = [], NEVER, []
        world.scripts.append(self)

    def run(self, begin, length):
        """Claims at random for `length`."""
        at, _ = self.world.open(self, begin)
        self.contacts = [at]
        whole = [(0, self.world.duration)]
        some = [tuple(sorted(self.rng.sample(range(self.world.duration), 2))) for _ in range(3)]
        self.fetch(self.rng.choice((whole, some)))
        rng = self.rng
        moments = sorted(self.opened + rng.randrange(length) for _ in range(rng.choice((1, 5, 60, 1500))))
        for number, moment in enumerate(moments, 1):
            self.claim(moment, rng.choice((number, number, number, 1 + rng.randrange(9), 1000000)))
        for _ in range(rng.randint(0, 3)):
            self.takes.append(self.opened + rng.randrange(length))
        self.take()

    def squeeze(self, begin, moment):
        """Takes the person for two milliseconds and lays all the time since the opening into them."""
        at, _ = self.world.open(self, begin)
        self.contacts = [at]
        self.fetch([(0, self.world.duration)])
        self.takes.append(moment)
        self.take()
        self.claim(moment + 1, 1, since=TEN_YEARS, seen='0-1')
        self.claim(moment + 2, 2, since=TEN_YEARS, seen=f'{self.world.duration // 4 * self.world.scripts.index(self)}'
                   f'-{self.world.duration}')

    def take(self):
        for take in self.takes:
            self.world.line(take, f'v1 taken {{at}} {self.id}')

    def fetch(self, intervals):
        self.sent = intervals
        for begin, end in self.sent:
            self.world.line(self.opened + self.rng.randrange(MINUTE),
                            f'v1 delivered {{at}} {self.id} both {begin} {end} {end - begin}')

    def claim(self, moment, number, since=None, seen=None):
        rng, world = self.rng, self.world
        edges = sorted(rng.sample(range(world.duration), 2 * rng.randint(1, 6)))
        some = [f'{a}-{b}' for a, b in zip(edges[::2], edges[1::2])]
        wrong = [f'0-{edges[-1]}', *some]  # they overlap
        seen = seen or rng.choice((f'0-{world.duration}', *[','.join(some)] * 8, ','.join(wrong)))
        contact = rng.choice((self.contacts[0], self.contacts[0], self.contacts[-1], rng.choice(self.contacts), 0,
                              (BEGIN - MINUTE) * 1000, (BEGIN + moment + MINUTE) * 1000))
        if since is None:
            since = rng.choice((-1, 0, 1, rng.randrange(MINUTE), TEN_YEARS))
        else:
            contact = self.contacts[0]
        rate = rng.choice((0, 1, 250, 1000, world.fastest, 4000, 4001, 4294967295))
        at = world.line(moment, f'v2 beat {{at}} {self.id} {number} playing 0 {rate} - -1 more '
                        f'{contact} {since} {seen}')
        self.contacts.append(at)
        self.last = max(self.last, moment)


class World:
    def __init__(self, rng, clock):
        self.rng = rng
        self.clock = clock
        self.fastest = rng.choice((1000, 1500, 2000, 2000, 4000))
        self.kind = rng.choice(('lesson', 'meeting'))
        self.duration = self.minutes(3, 30)
        self.lines, self.players, self.scripts, self.presences, self.lost = [], [], [], [], []
        self.n_ids = 0
        self.figures, self.excess = (0, 0, 0), 0.0  # what a judge found

    def chance(self, part):
        return self.rng.random() < part

    def minutes(self, least, most):
        return self.rng.randrange(int(least * MINUTE), int(most * MINUTE))

    def new_id(self):
        self.n_ids += 1
        return f'0190a000-0000-7000-8{self.rng.randrange(0xfff):03x}-{self.n_ids:012x}'

    def mode(self):
        return 'lesson' if self.kind == 'lesson' else self.rng.choice(('live', 'recording'))

    def device(self):
        return Device(self.rng, self.clock + self.rng.randrange(TEN_YEARS))

    def player(self, device, who, owner, mode=None):
        player = Player(self, device, who, owner, mode or self.mode())
        self.players.append(player)
        return player

    def line(self, moment, text):
        """Writes a line at a moment; `{at}` becomes its microseconds, which are the answer."""
        at = (BEGIN + moment) * 1000 + self.rng.randrange(1000)
        self.lines.append((at, len(self.lines), text.format(at=at)))
        return at

    def open(self, viewing, now):
        """Opens a viewing: (its microseconds, when its player knows)."""
        viewing.opened = viewing.last = now + self.rng.randrange(300)
        at = self.line(viewing.opened, f'v1 opened {{at}} {viewing.id} {viewing.of} {viewing.who} {viewing.owner} '
                       f'{viewing.mode}')
        return at, viewing.opened + 1 + self.rng.randrange(300)

    def presence(self, kind, begin, end, players):
        name = f'0190b000-0000-7000-8{self.rng.randrange(0xfff):03x}-{len(self.presences):012x}'
        self.presences.append((kind, begin, end, name, [player.id for player in players]))

    def text(self, title):
        """The case as a file."""
        rng = self.rng
        counts = rng.choice(('coverage', 'presence'))
        head = [f'# {title}', f'event {EVENT} {self.kind} {self.duration}']
        for _ in range(rng.choice((0, 0, 1, 3))):
            begin, end = sorted(rng.sample(range(self.duration), 2))
            head.append(f'fault {begin} {end}')
        head.append(f'policy max_rate={self.fastest} replay_weight={rng.randint(0, 1000)} '
                    f'offline_weight={rng.randint(0, 1000)} present_at={rng.randint(0, 1000)} '
                    f'absent_below={rng.randint(0, 300)} late_after={rng.randrange(MINUTE)} '
                    f'left_before={rng.randrange(MINUTE)} least={rng.choice((0, MINUTE))} '
                    f'cap={rng.choice((0, 3 * MINUTE))} counts={counts} hour=3600000')
        head.append(f'person {PERSON} {ACCOUNT}')
        for kind, begin, end, name, viewings in self.presences:
            head.append(f'presence {name} {kind} {(BEGIN + begin) * 1000} {(BEGIN + end) * 1000} '
                        f'{",".join(viewings)}')
        if self.chance(0.1):
            head.append('leave')
        return '\n'.join(head + [text for _, _, text in sorted(self.lines)]) + '\n'

    def holds(self):
        """viewing id → ordered intervals in which it has the person, played through moment by moment."""
        own = [one for one in [*self.players, *self.scripts] if one.who == 'account' and one.owner == ACCOUNT]
        steps = []  # what happens at a moment: ends first, then takes, of two the greater id last
        for one in own:
            steps.append((one.opened, 1, one.id))
            steps += [(take, 1, one.id) for take in one.takes if take > one.opened]
            steps.append((one.ended, 0, one.id))
        steps += [(moment, 2, '') for presence in self.presences for moment in presence[1:3]]
        steps.sort()
        stack, gone, result = [], set(), {}
        for index, (now, what, name) in enumerate(steps):
            if name in stack:
                stack.remove(name)
            if what == 0:
                gone.add(name)
            elif what == 1 and name not in gone:
                stack.append(name)
            end = steps[index + 1][0] if index + 1 < len(steps) else NEVER
            there = [one for one in self.presences if one[1] <= now < one[2]]
            there = [one for one in there if one[0] == 'room'] or there
            for holder in max(there, key=lambda one: (one[1], one[3]))[4] if there else stack[-1:]:
                spans = result.setdefault(holder, [])
                if spans and spans[-1][1] == now:
                    spans[-1] = (spans[-1][0], end)
                elif now < end:
                    spans.append((now, end))
        return result
