"""A small county to try things on: units, clerks, people with numbers that exist nowhere else."""
from .api import Browser, Program, signed_in

PASSWORD = 'a long enough password 1'


class County:
    """county ─ two towns ─ two villages each; a clerk for each town."""

    def __init__(self, server, name):
        self.server = server
        self.name = name
        self.admin = Program(server, 'demo-admin')
        self.units = {}
        self.unit('county')
        for town in 'east', 'west':
            self.unit(town, 'county')
            for village in '1', '2':
                self.unit(f'{town}{village}', town)
        self.east = self.clerk('clerk-east', 'east')
        self.west = self.clerk('clerk-west', 'west')

    def unit(self, key, parent=None):
        body = {'name': f'{self.name}-{key}'}
        if parent:
            body['parent_id'] = self.units[parent]
        made = self.admin.post('units', json=body)
        assert made.status_code == 201, made.text
        self.units[key] = made.json()['id']

    def clerk(self, name, *units, role='clerk'):
        """A browser of somebody who was appointed there."""
        name = f'{self.name}-{name}'
        made = self.admin.post('accounts', json={
            'name': name, 'display_name': f'书记 {name}', 'password': PASSWORD, 'roles': ['member']})
        assert made.status_code == 201, made.text
        for unit in units:
            done = self.admin.post('appointments', json={
                'account_id': made.json()['id'], 'role': role, 'unit_id': self.units[unit]})
            assert done.status_code == 201, done.text
        return signed_in(self.server, name, PASSWORD)

    def member(self, name, unit, client=None, **more):
        made = (client or self.admin).post('members', json={
            'name': name, 'unit_id': self.units[unit], **more})
        assert made.status_code == 201, made.text
        return made.json()

    def activated(self, name, unit, **more):
        """A member who has taken her account: a browser that is signed in, with her record's id."""
        member = self.member(name, unit, **more)
        slip = self.admin.post('activations', json={'member_ids': [member['id']]}).json()[0]
        browser = Browser(self.server)
        answer = browser.post('activation', json={'code': slip['code'], 'password': PASSWORD})
        assert answer.status_code == 200, answer.text
        browser.member = member['id']
        return browser

    def found(self, client, **params):
        """Names of a search, in order."""
        if 'unit' in params:
            params['unit'] = self.units[params['unit']]
        answer = client.get('members', params=params)
        assert answer.status_code == 200, answer.text
        return [row['name'] for row in answer.json()]
