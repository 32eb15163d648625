"""Whoever may ask: nobody, each role everywhere, each role by appointment, a screen."""
from dataclasses import dataclass, field

from driver.api import Client, Program, signed_in
from driver.waiting import wait_until

from .county import PASSWORD
from .judge import Person

WORDS = ('administrator', 'auditor', 'studio', 'editor', 'clerk', 'interpreter', 'member')
FOR_UNITS = ('administrator', 'auditor', 'clerk')
FOR_EVENTS = ('studio', 'interpreter')


@dataclass
class Asker(Person):
    client: Client = None
    account: str = None  # id
    server: object = None
    unit: str = None  # one that is hers to look after
    imports: list = field(default_factory=list)
    export: str = None  # few may be open

    # ---- things that belong to an account; ids ----

    def mine_session(self):
        return signed_in(self.server, self.name, PASSWORD).get('session').json()['session_id']

    def mine_token(self):
        return self.client.post('tokens', json={'label': 'x', 'days': 1}).json()['id']

    def mine_import(self):
        """Its first sheet has been read."""
        answer = self.client.post('imports', params={'kind': 'members', 'name': 'a.csv'},
                                  data='姓名,所在党支部\n王五,没有的支部\n'.encode())
        assert answer.status_code == 201, answer.text
        number = answer.json()['id']
        self.imports.append(number)
        wait_until(lambda: self.client.get(f'imports/{number}').json()['state'] != 'reading',
                   'the sheet is read')
        return number

    def tidy(self):
        """Few sheets may be open at once."""
        while self.imports:
            self.client.delete(f'imports/{self.imports.pop()}')

    def mine_export(self):
        if self.export:
            return self.export
        answer = self.client.post('exports', json={
            'kind': 'members', 'unit_id': self.unit, 'format': 'csv', 'with_numbers': False})
        assert answer.status_code in (200, 201), answer.text
        self.export = answer.json()['id']
        return self.export


class People:
    def __init__(self, server, county):
        self.server, self.county, self.once = server, county, {}
        self.stranger = self.account('stranger', 'administrator')
        self.list = [Asker('nobody', client=Client(server))]
        self.list += [self.account(f'{word}-everywhere', word) for word in WORDS]
        for land in ('own', 'below'):
            self.list += [self.appointed(word, land) for word in FOR_UNITS]
        self.list += [self.appointed(word, 'event') for word in FOR_EVENTS]
        self.list.append(self.screen())

    def of_stranger(self, what):
        """An id of somebody else's; nobody may end it, so it is made once."""
        if what not in self.once:
            self.once[what] = getattr(self.stranger, what)()
        return self.once[what]

    def account(self, name, role):
        admin = self.county.admin
        account = self.county.note(self.county.make('accounts', {
            'name': name, 'display_name': name, 'password': PASSWORD, 'roles': [role]}))['id']
        browser = signed_in(self.server, name, PASSWORD)
        token = browser.post('tokens', json={'label': 'x', 'days': 1}).json()
        assert admin.get(f'accounts/{account}').status_code == 200
        return Asker(name, frozenset({role}), client=Program(self.server, token['token']),
                     account=account, server=self.server, unit=self.county.lands['own'].unit)

    def appointed(self, role, land):
        asker = self.account(f'{role}-of-{land}', 'member')
        own = self.county.lands['own']
        where = {'own': {'unit_id': own.unit}, 'below': {'unit_id': own.below},
                 'event': {'event_id': own('appointed_meeting')}}[land]
        made = self.county.make('appointments', {'account_id': asker.account, 'role': role, **where})
        if land != 'below':
            self.county.common.add(made['id'])
        asker.appointed[role] = land
        asker.unit = where.get('unit_id')
        return asker

    def screen(self):
        """Paired at home; it keeps its secret."""
        offer = Client(self.server).post('pairings', json={'kind': 'tv'}).json()
        own = self.county.lands['own']
        own.make(f'pairings/{offer["user_code"]}', {'approve': True, 'unit_id': own.unit, 'name': 'screen'})
        token = Client(self.server).post('pairings/token', json={
            'device_code': offer['device_code']}).json()['token']
        return Asker('screen', frozenset({'screen'}), client=Program(self.server, token))
