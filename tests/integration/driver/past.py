"""Events of some days ago in a data folder at rest: registers, who was expected, what players said then. The raw
viewing log and the rows are written as the server writes them; when it starts, it closes what is due."""
import datetime
import random
import sqlite3
import uuid
import zlib
from contextlib import contextmanager

DAY_US = 24 * 3600 * 10**6
HOUR_US = 3600 * 10**6
MS = 1000


def new_id():
    return str(uuid.uuid4())


def now_us():
    return int(datetime.datetime.now(datetime.timezone.utc).timestamp() * 10**6)


def days_ago(days, hour=2):
    """µs: an hour (UTC) of that day."""
    return now_us() // DAY_US * DAY_US - days * DAY_US + hour * HOUR_US


class Log:
    """Lines that belong into the days' files."""

    def __init__(self):
        self.lines = []  # (µs, text)

    def add(self, at, kind, viewing, *words, form='v1'):
        body = ' '.join([form, kind, str(at), viewing, *map(str, words)])
        self.lines.append((at, f'{body} {zlib.crc32(body.encode()):08x}\n'))

    def write(self, folder):
        (folder / 'viewings').mkdir(mode=0o700, exist_ok=True)
        for at, line in sorted(self.lines, key=lambda one: one[0]):
            day = datetime.datetime.fromtimestamp(at // 10**6, datetime.timezone.utc).strftime('%Y-%m-%d')
            with open(folder / 'viewings' / f'{day}.log', 'a', encoding='ascii') as file:
                file.write(line)

    def opened(self, at, viewing, of, who, owner, mode):
        self.add(at, 'opened', viewing, of, who, owner, mode)

    def beat(self, at, viewing, sequence, seen, **said):
        """`seen`: [(from, to)] in ms."""
        spans = ','.join(f'{begin}-{end}' for begin, end in seen) or '-'
        self.add(at, 'beat', viewing, sequence, 'playing', seen[-1][1] if seen else 0, said.get('rate', 1000), '-', -1,
                 'more', said.get('contact', 0), said.get('since', -1), spans, form='v2')

    def delivered(self, at, viewing, begin, end):
        self.add(at, 'delivered', viewing, 'both', begin, end, 1000)

    def play(self, viewing, start, spans, rate=1000, step=10000):
        """Honest play from `start` on: spans of media, one behind the other, a beat each `step` of media. Returns
        the moment of its end."""
        at, sequence, contact = start, 0, start
        for begin, end in spans:
            self.delivered(at, viewing, begin, end)
            while begin < end:
                until = min(begin + step, end)
                lasted = (until - begin) * 1000 // rate * MS
                at += lasted
                sequence += 1
                self.beat(at + 40 * MS, viewing, sequence, [(begin, until)], rate=rate, contact=contact,
                          since=lasted // MS)
                contact, begin = at, until
        return at


class Past:
    """One data folder."""

    def __init__(self, folder, seed=1):
        self.folder = folder
        self.log = Log()
        self.rng = random.Random(seed)
        self.database = sqlite3.connect(folder / 'tongping.db')
        self.database.row_factory = sqlite3.Row
        self.unit = self.one('SELECT id, name FROM unit WHERE parent_id IS NOT NULL LIMIT 1')

    def one(self, sql, *values):
        return self.database.execute(sql, values).fetchone()

    def insert(self, table, **row):
        names = ', '.join(row)
        self.database.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})",
                              list(row.values()))
        return row.get('id')

    def meeting(self, began, duration_ms):
        """A copy of any meeting, held then."""
        row = dict(self.one('SELECT * FROM meeting LIMIT 1'))
        row.update(id=new_id(), alias=None, series_id=None, title='全县大会', state='ended', base_wall_us=began,
                   live_at_us=began, ended_at_us=began + duration_ms * MS, duration_us=duration_ms * MS,
                   starts_at_us=began, ends_at_us=began + duration_ms * MS)
        return self.insert('meeting', **row)

    def register(self, kind, event, began, ended, **more):
        return self.insert('register', **{
            'id': new_id(), 'kind': kind, 'event_id': event, 'type_id': 'study', 'title': '全县大会 é\u0301',
            'unit_id': None, 'began_at_us': began, 'ended_at_us': ended, 'closes_at_us': ended + 3600, **more})

    def person(self, register, member=None, account=None, **more):
        member = member or new_id()
        self.insert('register_person', **{
            'register_id': register, 'member_id': member, 'account_id': account, 'name': f'人 {member[:4]}',
            'search_key': '', 'kind_id': 'k', 'unit_id': self.unit['id'], 'unit_name': self.unit['name'],
            'group_id': self.unit['id'], 'group_name': self.unit['name'], 'is_expected': 1, 'is_visiting': 0, **more})
        return member

    def viewing(self, at, of, mode='live', **more):
        """A row and its line; `account`, `screen` or nobody. Returns its id."""
        owner = more.pop('owner', None)
        who = more.pop('who', 'anonymous')
        column = 'lesson_id' if mode in ('lesson', 'kept') else 'meeting_id'
        row = {'id': new_id(), column: of, 'device': 'test', 'is_live': int(mode == 'live'), 'state': 'ended',
               'started_at_us': at, 'expires_at_us': at + 12 * HOUR_US, 'last_beat_at_us': at + HOUR_US,
               'last_sequence': 1, **more}
        if who != 'anonymous':
            row[f'{who}_id'] = owner
        self.log.opened(at, self.insert('viewing', **row), of, who, owner or '-', mode)
        return row['id']

    def presence(self, register, member, began, until, **more):
        return self.insert('presence', **{
            'id': new_id(), 'register_id': register, 'claim': 'beside' if 'viewing_id' in more else 'room',
            'member_id': member, 'from_us': began, 'until_us': until, 'how': 'remote', 'entered_by': 'x',
            'entered_name': '张书记', 'entered_at_us': began, **more})

    def done(self):
        self.database.commit()
        self.database.close()
        self.log.write(self.folder)


@contextmanager
def past_of(server, seed=1):
    """The folder of a server that does not run."""
    past = Past(server.data, seed)
    yield past
    past.done()


def rows(server, sql, *values):
    with sqlite3.connect(f'file:{server.data / "tongping.db"}?mode=ro', uri=True) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(sql, values)]


# ---- what a server has seen, as if it had been some days earlier ----

MOMENTS = {'meeting': ('starts_at_us', 'ends_at_us', 'live_at_us', 'ended_at_us'),
           'register': ('began_at_us', 'ended_at_us', 'closes_at_us'), 'presence': ('from_us', 'until_us'),
           'viewing': ('started_at_us', 'last_beat_at_us', 'expires_at_us', 'taken_at_us')}
AT, CONTACT = 2, 11  # fields of a line of the log


def log_lines(server):
    """The fields of every line, without its sum, in the order of the log."""
    lines = []
    for path in sorted((server.data / 'viewings').glob('*.log')):
        lines += [line.split(' ')[:-1] for line in path.read_text(encoding='ascii').splitlines()]
    return lines


def shift(server, days):
    """Of a server that does not run: its meetings and its log lie that many days back."""
    lines = log_lines(server)
    for path in (server.data / 'viewings').glob('*.log*'):
        path.unlink()
    with past_of(server) as past:
        for table, columns in MOMENTS.items():
            for column in columns:
                past.database.execute(f'UPDATE {table} SET {column} = {column} - ? WHERE {column} > 0', [days * DAY_US])
        for fields in lines:
            if fields[1] == 'beat' and fields[CONTACT] != '0':
                fields[CONTACT] = str(int(fields[CONTACT]) - days * DAY_US)
            at = int(fields[AT]) - days * DAY_US
            past.log.add(at, fields[1], *fields[3:], form=fields[0])
