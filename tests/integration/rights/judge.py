"""What an answer must be, as pure functions: test_rights.py tries them on made-up answers too."""
import json
import re
from dataclasses import dataclass, field

UUID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')

NUMBERED = re.compile(r'(new|screen)\d+')  # names that only this test made up


@dataclass(frozen=True)
class Route:
    """A row of `tongping print-tables`."""
    method: str
    path: str
    right: str
    scope: str
    roles: frozenset

    @property
    def key(self):
        return f'{self.method} {self.path}'


@dataclass
class Answer:
    """What came back, and what was said to get it: what the asker wrote herself is no leak."""
    status: int
    text: str
    said: str = ''
    fields: str = ''


@dataclass
class Person:
    """Roles that hold everywhere, and roles by appointment with the name of the land they hold in."""
    name: str
    roles: frozenset = frozenset()
    appointed: dict = field(default_factory=dict)  # role → land


EVERYWHERE = '*'


def routes_of(lines):
    rows = [json.loads(line) for line in lines.splitlines() if line.strip()]
    return [Route(row['method'], row['path'], row['right'], row['scope'], frozenset(row['roles']))
            for row in rows if row['table'] == 'route']


def refusal_at_the_door(route, person):
    """401 or 403 that must come whatever is asked for; None: let in."""
    if not route.roles:
        return None
    if not person.roles:
        return 401
    holds = set(person.roles) | (set() if route.scope == 'server' else set(person.appointed))
    return None if holds & route.roles else 403


def reach(route, person):
    """Names of the lands where the person has the route's right, or EVERYWHERE."""
    if person.roles & route.roles or route.scope != 'unit':
        return EVERYWHERE
    return {land for role, land in person.appointed.items() if role in route.roles}


def leaks(answer, secrets):
    """Those of `secrets` (ids, names, numbers) that the answer tells."""
    told = answer.text + '\n' + answer.fields
    return sorted(secret for secret in secrets if secret in told and secret not in answer.said)


def difference(hidden, missing):
    """How the answer about a hidden object differs from that about none; None: not at all."""
    if hidden.status != missing.status:
        return f'{hidden.status} where nothing is answered {missing.status}'
    left, right = (NUMBERED.sub('NAME', UUID.sub('ID', answer.text)) for answer in (hidden, missing))
    return None if left == right else f'{left} where nothing is answered {right}'
