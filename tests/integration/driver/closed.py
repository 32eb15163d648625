"""A register of some days ago that the server itself has closed, with a record for everybody."""
from dataclasses import dataclass, field

from .past import MS, days_ago, new_id, past_of, rows
from .waiting import wait_until

FILM_MS = 600000
CLOSED_WITHIN_S = 120


@dataclass
class Closed:
    register: str = ''
    began: int = 0
    place: str = ''
    members: list = field(default_factory=list)

    def records(self, server):
        return rows(server, 'SELECT * FROM record WHERE register_id = ? AND is_newest = 1', self.register)


def add_meeting(past, names, **more):
    """A meeting in one room: each of `names` a bit later than the one before. The last one did not come."""
    closed = Closed(began=days_ago(3))
    past.database.execute('PRAGMA foreign_keys = OFF')
    meeting = past.meeting(closed.began, FILM_MS)
    closed.register = past.register('meeting', meeting, closed.began, closed.began + FILM_MS * MS, **more)
    closed.place = past.one('SELECT id FROM place LIMIT 1')['id']
    viewing = past.viewing(closed.began, meeting, 'live', who='screen', owner=new_id(), place_id=closed.place)
    past.log.play(viewing, closed.began, [(0, FILM_MS)])
    for number, name in enumerate(names):
        member = past.person(closed.register, name=name, search_key=name)
        closed.members.append(member)
        if number < len(names) - 1:
            past.presence(closed.register, member, closed.began + number * 10000 * MS, closed.began + FILM_MS * MS,
                          place_id=closed.place)
    past.presence(closed.register, None, closed.began, None, place_id=closed.place, guest_name='县委督导组 赵六')
    for step in ('begin', 'end'):
        past.insert('register_confirmation', id=new_id(), register_id=closed.register, place_id=closed.place, step=step,
                    present=len(names), entered_by='x', entered_name='李文书', entered_at_us=closed.began + 1)
    past.insert('register_count', id=new_id(), register_id=closed.register, place_id=closed.place, heads=len(names),
                entered_by='x', entered_name='李文书', entered_at_us=closed.began)
    return closed


def closed_meeting(server, names, **more):
    """Of a server that runs; it is started again."""
    assert server.stop() == 0
    with past_of(server) as past:
        closed = add_meeting(past, names, **more)
    server.start()
    wait_until(lambda: rows(server, 'SELECT 1 FROM register WHERE id = ? AND closed_at_us IS NOT NULL',
                            closed.register), 'the register is closed', CLOSED_WITHIN_S)
    wait_until(lambda: rows(server, 'SELECT 1 FROM ledger_checkpoint WHERE size > (SELECT max(leaf) FROM record)'),
               'a checkpoint is over its records', CLOSED_WITHIN_S)
    return closed
