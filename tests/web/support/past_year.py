"""past_year.py DATA: writes a meeting of five days ago into the folder of a demonstration that does not run, with a register
of one village's people: the first of them was there, the second for half of it, the others never. Prints the village, its
parent, the year and the names as JSON."""
import datetime
import json
import pathlib
import sys
import types

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / 'integration'))
from driver.past import MS, days_ago, new_id, past_of  # pylint: disable=wrong-import-position

LENGTH_MS = 45 * 60000
LEAST = 10  # of a village that is ranked

with past_of(types.SimpleNamespace(data=pathlib.Path(sys.argv[1]))) as past:
    past.database.execute('PRAGMA foreign_keys = OFF')
    unit = past.one('SELECT unit.id, unit.name, parent_id, count(*) AS n FROM unit JOIN membership ON unit_id = unit.id'
                    ' JOIN member ON member.id = member_id JOIN member_kind ON member_kind.id = kind_id AND required = 1'
                    ' WHERE is_home = 1 AND until_day IS NULL AND parent_id NOT NULL'
                    ' GROUP BY unit.id HAVING n >= ? ORDER BY n, unit.id LIMIT 1', LEAST)
    people = past.database.execute(
        'SELECT member.id, member.name, search_key FROM membership JOIN member ON member.id = member_id'
        ' JOIN member_kind ON member_kind.id = kind_id AND required = 1'
        ' WHERE unit_id = ? AND is_home = 1 AND until_day IS NULL ORDER BY search_key, member.id', (unit['id'],)).fetchall()
    began = days_ago(5)
    place = past.one('SELECT id FROM place LIMIT 1')['id']
    meeting = past.meeting(began, LENGTH_MS)
    register = past.register('meeting', meeting, began, began + LENGTH_MS * MS, title='全县春耕会议')
    viewing = past.viewing(began, meeting, 'live', who='screen', owner=new_id(), place_id=place, device='电视')
    past.log.play(viewing, began, [(0, LENGTH_MS)])
    for number, member in enumerate(people):
        past.person(register, member['id'], name=member['name'], search_key=member['search_key'], unit_id=unit['id'],
                    unit_name=unit['name'], group_id=unit['id'], group_name=unit['name'])
        if number < 2:
            past.presence(register, member['id'], began, began + LENGTH_MS * MS // (number + 1), place_id=place)
    year = (datetime.datetime.fromtimestamp(began // 10**6, datetime.timezone.utc) + datetime.timedelta(hours=8)).year
    print(json.dumps({'year': year, 'id': unit['id'], 'name': unit['name'], 'parent': unit['parent_id'],
                      'people': [member['name'] for member in people]}))
