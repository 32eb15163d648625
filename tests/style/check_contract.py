#!/usr/bin/python3
"""check_contract.py TONGPING: what the server's tables, docs/openapi.yaml, docs/protocol.md and
player-web/shared/contract.ts with contract/ say is the same: routes and who may call them, bodies and answers,
messages and their members, error words and their statuses; docs/rights.md: who may do what. A place that says nothing about a thing is
not compared in it; each thing is said in at least two places."""
import subprocess
import sys

import yaml

from contract_sources import (Contract, OpenApiReader, ProtocolReader, Route, TypesReader,
                              read_rights, read_tables)
from house import ROOT, Example, Rule, report


def collect(tongping):
    tables = subprocess.run([tongping, 'print-tables'], capture_output=True, text=True, check=True,
                            timeout=60, stdin=subprocess.DEVNULL).stdout

    def text(path):
        return (ROOT / path).read_text(encoding='utf-8')
    types = '\n'.join(text(path.relative_to(ROOT)) for path in type_files())
    server, pages = read_tables(tables), TypesReader(types).read()
    return [server,
            OpenApiReader(yaml.safe_load(text('docs/openapi.yaml'))).read(),
            ProtocolReader(text('docs/protocol.md')).read(),
            read_rights(text('docs/rights.md')),
            pages]


def type_files():
    shared = ROOT / 'player-web/shared'
    return [shared / 'contract.ts', *sorted((shared / 'contract').glob('*.ts'))]


def pairs(contracts, part):
    """Each place that says something about this part, beside the first one."""
    speaking = [contract for contract in contracts if getattr(contract, part)]
    if len(speaking) < 2:
        yield None, None
    for contract in speaking[1:]:
        yield speaking[0], contract


def compare_keys(contracts, part):
    problems = []
    for first, other in pairs(contracts, part):
        if first is None:
            return [f'fewer than two places name any {part}']
        left, right = set(getattr(first, part)), set(getattr(other, part))
        problems += [f'{printed(key)} is in {first.name}, not in {other.name}'
                     for key in sorted(left - right)]
        problems += [f'{printed(key)} is in {other.name}, not in {first.name}'
                     for key in sorted(right - left)]
    return problems


def compare_values(contracts, part, value, differences):
    """The same key in every two places that say something about it, first place first."""
    problems = []
    for key in sorted({key for contract in contracts for key in getattr(contract, part)}):
        said = [(contract.name, value(getattr(contract, part)[key])) for contract in contracts
                if key in getattr(contract, part)]
        said = [(name, form) for name, form in said if form is not None]
        for name, form in said[1:]:
            problems += [f'{printed(key)}{difference} ({said[0][0]} | {name})'
                         for difference in differences(said[0][1], form)]
    return problems


def printed(key):
    return ' '.join(key) if isinstance(key, tuple) else key


def unequal(left, right):
    return [] if left == right else [f': {left} | {right}']


def form_differences(left, right, path=''):
    """Where two forms differ, by the path of the member. One place may name the words of what the
    other one calls a string."""
    kinds = [form[0] if isinstance(form, tuple) else form for form in (left, right)]
    if left == right or set(kinds) == {'string', 'words'}:
        return []
    if kinds[0] != kinds[1]:
        return [f'{path}: {kinds[0]} | {kinds[1]}']
    if kinds[0] == 'words':
        return [f'{path}: {sorted(left[1] - right[1])} | {sorted(right[1] - left[1])}']
    if kinds[0] in ('list', 'null or'):
        return form_differences(left[1], right[1], path + ('[]' if kinds[0] == 'list' else ''))
    problems = []
    for name in sorted(left[1].keys() | right[1].keys()):
        here = f'{path}.{name}'
        if name not in left[1] or name not in right[1]:
            problems.append(f'{here}: {"missing" if name not in left[1] else "there"} | '
                            f'{"missing" if name not in right[1] else "there"}')
            continue
        (form, required), (other_form, other_required) = left[1][name], right[1][name]
        problems += form_differences(form, other_form, here)
        if required != other_required:
            words = {True: 'required', False: 'optional'}
            problems.append(f'{here}: {words[required]} | {words[other_required]}')
    return problems


def find_routes(contracts):
    return compare_keys(contracts, 'routes')


def find_callers(contracts):
    return compare_values(contracts, 'routes', lambda route: route.who, unequal)


def find_bodies(contracts):
    return (compare_values(contracts, 'routes', lambda route: route.body, form_differences) +
            compare_values(contracts, 'routes', lambda route: route.answer, form_differences))


def find_messages(contracts):
    return compare_keys(contracts, 'messages')


def find_members(contracts):
    return compare_values(contracts, 'messages', lambda form: form, form_differences)


def find_errors(contracts):
    return compare_keys(contracts, 'errors') + compare_values(
        contracts, 'errors', lambda status: status, unequal)


def find_rights(contracts):
    return compare_keys(contracts, 'rights') + compare_values(
        contracts, 'rights', lambda right: right, unequal)


GET = ('GET', '/api/v1/a')
PING = ('client', 'ping')


def routes(first, second):
    return [Contract('one', routes=first), Contract('two', routes=second)]


def messages(first, second):
    return [Contract('one', messages=first), Contract('two', messages=second)]


def one_member(form, required=True):
    return ('object', {'id': (form, required)})


RULES = [
    Rule('the same routes everywhere', find_routes, [
        Example('one more', routes({GET: Route('open')}, {GET: Route('open'),
                                                          ('PUT', '/b'): Route('open')}),
                'PUT /b is in two, not in one'),
        Example('none at all', routes({}, {}), 'fewer than two places'),
        Example('the same', routes({GET: Route('open')}, {GET: Route('open')})),
    ]),
    Rule('the same people may call a route', find_callers, [
        Example('open or not', routes({GET: Route('open')}, {GET: Route('signed_in')}),
                'GET /api/v1/a: open | signed_in'),
    ]),
    Rule('the same bodies and answers', find_bodies, [
        Example('a member more', routes({GET: Route('open', answer=one_member('string'))},
                                        {GET: Route('open', answer=('object', {}))}),
                'GET /api/v1/a.id: there | missing'),
        Example('another kind', routes({GET: Route('open', body=one_member('string'))},
                                       {GET: Route('open', body=one_member('number'))}),
                '.id: string | number'),
        Example('said in one place only', routes({GET: Route('open')},
                                                 {GET: Route('open', body=one_member('string'))})),
    ]),
    Rule('the same messages everywhere', find_messages, [
        Example('one more', messages({PING: None}, {PING: None, ('server', 'pong'): None}),
                'server pong is in two'),
    ]),
    Rule('the same members in a message', find_members, [
        Example('optional or not', messages({PING: one_member('number')},
                                            {PING: one_member('number', False)}),
                'client ping.id: required | optional'),
        Example('other words', messages({PING: one_member(('words', frozenset('ab')))},
                                        {PING: one_member(('words', frozenset('bc')))}),
                "['a'] | ['c']"),
        Example('inside a list', messages({PING: one_member(('list', one_member('number')))},
                                          {PING: one_member(('list', one_member('string')))}),
                '.id[].id: number | string'),
    ]),
    Rule('the same error words and statuses', find_errors, [
        Example('another status', [Contract('one', errors={'a': 400}),
                                   Contract('two', errors={'a': 401})], 'a: 400 | 401'),
        Example('a word more', [Contract('one', errors={'a': 400}),
                                Contract('two', errors={'a': None, 'b': None})], 'b is in two'),
    ]),
    Rule('the same rights', find_rights, [
        Example('another role', [Contract('one', rights={'a.see': ('unit', ('clerk',), 'See')}),
                                 Contract('two', rights={'a.see': ('unit', ('editor',), 'See')})],
                "a.see: ('unit', ('clerk',)"),
        Example('a row less', [Contract('one', rights={'a.see': ('self', (), 'See')}),
                               Contract('two', rights={'b.see': ('self', (), 'See')})],
                'a.see is in one, not in two'),
    ]),
]

if __name__ == '__main__':
    report(RULES, collect(sys.argv[1]))
