"""What an auditor opens: people of a register as they stand and as they were recorded, and the pieces behind."""
import datetime

from driver.past import DAY_US, MS, days_ago, new_id, now_us, past_of, rows
from driver.api import signed_in
from driver.waiting import wait_until

FILM_MS = 600000


def room(past, register, meeting, began):
    """Two in a room, one of them for half of the time; a third one is expected, a fourth on leave."""
    place = past.one('SELECT id FROM place LIMIT 1')['id']
    past.database.execute('PRAGMA foreign_keys = OFF')
    screen = new_id()
    viewing = past.viewing(began, meeting, 'live', who='screen', owner=screen, place_id=place, device='客厅电视')
    past.log.play(viewing, began, [(0, FILM_MS)])
    whole = past.person(register)
    half = past.person(register, name='李梅', search_key='李梅\nlimei\nlm')
    past.presence(register, whole, began, began + FILM_MS * MS, place_id=place)
    past.presence(register, half, began, began + FILM_MS * MS // 2, place_id=place)
    return whole, half, past.person(register), past.person(register, is_excused=1), viewing


def asked(program, path, status=200, **query):
    answer = program.get(path, params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def check_figures(admin, register, people, is_closed):
    whole, half, absent, excused, _ = people
    said = asked(admin, f'registers/{register}/figures')
    assert said['is_closed'] is is_closed
    assert (said['found'], said['required_ms']) == (4, FILM_MS)
    counts = {word: count for word, count in said['counts'].items() if count}
    assert counts == {'present': 1, 'partial': 1, 'absent': 1, 'excused': 1}
    found = {person['member_id']: person for person in said['people']}
    assert found[whole]['live_ms'] == FILM_MS and found[half]['covered_ms'] == FILM_MS // 2
    assert [found[member]['state'] for member in (absent, excused)] == ['absent', 'excused']
    assert all(('record_id' in person) is is_closed for person in said['people'])
    alone = asked(admin, f'registers/{register}/figures', member=half)
    assert [person['member_id'] for person in alone['people']] == [half]
    only = asked(admin, f'registers/{register}/figures', state='partial')
    assert [person['member_id'] for person in only['people']] == [half] and only['found'] == 1
    assert only['counts'] == said['counts'], 'the figures above a list are of all'
    pages = [asked(admin, f'registers/{register}/figures', offset=at, limit=1)['people'][0]['member_id']
             for at in range(4)]
    assert pages == [person['member_id'] for person in said['people']]
    for typed in ('李梅', 'limei', 'lm'):
        found_ids = [person['member_id'] for person in asked(admin, f'registers/{register}/figures', q=typed)['people']]
        assert found_ids == [half], typed
    assert asked(admin, f'registers/{register}/figures', q='没有这个人')['people'] == []
    for wrong in ({'state': 'x'}, {'unit': 'x'}, {'limit': 'x'}, {'offset': -1}, {'q': 'x' * 65}):
        asked(admin, f'registers/{register}/figures', 400, **wrong)
    return found


def check_pieces(admin, path, viewing):
    pieces = asked(admin, path)
    assert not pieces['is_cut'] and len(pieces['pieces']) == 1
    piece = pieces['pieces'][0]
    assert (piece['viewing_id'], piece['mode'], piece['is_presence']) == (viewing, 'live', True)
    assert (piece['media'], piece['media_ms'], piece['device']) == ('0-300000', 300000, '客厅电视')
    return piece


def test_before_closing(yard):
    server = yard.start()
    assert server.stop() == 0
    with past_of(server) as past:
        began = now_us() - 3600 * 10**6
        meeting = past.meeting(began, FILM_MS)
        register = past.register('meeting', meeting, began, began + FILM_MS * MS,
                                 closes_at_us=now_us() + 3 * DAY_US)
        people = room(past, register, meeting, began)
    server.start()
    admin = signed_in(server, 'demo-admin')
    check_figures(admin, register, people, False)
    check_pieces(admin, f'registers/{register}/members/{people[1]}/pieces', people[4])
    asked(admin, f'registers/{register}/members/{new_id()}/pieces', 404)
    asked(admin, f'registers/{new_id()}/figures', 404)
    assert rows(server, "SELECT count(*) AS n FROM record_read WHERE member_id = ?", people[1])[0]['n'] == 1


def test_after_closing(yard):
    server = yard.start()
    assert server.stop() == 0
    with past_of(server) as past:
        began = days_ago(5)
        meeting = past.meeting(began, FILM_MS)
        register = past.register('meeting', meeting, began, began + FILM_MS * MS)
        people = room(past, register, meeting, began)
    server.start()
    wait_until(lambda: rows(server, 'SELECT 1 AS x FROM register WHERE id = ? AND closed_at_us IS NOT NULL', register),
               'it is closed', 60)
    admin = signed_in(server, 'demo-admin')
    found = check_figures(admin, register, people, True)
    record = found[people[1]]['record_id']
    check_pieces(admin, f'records/{record}/pieces', people[4])
    said = asked(admin, f'records/{record}')
    assert [reader['reader'] for reader in said['readers']], 'the look before is among the readers'
    for path in (server.data / 'viewings').glob(f'{day_of(began)}*'):
        path.unlink()
    refused = asked(admin, f'records/{record}/pieces', 410)
    assert day_of(began) in refused['detail']
    assert server.stop() == 0


def day_of(at_us):
    return datetime.datetime.fromtimestamp(at_us / 10**6, datetime.UTC).strftime('%Y-%m-%d')


def test_list_of_registers(yard):
    server = yard.start()
    assert server.stop() == 0
    with past_of(server) as past:
        began = now_us() - 3600 * 10**6
        made = {}
        for title, ended in (('Spring Festival work', began + 1), ('防汛会', None)):
            meeting = past.meeting(began, FILM_MS)
            made[title] = past.register('meeting', meeting, began, began, title=title, ended_at_us=ended,
                                         closes_at_us=ended and now_us() + DAY_US)
    server.start()
    admin = signed_in(server, 'demo-admin')

    def found(**query):
        ids = {row['id'] for row in asked(admin, 'registers', **query)['registers']}
        return {title for title, register in made.items() if register in ids}
    assert found() == set(made)
    assert found(q='spring') == {'Spring Festival work'} and found(q='防汛') == {'防汛会'}
    assert found(state='running') == {'防汛会'} and found(state='open') == {'Spring Festival work'}
    assert found(state='closed') == set() and found(kind='study') == set() and found(kind='meeting') == set(made)
    assert found(since='2099-01-01T00:00:00Z') == set()
    asked(admin, 'registers', 400, unit='x')
    asked(admin, 'registers', 400, q='x' * 65)
