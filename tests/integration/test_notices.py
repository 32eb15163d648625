"""Short messages before a meeting: who is told, by which program, and how often at most."""
import json
import time

from driver.api import Program
from driver.roster import appoint, bring_members, database, query
from driver.viewing import plan
from driver.waiting import wait_until

CLERK = 16
PHONE = '13812345678'
SCRIPT = """#!/bin/sh
echo run >> '{folder}/runs'
cat > '{folder}/last'
cat '{folder}/last' >> '{folder}/sent'
{then}
"""


class County:
    """A server with a program, and one clerk with a telephone."""

    def __init__(self, yard, folder, then='exit 0', minutes=10):
        self.folder = folder
        self.program = folder / 'program'
        self.write(then)
        self.server = yard.start(settings={'notice': {'command': self.program, 'minutes_before': minutes},
                                           'address': {'public': 'https://meet.example.cn'}})
        self.admin = Program(self.server, 'demo-admin')
        self.unit = self.admin.get('units').json()[0]['id']
        people = bring_members(self.server, self.admin, self.unit, [('丹增', '', PHONE), ('李四', '', '13912345678')])
        with database(self.server) as connection:
            connection.execute("UPDATE account SET member_id = ? WHERE name = 'demo-clerk'", (people['丹增'],))
        appoint(self.server, 'demo-clerk', CLERK, self.unit)

    def write(self, then):
        self.program.write_text(SCRIPT.format(folder=self.folder, then=then), encoding='utf-8')
        self.program.chmod(0o700)

    def plan(self, minutes, **more):
        at = time.time() + 60 * minutes
        words = [time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(moment)) for moment in (at, at + 3600)]
        return plan(self.admin, self.unit, starts_at=words[0], ends_at=words[1], unit_ids=[self.unit], **more)

    def lines(self, name='sent'):
        path = self.folder / name
        return path.read_text(encoding='utf-8').splitlines() if path.exists() else []

    def states(self, meeting):
        return query(self.server, 'SELECT state, tries FROM outgoing_notice WHERE meeting_id = ?', meeting)


def test_a_clerk_is_told_once(yard, tmp_path):
    county = County(yard, tmp_path)
    later = county.plan(60)
    meeting = county.plan(9.5)
    wait_until(lambda: county.states(meeting) == [('sent', 1)], 'the message is sent')
    line, = (json.loads(text) for text in county.lines())
    assert line['phone'] == PHONE and line['meeting_id'] == meeting
    assert line['text'].startswith('【全县视频会议】') and 'https://meet.example.cn/phone?meeting=' + meeting in line['text']
    assert county.states(later) == []
    assert PHONE not in county.server.log_text()
    with database(county.server) as connection:
        dump = '\n'.join(connection.iterdump())
    assert PHONE not in dump
    county.server.restart()
    county.admin = Program(county.server, 'demo-admin')
    again = county.plan(9.5)
    wait_until(lambda: county.states(again) == [('sent', 1)], 'the second meeting is told of')
    assert [json.loads(text)['meeting_id'] for text in county.lines()] == [meeting, again]


def test_three_tries(yard, tmp_path):
    county = County(yard, tmp_path, then='exit 1')
    meeting = county.plan(9.5)
    for number in (1, 2, 3):
        wait_until(lambda: len(county.lines('runs')) == number, f'try {number}')
        wait_until(lambda: county.states(meeting)[0] == ('failed' if number == 3 else 'waiting', number), 'it is noted')
        with database(county.server) as connection:  # the pause is over
            connection.execute('UPDATE outgoing_notice SET next_at_us = 0')
    assert 'ended with status 1' in county.server.log_text()


def test_killed_between_sending_and_noting(yard, tmp_path):
    county = County(yard, tmp_path, then='sleep 600')
    meeting = county.plan(9.5)
    wait_until(lambda: len(county.lines()) == 1, 'the message is out')
    county.server.kill()
    county.write('exit 0')
    with database(county.server) as connection:
        connection.execute('UPDATE outgoing_notice SET next_at_us = 0')
    county.server.start()
    wait_until(lambda: county.states(meeting) == [('sent', 2)], 'it is sent again')
    county.server.restart()
    assert len(county.lines()) == 2


def test_a_stop_does_not_wait_for_the_program(yard, tmp_path):
    county = County(yard, tmp_path, then='sleep 600')
    meeting = county.plan(9.5)
    wait_until(lambda: len(county.lines()) == 1, 'the message is out')
    begin = time.monotonic()
    assert county.server.stop() == 0
    assert time.monotonic() - begin < 30
    assert county.states(meeting) == [('waiting', 1)]
