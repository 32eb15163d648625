"""Two townships of one county with everything in them that routes can ask for. What a township's
objects are called, their ids and their numbers are its secrets: nobody elsewhere may come to know them."""
import datetime
import itertools
import json
import uuid

from driver.course import make_published
from driver.lesson import public_lesson
from driver.roster import identity_number

from .judge import UUID

PASSWORD = 'a long enough password 1'
COUNT = itertools.count(1)
PAIRS = ('new_presence', 'new_membership', 'meeting_item', 'meeting_input', 'new_meeting_input', 'new_cut', 'room_link')


def days_off():
    today = datetime.date.today()
    return {'from': today.isoformat(), 'until': (today + datetime.timedelta(30)).isoformat()}


def carried(member):
    return {'reason': '旧平台', 'rows': [{'member_id': member, 'title': f'旧课{next(COUNT)}', 'began': '2025-03-01',
                                       'hours': 2000, 'source': '旧平台'}]}


def indicator_change(unit, name=None):
    return {'name': name or f'指标{next(COUNT)}', 'source': '外部门', 'weight': 10, 'is_higher_better': True,
            'values': [{'unit_id': unit, 'value': 1000}]}


def indicator(above, unit, name=None):
    made = {'year': datetime.date.today().year, **indicator_change(unit, name)}
    return {**made, 'unit_id': above} if above else made


class County:
    """What both townships share; `admin` is administrator of everything."""

    def __init__(self, server, admin):
        self.server, self.admin = server, admin
        self.common, self.made = set(), {}
        self.lands = {}
        self.root = self.note(self.make('units', {'name': '测试县'}))['id']
        self.lands = {name: Land(self, name, mark) for name, mark in
                      (('own', '本乡'), ('foreign', '异乡'))}

    def once(self, what, make):
        if what not in self.made:
            self.made[what] = self.note({'id': make()})['id']
        return self.made[what]

    def pages_lesson(self):
        return self.once('pages', lambda: public_lesson(self.admin, 'pages'))

    def quiz_lesson(self):
        return self.once('quiz', lambda: public_lesson(self.admin, 'quiz'))

    def film(self):
        """A lesson that a screen can show."""
        return self.once('film', lambda: self.note(dict(zip(('course', 'id'), make_published(self.server, self.admin))))['id'])

    def question(self):
        path = f'lessons/{self.pages_lesson()}/questions'
        return self.once('question', lambda: self.make(path, {'body': '为什么？'})['id'])

    def note(self, answer):
        self.common.update(UUID.findall(json.dumps(answer)))
        return answer

    def get(self, path):
        return self.admin.get(path).json()

    def make(self, path, body, method='POST'):
        answer = self.admin.request(method, path, json=body)
        assert answer.status_code in (200, 201, 204), f'{method} {path} {body}: {answer.text}'
        return answer.json() if answer.content else None


class Land:
    """A township. Every object belongs to the township's unit itself or to `beside`, none to the
    village `below`: who looks after that village alone must see nothing else."""

    def __init__(self, county, name, mark):
        self.county, self.name, self.mark = county, name, mark
        self.secrets = {mark}
        self.once = {}
        self.unit = self.make('units', {'name': self.called('town'), 'parent_id': county.root})['id']
        self.below = county.note(county.make('units', {
            'name': f'下村{next(COUNT)}', 'parent_id': self.unit}))['id']
        self.beside = self.make('units', {'name': self.called('beside'), 'parent_id': self.unit})['id']

    def called(self, what):
        return f'{self.mark}{what}{next(COUNT)}'

    def make(self, path, body, method='POST'):
        return self.note(self.county.make(path, body, method))

    def note(self, answer):
        self.secrets.update(set(UUID.findall(json.dumps(answer))) - self.county.common)
        return answer

    def __call__(self, what):
        """An id: of something that stays, or with new_ of something made for this one question."""
        if what.startswith('new_'):
            return getattr(self, what)()
        if what not in self.once:
            maker = getattr(self, what, None) or getattr(self, f'new_{what}')
            self.once[what] = maker if isinstance(maker, str) else maker()
        return self.once[what]

    # ---- units and places ----

    def new_unit(self):
        return self.make('units', {'name': self.called('unit'), 'parent_id': self.unit})['id']

    def new_place(self):
        return self.make('places', {'unit_id': self.unit, 'name': self.called('place'),
                                    'address': self.called('address')})['id']

    # ---- people ----

    def new_member(self):
        serial = next(COUNT)
        phone, number = f'139{serial:08}', identity_number(f'{1950 + serial // 999}0101', serial % 999 + 1)
        self.secrets.update((phone, number, f'{phone[:3]}****{phone[-4:]}'))
        return self.make('members', {'name': f'{self.mark}{"甲乙丙丁戊己庚辛"[serial % 8]}', 'unit_id': self.unit,
                                     'phone': phone, 'identity_number': number})['id']

    def new_membership(self):
        """(member, membership) besides the home."""
        member = self.new_member()
        rows = self.make(f'members/{member}/memberships', {'unit_id': self.beside})['memberships']
        return member, next(row['id'] for row in rows if not row['home'])

    def new_transfer(self):
        return self.make(f'members/{self.new_member()}/transfers', {'unit_id': self.beside})['id']

    def new_exemption(self):
        self.secrets.add(f'{self.mark}病假')
        return self.make(f'members/{self.new_member()}/exemptions', {
            **days_off(), 'reason': f'{self.mark}病假'})['id']

    def new_slip(self):
        """A member with an open activation code."""
        member = self.new_member()
        self.make('activations', {'member_ids': [member]})
        return member

    # ---- accounts ----

    def new_account(self):
        account = self.make('accounts', {
            'name': f'clerk-{self.name}-{next(COUNT)}', 'display_name': self.called('clerk'),
            'password': PASSWORD, 'roles': ['member']})
        self.secrets.add(account['name'])
        return account['id']

    def account(self):
        """Of a clerk of the township."""
        account = {'id': self.new_account()}
        self.make('appointments', {'account_id': account['id'], 'role': 'clerk', 'unit_id': self.unit})
        return account['id']

    def new_appointment(self):
        return self.make('appointments', {'account_id': self('account'), 'role': 'auditor',
                                          'unit_id': self.new_unit()})['id']

    # ---- spreadsheets ----

    def waiting_export(self):
        return self.make('exports', {
            'kind': 'members', 'unit_id': self.unit, 'format': 'csv', 'with_numbers': False,
            'reason': self.called('reason')})['id']

    # ---- screens ----

    def new_code(self):
        """Shown by a screen that waits to be paired."""
        return self.county.make('pairings', {'kind': 'tv'})['user_code']

    def new_screen(self):
        return self.make(f'pairings/{self.new_code()}', {
            'approve': True, 'unit_id': self.new_unit(), 'name': self.called('screen')})['id']

    # ---- meetings ----

    def new_meeting(self, **more):
        return self.make('meetings', {
            'title': self.called('meeting'), 'type_id': 'broadcast', 'unit_id': self.unit,
            'visibility': 'invited', 'starts_at': '2030-01-01T01:00:00Z', 'ends_at': '2030-01-01T02:00:00Z',
            'languages': [{'tag': 'zh', 'is_floor': True, 'offset_ms': 0}],
            'agenda': [{'title': self.called('item'), 'minutes': 5}], **more})['id']

    def appointed_meeting(self):
        return self.county.note({'id': self.new_meeting()})['id']

    def open_meeting(self):
        return self.new_meeting(visibility='public')

    def live_meeting(self):
        meeting = self.new_meeting()
        self.make(f'meetings/{meeting}/steps', {'step': 'go_live'})
        return meeting

    def new_room(self):
        return self.new_meeting(kind='group')

    def open_room(self):
        meeting = self.new_room()
        self.make(f'meetings/{meeting}/steps', {'step': 'open'})
        return meeting

    def room_link(self):
        room = self('room')
        return room, self.make(f'meetings/{room}/links', {'opens': 'room'})['links'][-1]['id']

    def meeting_item(self):
        meeting = self('open_room')
        return meeting, self.county.get(f'meetings/{meeting}')['agenda'][0]['id']

    def new_meeting_input(self):
        meeting = self('meeting')
        return meeting, self.make(f'meetings/{meeting}/inputs', {'kind': 'push', 'name': 'x'})['id']

    def site_meeting(self):
        """To which the township's place is invited."""
        self('place')
        return self.new_meeting(unit_ids=[self.unit])

    def new_cut(self):
        meeting = self('meeting')
        cuts = self.make(f'meetings/{meeting}/recording/cuts', {'from_ms': 0, 'to_ms': 1})['cuts']
        return meeting, cuts[-1]['id']

    def meeting_input(self):
        return self.new_meeting_input()

    # ---- courses ----

    def new_draft(self):
        return self.make('courses', {'title': self.called('course')})['id']

    def lesson_of(self):
        """(course, its only lesson)"""
        course = self.new_draft()
        return course, self.make(f'courses/{course}/lessons', {'kind': 'video', 'title': self.called('lesson')})['id']

    def new_lesson(self):
        return self.lesson_of()[1]

    def new_topic(self):
        return self.make('topics', {'title': f'{self.mark[:8]}{next(COUNT)}'})['id']

    def new_series(self):
        return self.make('series', {'title': self.called('series')})['id']


    # ---- study sessions ----

    def study(self, place):
        answer = self.county.admin.post(f'places/{place}/study', json={'lesson_id': self.county.film()})
        assert answer.status_code in (201, 409), answer.text
        self.note(answer.json())
        return place

    def quiet_place(self):
        return self.new_place()

    def close_study(self):
        self.county.make(f"places/{self('quiet_place')}/study", None, 'DELETE')

    def study_place(self):
        """With an open session."""
        return self.study(self.new_place())

    def stage(self):
        return self.new_place()

    def new_study_place(self):
        """With one that somebody may end."""
        return self.study(self('stage'))

    # ---- attendance ----

    def register(self):
        """Of the open session."""
        study = self.county.get(f"places/{self('study_place')}/study")['study']
        rows = self.county.get(f"registers?event={study['id']}")['registers']
        return self.note(rows[0])['id']

    def new_presence(self):
        """(register, presence) of somebody who is there."""
        register, presence = self('register'), str(uuid.uuid4())
        self.make(f'registers/{register}/presences', {'presences': [
            {'id': presence, 'guest_name': self.called('guest')}]})
        return register, presence


    # ---- attendance ----

    def new_duty(self):
        return self.make('duties', {'unit_id': self.new_unit(), 'type_id': 'lecture', 'period': 'quarter',
                                    'times': 1})['id']

    def new_indicator(self):
        return self.make('indicators', indicator(self.unit, self.beside, self.called('indicator')))['indicator']['id']

    def new_leave(self):
        return self.make('leaves', {'member_id': self.new_member(), **days_off()})['id']

    def carried_member(self):
        return self.make('members', {'name': f'{self.mark}结转', 'unit_id': self.beside})['id']

    def new_correction(self):
        """Hours carried over: in the queue of the township."""
        return self.make('corrections/carried', carried(self('carried_member')))['lines'][0]['id']


class Nowhere:
    """Has nothing of what it names."""

    def __call__(self, what):
        if what == 'new_code':
            return 'ZZZZ-ZZZZ'
        return (random_id(), random_id()) if what in PAIRS else random_id()


def random_id():
    """UUIDv7, as the server makes them (RFC 9562 §5.7)."""
    text = str(uuid.uuid4())
    return f'0199{text[4:14]}7{text[15:]}'
