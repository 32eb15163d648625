"""Honest players that talk without end while their server is killed and started again: over sockets and by HTTP, each
with an account of its own. They know what was answered and what was really shown; afterwards the raw log and the
second implementation of crediting are held against that."""
import importlib
import pathlib
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from .api import Client, Program
from .seat import Seat
from .viewing import Player, log_lines
from .waiting import DEADLINE_S, wait_until

REFERENCE = pathlib.Path(__file__).resolve().parents[2] / 'reference'
ACCOUNTS = ('demo-member', 'demo-clerk', 'demo-editor', 'demo-studio', 'demo-admin', 'demo-interpreter')
BEAT_S = 0.025
MOST_OF_ONE = 400      # beats: then its player opens another viewing
MOST_AT_ONCE = 10
FOR_EVER_MS = 24 * 3600 * 1000
POLICY = ('policy max_rate=2000 replay_weight=1000 offline_weight=1000 present_at=850 absent_below=100 late_after=0 '
          'left_before=0 least=0 cap=0 counts=coverage hour=3600000')


def now_ms():
    return time.monotonic_ns() // 1000000


@dataclass
class Watched:
    """One viewing as its player remembers it. Its media goes on with the viewing before, so that no moment is
    shown twice."""
    player: Player
    position: int
    contact: str
    received: int        # ms, of the contact
    made: int            # ms: the last beat
    said: dict = field(default_factory=dict)     # sequence → (from, to)
    waiting: list = field(default_factory=list)  # beats without an answer
    acknowledged: int = 0
    news: list = field(default_factory=list)      # (moment ms, contact)

    def beat(self):
        """What was shown since the beat before, by one clock."""
        made = now_ms()
        number, begin = len(self.said) + 1, self.position
        self.position += made - self.made
        self.said[number] = (begin, self.position)
        self.waiting.append({
            'sequence': number, 'state': 'playing', 'position_ms': self.position, 'rate': 1, 'language': 'zh-CN',
            'latency_ms': -1, 'seen': [{'from_ms': begin, 'to_ms': self.position}] if begin < self.position else [],
            'is_final': False, 'contact': self.contact, 'since_ms': made - self.received})
        if self.news:
            self.received, self.contact = self.news[-1]
            self.news.clear()
        self.made = made

    def take(self, answer, beats):
        self.acknowledged = max(self.acknowledged, beats[-1]['sequence'])
        self.news.append((now_ms(), answer['contact']))
        del self.waiting[:len(beats)]


class Talker(threading.Thread):
    """Talks until it is told to stop; when its server is gone it waits for the next one and says everything again
    that was not answered."""

    def __init__(self, crowd, account, is_seated, seed):
        super().__init__(daemon=True)
        self.crowd, self.account, self.is_seated = crowd, account, is_seated
        self.rng = random.Random(seed)
        self.watched = []
        self.position, self.opens = 0, True
        self.seat = self.client = None
        self.problem = ''
        self.is_done = False

    def run(self):
        try:
            while not self.is_done:
                life = self.crowd.wait_life()
                try:
                    self.talk(life)
                except Exception as error:  # pylint: disable=broad-exception-caught
                    # of the libraries of both ways
                    self.leave()
                    # Of a server that goes on nobody is sent away.
                    if self.crowd.is_alive(life):
                        raise error
        except BaseException as error:  # pylint: disable=broad-exception-caught
            self.problem = f'{self.account}: {error!r}'
        self.leave()

    def leave(self):
        if self.seat:
            try:
                self.seat.close()
            except Exception:  # pylint: disable=broad-exception-caught
                pass  # it is gone already
        self.seat = self.client = None

    def talk(self, life):
        server = self.crowd.server
        self.client = Program(server, self.account)
        if self.is_seated:
            self.seat = Seat(server, token=self.account)
            self.seat.hello()
        for watched in self.watched:
            while watched.waiting:
                self.say(watched, server)
        while self.crowd.is_alive(life):
            if self.crowd.is_over.is_set():
                self.is_done = True
                return
            if self.opens or len(self.watched[-1].said) >= MOST_OF_ONE or self.rng.random() < 0.1:
                self.open()
            self.watched[-1].beat()
            self.crowd.pause(BEAT_S)
            if len(self.watched[-1].waiting) >= self.rng.randint(1, 3):
                self.say(self.watched[-1], server)

    def open(self):
        self.opens = True  # until there is one: what was opened without an answer has the person
        if self.watched:
            self.position = self.watched[-1].position
        player = Player(self.client, self.crowd.meeting)
        self.opens = False
        now = now_ms()
        self.watched.append(Watched(player, self.position, player.viewing['contact'], now, now))

    def say(self, watched, server):
        beats = watched.waiting[:MOST_AT_ONCE]
        if self.seat:
            answer = self.seat.request('beat', viewing=watched.player.id, beats=beats)
            assert answer['type'] == 'beat_stored', answer
        else:
            got = Client(server).post(f'viewings/{watched.player.id}/beats', params={'token': watched.player.token},
                                      json={'beats': beats})
            assert got.status_code == 200, got.text
            answer = got.json()
        watched.take(answer, beats)


class Crowd:
    def __init__(self, server, meeting, seed=1):
        self.server, self.meeting = server, meeting
        self.rng = random.Random(seed)
        self.is_over = threading.Event()
        self.changed = threading.Condition()
        self.life, self.is_up = 1, True
        self.talkers = [Talker(self, account, number % 2 == 0, seed * 100 + number)
                        for number, account in enumerate(ACCOUNTS)]

    # ---- for talkers

    def wait_life(self):
        with self.changed:
            self.changed.wait_for(lambda: self.is_up or self.is_over.is_set(), 4 * DEADLINE_S)
            return self.life

    def is_alive(self, life):
        """False from just before the kill on: who is answered by a server that is dying is lucky."""
        with self.changed:
            return self.is_up and self.life == life

    def pause(self, seconds):
        """The distance of beats; ends at once when there is nothing more to say."""
        self.is_over.wait(seconds)

    # ---- for who kills

    def n_acknowledged(self):
        return sum(watched.acknowledged for talker in self.talkers for watched in list(talker.watched))

    def complaints(self):
        return [talker.problem for talker in self.talkers if talker.problem]

    def start(self):
        for talker in self.talkers:
            talker.start()

    def kill(self, longest_s=1.0):
        """Once everybody talks again: kill -9 at a random moment, and a new start."""
        before = [self.of(talker) for talker in self.talkers]
        wait_until(lambda: self.complaints() or all(self.of(talker) > was for talker, was in
                                                    zip(self.talkers, before)), 'everybody was answered')
        assert not self.complaints(), self.complaints()
        self.is_over.wait(self.rng.random() * longest_s)
        with self.changed:
            self.is_up = False
        self.server.kill()
        self.server.start()
        with self.changed:
            self.life, self.is_up = self.life + 1, True
            self.changed.notify_all()

    @staticmethod
    def of(talker):
        return sum(watched.acknowledged for watched in list(talker.watched))

    def finish(self):
        """Everything is said and answered."""
        wait_until(lambda: self.complaints() or all(talker.watched for talker in self.talkers), 'everybody talks')
        self.is_over.set()
        for talker in self.talkers:
            talker.join(2 * DEADLINE_S)
        assert not self.complaints(), self.complaints()
        for talker in self.talkers:
            for watched in talker.watched:
                while watched.waiting:
                    talker.say(watched, self.server)

    # ---- afterwards

    def verdict(self):
        """Figures, and what is wrong: a list of sentences."""
        lines = log_lines(self.server)
        stored = {}
        for line in lines:
            if line[1] == 'beat':
                stored.setdefault(line[3], {}).setdefault(int(line[4]), []).append(line[-2])
        opened = {line[3] for line in lines if line[1] == 'opened'}
        problems, figures = [], Counter()
        for talker in self.talkers:
            for watched in talker.watched:
                problems += check_viewing(watched, stored.get(watched.player.id, {}), opened, figures)
            problems += check_credit(talker, lines, figures)
        return dict(figures), problems


def check_viewing(watched, stored, opened, figures):
    """Every acknowledged beat is there; what is there twice is the same beat."""
    name = watched.player.id
    figures['viewings'] += 1
    figures['acknowledged'] += watched.acknowledged
    figures['repeated'] += sum(len(lines) - 1 for lines in stored.values())
    if name not in opened:
        yield f'{name} was opened, and the log does not say so'
    for number in range(1, watched.acknowledged + 1):
        if number not in stored:
            figures['lost'] += 1
            yield f'{name}: beat {number} was acknowledged and is lost'
    for number, lines in stored.items():
        begin, end = watched.said.get(number, (0, 0))
        if set(lines) != {f'{begin}-{end}' if begin < end else '-'}:
            yield f'{name}: beat {number} is not what was said: {lines}'


def account_of(lines, talker):
    ids = {watched.player.id for watched in talker.watched}
    return next(line[6] for line in lines if line[1] == 'opened' and line[3] in ids)


def case_of(lines, talker, meeting):
    """The person's case, with all of the media sent: that it was sent is another matter than beats."""
    account = account_of(lines, talker)
    own = {line[3]: line for line in lines if line[1] == 'opened' and line[6] == account}
    head = [f'event {meeting} meeting {FOR_EVER_MS}', POLICY, f'person {account} {account}']
    sent = [f'v1 delivered {line[2]} {name} both 0 {FOR_EVER_MS} 1' for name, line in own.items()]
    return '\n'.join([*head, *(' '.join(line[:-1]) for line in lines if line[3] in own), *sent]) + '\n'


def check_credit(talker, lines, figures):
    """Honest play that was killed in between is worth what was shown, once."""
    sys.path.insert(0, str(REFERENCE))
    credit = importlib.import_module('credit')
    sys.path.remove(str(REFERENCE))
    event = next(line[4] for line in lines if line[1] == 'opened' and line[3] == talker.watched[0].player.id)
    answer = credit.credit(credit.read_case(case_of(lines, talker, event)))
    shown = sum(end - begin for watched in talker.watched for begin, end in watched.said.values())
    figures['shown_ms'] += shown
    figures['credited_ms'] += answer.covered
    passed = credit.size(answer.presence)
    if answer.covered != shown or passed > shown + len(talker.watched):
        yield f'{talker.account}: {shown} ms were shown, {answer.covered} ms are credited in {passed} ms'
