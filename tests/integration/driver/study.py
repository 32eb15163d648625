"""Study sessions as a clerk's page and a set drive them."""
import re

from .api import Client, Program


def paired_screen(server, admin, unit, place, name='活动室电视'):
    """A set that stands in the place: a client with its secret, `.id` is the screen's."""
    offer = Client(server).post('pairings', json={'kind': 'tv'}).json()
    decision = {'approve': True, 'unit_id': unit, 'name': name, **({'place_id': place} if place else {})}
    made = admin.post(f'pairings/{offer["user_code"]}', json=decision)
    assert made.status_code == 200, made.text
    answer = Client(server).post('pairings/token', json={'device_code': offer['device_code']}).json()
    screen = Program(server, answer['token'])
    screen.id, screen.secret = answer['screen']['id'], answer['token']
    return screen


class Shown:
    """A lesson that a screen shows in a study session."""

    def __init__(self, screen, lesson, study, status=201):
        self.screen = screen
        answer = screen.post('viewings', json={'lesson_id': lesson, 'study_id': study})
        assert answer.status_code == status, answer.text
        self.viewing, self.sequence = answer.json(), 0

    def beat(self, position_ms, state='playing', **more):
        self.sequence += 1
        token = re.search(r'~([\w.-]+)/', self.viewing['base_url']).group(1)
        body = {'sequence': self.sequence, 'state': state, 'position_ms': position_ms, 'rate': 1, 'language': 'zh',
                'latency_ms': -1, 'seen': [], 'is_final': False, **more}
        answer = self.screen.post(f'viewings/{self.viewing["id"]}/beats', params={'token': token}, json={'beats': [body]})
        assert answer.status_code == 200, answer.text
