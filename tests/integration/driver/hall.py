"""A village with people, a room with a set, clerks of here and elsewhere: for roll calls."""
import datetime
import uuid

from .api import Browser, Program
from .county import FAR_VILLAGE, ROOM, TOWN, VILLAGE, appoint_clerk, build_county
from .course import make_published
from .roster import bring_members
from .study import paired_screen

PASSWORD = 'a long enough password 1'
NAMES = [f'{surname}{given}' for surname, given in zip('赵钱孙李周吴郑王冯陈褚卫蒋', '一二三四五六七八九十百千万')]


def new_id():
    return str(uuid.uuid4())


def moment(us):
    at = datetime.datetime.fromtimestamp(us / 1e6, datetime.timezone.utc)
    return at.strftime('%Y-%m-%dT%H:%M:%S.') + f'{at.microsecond // 1000:03d}Z'


def us_of(text):
    return int(datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp() * 1e6)


class Hall:
    def __init__(self, yard, **options):
        self.server = yard.start(**options)
        self.database = build_county(self.server)
        self.admin = Program(self.server, 'demo-admin')
        self.people = bring_members(self.server, self.admin, VILLAGE, [(name, '', '') for name in NAMES])
        self.guest = bring_members(self.server, self.admin, FAR_VILLAGE, [('欧阳远', '', '')])['欧阳远']
        self.clerk, self.second = self.new_clerk(VILLAGE, 1), self.new_clerk(TOWN, 2)
        self.stranger = self.new_clerk(FAR_VILLAGE, 3)
        self.tv = paired_screen(self.server, self.admin, VILLAGE, ROOM)
        self.course, self.lesson = make_published(self.server, self.admin, '果树剪枝')
        self.clients = [self.admin, self.clerk, self.second, self.stranger, self.tv]

    def new_browser(self, name, title):
        made = self.admin.post('accounts', json={'name': name, 'display_name': title, 'password': PASSWORD,
                                                 'roles': ['member']})
        assert made.status_code == 201, made.text
        browser = Browser(self.server)
        assert browser.sign_in(name, PASSWORD).status_code == 200
        browser.id = made.json()['id']
        return browser

    def new_program(self, browser):
        program = Program(self.server, browser.post('tokens', json={'label': 'x', 'days': 1}).json()['token'])
        program.id, program.secret = browser.id, browser.secret()
        return program

    def new_clerk(self, unit, number):
        browser = self.new_browser(f'clerk{number}', f'站长{number}')
        appoint_clerk(self.database, browser.id, unit, number)
        return self.new_program(browser)

    def new_member(self, name):
        """Somebody of the village with an account."""
        number = NAMES.index(name)
        browser = self.new_browser(f'member{number}', name)
        self.database.run('UPDATE account SET member_id = ? WHERE id = ?', self.people[name], browser.id)
        member = self.new_program(browser)
        self.clients.append(member)
        return member

    def start_again(self):
        """At another port."""
        self.server.start()
        for client in self.clients:
            client.origin = self.server.url

    def open(self):
        """A study session's register."""
        answer = self.clerk.post(f'places/{ROOM}/study', json={'lesson_id': self.lesson})
        assert answer.status_code == 201, answer.text
        registers = self.clerk.get('registers', params={'event': answer.json()['study']['id']}).json()['registers']
        assert len(registers) == 1
        return registers[0]

    def end(self):
        assert self.clerk.delete(f'places/{ROOM}/study').status_code == 204

    def enter(self, register, *items, who=None, status=200, **more):
        """Each item: a name of the village, or the members of an entry."""
        entries = [{'id': new_id(), **({'member_id': self.people[item]} if isinstance(item, str) else item)}
                   for item in items]
        answer = (who or self.clerk).post(f'registers/{register["id"]}/presences', json={'presences': entries, **more})
        assert answer.status_code == status, answer.text
        return answer.json()['presences'] if status == 200 else answer.json()

    def page(self, register, who=None, **query):
        answer = (who or self.clerk).get(f'registers/{register["id"]}', params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def roll(self, register, who=None, **query):
        answer = (who or self.tv).get(f'registers/{register["id"]}/people', params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()['people']

    def left(self, register, presence, who=None, **wish):
        return (who or self.clerk).post(f'registers/{register["id"]}/presences/{presence}/left', json=wish)
