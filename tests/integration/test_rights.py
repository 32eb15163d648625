"""Every route of the server × everybody who may ask × what is one's own, foreign, not there. The routes,
their roles and scopes are read from `tongping print-tables`; rights/table.py says how each is asked.

Who is not signed in gets 401, who has no role for it 403. Of what is out of reach the answer is the same
as of what does not exist, but for ids, and nothing it says is a name, number or id from there."""
import json

import pytest
from driver.api import Program
from driver.openapi import OpenApi
from driver.server import run_verb
from rights import judge
from rights.county import County, Nowhere, random_id
from rights.judge import EVERYWHERE, Answer, Person, Route
from rights.people import People
from rights.table import ASKED

OPENAPI = OpenApi()
ROUTES = judge.routes_of(run_verb('print-tables').stdout)


class Cell:
    """One question: who asks, in which county, about the objects of which land."""

    def __init__(self, people, who, target, is_let_in):
        self.people, self.who, self.target = people, who, target
        self.lands = people.county.lands
        self.is_let_in = is_let_in
        self.is_about_target = self.is_about_person = False

    def t(self, what):
        self.is_about_target = True
        if what.startswith('mine_'):
            self.is_about_person = True
            return self.mine(what)
        return self.of(self.lands.get(self.target), what)

    def h(self, what):
        return self.of(self.lands['own'], what)

    def of(self, land, what):
        """Nothing is made for whom the door is shut."""
        is_there = land and (self.is_let_in or not what.startswith('new_'))
        return (land if is_there else Nowhere())(what)

    def own(self, what):
        return getattr(self.who, what)() if self.is_let_in else random_id()

    def mine(self, what):
        """What belongs to an account alone, wherever that looks after."""
        if not self.is_let_in or self.target == 'missing':
            return random_id()
        return getattr(self.who, what)() if self.target == 'own' else self.people.of_stranger(what)


def ask(route, how, cell):
    path = route.path
    for name, value in how.path(cell).items():
        path = path.replace(f'{{{name}}}', value)
    body = how.body(cell) if how.body else None
    query = how.query(cell)
    client = how.client(cell) if how.client else cell.who.client
    sent = {'data': body} if isinstance(body, bytes) else {'json': body} if body is not None else {}
    reply = client.request(route.method, path, params=query, **sent)
    client.cookies.clear()  # signing in leaves one
    OPENAPI.check(reply)
    said = ' '.join([path] + [json.dumps(part, default=bytes.decode, ensure_ascii=False)
                              for part in (query, sent)])
    answer = Answer(reply.status_code, reply.content.decode('utf-8', 'replace'), said, str(reply.headers))
    if how.after:
        how.after(cell, answer)
    return answer


@pytest.fixture(scope='module')
def people(module_yard):
    server = module_yard.start()
    return People(server, County(server, Program(server, 'demo-admin')))


def problems_of(route, how, people, who):
    """What is wrong with the answers to one person who asks in one way."""
    def send(target):
        cell = Cell(people, who, target, not refusal)
        cell.shown = how.shows(cell) if how.shows and not refusal else ''  # made before it is asked for
        answer = ask(route, how, cell)
        return cell, answer, f'{route.key} by {who.name}, {target} ({answer.said})'
    refusal = judge.refusal_at_the_door(route, who)
    reach = judge.reach(route, who)
    cell, answer, what = send('own')
    problems = [f'{what} tells {secret}' for secret in told(answer, people, reach, refusal)]
    if refusal or answer.status >= 500:
        return problems + wrong_status(answer, {refusal}, what)
    may = (reach == EVERYWHERE or ('own' in reach and not how.everywhere) or
           cell.is_about_person)
    is_list = not cell.is_about_target and not how.everywhere
    if may or is_list:
        problems += wrong_status(answer, how.ok, what)
    if may and cell.shown not in answer.text:
        problems.append(f'{what} does not show {cell.shown}: {answer.text[:300]}')
    if how.everywhere and not may:
        problems += wrong_status(answer, {404}, what)
    if cell.is_about_target and (reach != EVERYWHERE or cell.is_about_person):
        problems += compare(send, answer, what, people, may, reach)
    return problems


def compare(send, own, what, people, may, reach):
    """Foreign things against things that are not there; one's own too when they are out of reach."""
    _, missing, _ = send('missing')
    hidden = [send('foreign')[1:]] + ([] if may else [(own, what)])
    problems = []
    for answer, words in hidden:
        problems += [f'{words} tells {secret}' for secret in told(answer, people, reach, None)]
        different = judge.difference(answer, missing)
        if different:
            problems.append(f'{words}: {different}')
    return problems


def wrong_status(answer, wanted, what):
    return [] if answer.status in wanted else [f'{what}: {answer.status}, not {sorted(map(str, wanted))}: '
                                               f'{answer.text[:300]}']


def told(answer, people, reach, refusal):
    """Secrets of lands beyond reach; of all lands when the door was shut."""
    if reach == EVERYWHERE and not refusal:
        return []
    hidden = [land for name, land in people.county.lands.items() if refusal or name not in reach]
    return judge.leaks(answer, set().union(*(land.secrets for land in hidden)))


@pytest.mark.parametrize('route', ROUTES, ids=lambda route: route.key)
def test_route(people, route):
    assert route.key in ASKED, f'{route.key} has no row in tests/integration/rights/table.py'
    problems = []
    for how in ASKED[route.key]:
        for who in people.list:
            problems += problems_of(route, how, people, who)
            who.tidy()
    assert not problems, f'{len(problems)} problems:\n' + '\n'.join(problems[:20])


# ---- that the judgement can fail ----

SEE = Route('GET', '/api/v1/units/{id}', 'unit.see', 'unit', frozenset({'administrator', 'clerk'}))
MANAGE = Route('GET', '/api/v1/accounts', 'account.manage', 'server', frozenset({'administrator'}))
CLERK = Person('clerk', frozenset({'member'}), {'clerk': 'own'})
HEAD = Person('head', frozenset({'member'}), {'administrator': 'own'})
ROOT = Person('root', frozenset({'administrator'}))
ID, OTHER_ID = random_id(), random_id()
NONE = Answer(404, f'{{"detail":"there is none","id":"{OTHER_ID}"}}')


@pytest.mark.parametrize('route, person, refused, reach', [
    (SEE, Person('nobody'), 401, set()), (SEE, Person('guest', frozenset({'member'})), 403, set()),
    (SEE, CLERK, None, {'own'}), (SEE, ROOT, None, EVERYWHERE), (MANAGE, HEAD, 403, EVERYWHERE),
    (MANAGE, ROOT, None, EVERYWHERE)])
def test_what_is_expected(route, person, refused, reach):
    assert judge.refusal_at_the_door(route, person) == refused
    assert judge.reach(route, person) == reach


@pytest.mark.parametrize('hidden, is_told', [
    (Answer(404, f'{{"detail":"there is none","id":"{ID}"}}'), False),
    (Answer(403, f'{{"detail":"there is none","id":"{ID}"}}'), True),
    (Answer(404, f'{{"detail":"not yours","id":"{ID}"}}'), True),
    (Answer(404, f'{{"detail":"there is none","name":"x","id":"{ID}"}}'), True)])
def test_a_hidden_object_answered_otherwise_is_found(hidden, is_told):
    assert bool(judge.difference(hidden, NONE)) == is_told


@pytest.mark.parametrize('answer, found', [
    (Answer(200, f'[{{"id":"{ID}"}}]'), [ID]), (Answer(200, '[{"name":"异乡甲村"}]'), ['异乡']),
    (Answer(201, '{}', fields=f"{{'Location': '/units/{ID}'}}"), [ID]),
    (Answer(404, f'cannot find {ID}', said=f'/units/{ID}'), []), (Answer(200, '[]'), [])])
def test_a_leak_is_found(answer, found):
    assert judge.leaks(answer, {ID, '异乡'}) == found


def test_every_row_of_the_table_is_a_route():
    assert not set(ASKED) - {route.key for route in ROUTES}
