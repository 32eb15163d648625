"""past_event.py DATA: writes a meeting of five days ago into the folder of a demonstration that does not run, as it
would have been recorded: two people round one television, one of them for half of it, and a fault."""
import pathlib
import sys
import types

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / 'integration'))
from driver.past import MS, days_ago, new_id, past_of  # pylint: disable=wrong-import-position

LENGTH_MS = 600000

with past_of(types.SimpleNamespace(data=pathlib.Path(sys.argv[1]))) as past:
    past.database.execute('PRAGMA foreign_keys = OFF')
    began = days_ago(5)
    place = past.one('SELECT id FROM place LIMIT 1')['id']
    meeting = past.meeting(began, LENGTH_MS)
    register = past.register('meeting', meeting, began, began + LENGTH_MS * MS, title='全县春耕会议')
    viewing = past.viewing(began, meeting, 'live', who='screen', owner=new_id(), place_id=place, device='电视')
    past.log.play(viewing, began, [(0, LENGTH_MS)])
    past.insert('meeting_fault', meeting_id=meeting, from_ms=500000, to_ms=560000, kind='held', made_at_us=0)
    for name, key, gone in (('李梅', '李梅\nlimei\nlm', LENGTH_MS // 2), ('王建国', '王建国\nwangjianguo\nwjg', LENGTH_MS)):
        member = past.person(register, name=name, search_key=key)
        past.presence(register, member, began, began + gone * MS, place_id=place)
