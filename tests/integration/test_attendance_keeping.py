"""What attendance keeps for some days: told, tried, and erased when the days are over."""
from driver.api import Program, assert_problem
from driver.past import days_ago, new_id, now_us, past_of, rows
from driver.waiting import wait_until

SETTINGS = {'attendance': {'keep_guest_names': '0', 'keep_reasons': '0'}}
ONE_DAY = {'attendance': {'keep_guest_names': '1', 'keep_reasons': '1'}}
GUESTS = ('赵六', '王五', '赵六')
HOUR_US = 3600 * 10**6


def add_past(server):
    """A register that was closed five days ago and one of today, with guests; a leave of then and one to come."""
    with past_of(server) as past:
        past.database.execute('PRAGMA foreign_keys = OFF')
        place = past.one('SELECT id FROM place LIMIT 1')['id']
        member = past.one('SELECT id FROM member LIMIT 1')['id']
        registers = []
        for closed in (days_ago(5), now_us() - 1):
            meeting = past.meeting(closed - 2 * HOUR_US, 60000)
            register = past.register('meeting', meeting, closed - 2 * HOUR_US, closed - HOUR_US, closed_at_us=closed)
            for number, name in enumerate(GUESTS):
                past.presence(register, None, closed - 2 * HOUR_US + number, None, place_id=place, guest_name=name)
            registers.append(register)
        for begin, end in (('2020-01-01', '2020-01-03'), ('2100-01-01', '2100-01-03')):
            past.insert('attendance_leave', id=new_id(), member_id=member, from_day=begin, until_day=end,
                        reason_sealed=b'x', state='granted', asked_by='a', asked_at_us=days_ago(9), decided_by='b',
                        decided_at_us=days_ago(8))
    return registers


def of_class(program, word):
    return {row['class']: row for row in program.get('retention').json()}[word]


def tried(program, word, days):
    answer = program.post('retention/dry-run', json={'class': word, 'days': days})
    assert answer.status_code == 200, answer.text
    return answer.json()


def figures(program, register):
    answer = program.get(f'registers/{register}')
    assert answer.status_code == 200, answer.text
    return {name: value for name, value in answer.json().items() if name not in ('presences', 'now')}


def guests(program, register):
    return [(row.get('name'), row.get('guest_number'))
            for row in reversed(program.get(f'registers/{register}').json()['presences'])]


def test_told_tried_erased(yard):
    server = yard.start(settings=SETTINGS)
    assert server.stop() == 0
    old, new = add_past(server)
    server.start()
    admin = Program(server, 'demo-admin')
    names = of_class(admin, 'guest_names')
    assert (names['setting'], names['keep_days'], names['rows']) == ('attendance.keep_guest_names', 0, 6)
    assert of_class(admin, 'reasons')['rows'] == 2 and of_class(admin, 'viewing_log')['bytes'] >= 0
    assert 'keep_days' not in of_class(admin, 'audit')
    told = {language: admin.get('retention', headers={'Accept-Language': language}).json()[0]['why']
            for language in ('en', 'zh-CN')}
    assert told['en'].startswith('The ground of') and told['zh-CN'].startswith('每条记录的依据')
    trial = tried(admin, 'guest_names', 1)
    assert trial['rows'] == 3 and trial['oldest_day'] == trial['newest_day'] == names['oldest_day']
    assert tried(admin, 'guest_names', 30) == {'class': 'guest_names', 'days': 30, 'rows': 0}
    assert tried(admin, 'reasons', 1)['rows'] == 1
    fixed = admin.post('retention/dry-run', json={'class': 'records', 'days': 1})
    assert_problem(fixed, 409, 'conflict')
    assert 'is fixed' in fixed.json()['detail']
    assert_problem(admin.post('retention/dry-run', json={'class': 'guest_names', 'days': -1}), 400, 'invalid')
    before = [figures(admin, register) for register in (old, new)]
    assert guests(admin, old) == [(name, None) for name in GUESTS]
    sheet = admin.get(f'registers/{old}/sheet')
    assert sheet.status_code == 200

    assert server.stop() == 0
    server.write_settings(ONE_DAY)
    server.start()
    wait_until(lambda: tried(Program(server, 'demo-admin'), 'guest_names', 1)['rows'] == 0, 'the names are erased')
    admin = Program(server, 'demo-admin')
    assert guests(admin, old) == [(None, 1), (None, 2), (None, 1)]
    assert guests(admin, new) == [(name, None) for name in GUESTS]
    assert [figures(admin, register) for register in (old, new)] == before
    assert admin.get(f'registers/{old}/sheet').status_code == 200
    left = rows(server, 'SELECT reason_sealed IS NULL AS is_gone FROM attendance_leave ORDER BY from_day')
    assert [row['is_gone'] for row in left] == [1, 0]
    server.kill()
    server.start()
    admin = Program(server, 'demo-admin')
    wait_until(lambda: of_class(admin, 'guest_names')['rows'] == 3, 'the server answers')
    assert guests(admin, old) == [(None, 1), (None, 2), (None, 1)]
    entries = admin.get('audit', params={'action': 'retention.erase'}).json()
    assert [entry['detail'] for entry in entries] == [
        {'guest_names': 3, 'reasons': 1, 'keep_guest_names': 1, 'keep_reasons': 1}]
