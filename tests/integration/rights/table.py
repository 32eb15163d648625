"""How each route is asked. A route without a row fails the test: whoever adds a route says here what it
is about. `c` is one cell: c.t(…) an object of the land that is asked about, c.h(…) one of the asker's own
land, c.own(…) one of the asker herself, c.who the asker; county.py and people.py tell what there is."""
import json
import uuid
from dataclasses import dataclass

from driver.name_clip import clip_bytes

from .county import PASSWORD, carried, days_off, indicator, indicator_change, random_id

DONE = frozenset({200, 201, 202, 204})


def nothing(_cell):
    return {}


@dataclass(frozen=True)
class Ask:
    path: object = nothing    # cell → {segment: text}
    query: object = nothing   # cell → {name: text}
    body: object = None       # cell → JSON, or bytes as they are
    ok: frozenset = DONE      # for who may
    shows: object = None      # cell → what an allowed answer must tell
    everywhere: bool = False  # about the whole tree: appointments do not reach it
    client: object = None     # cell → another client of the asker
    after: object = None      # (cell, answer) → None: tidies up


def by_id(what, **more):
    return Ask(path=lambda c: {'id': c.t(what)}, **more)


def of_unit(what, **more):
    """A list of what belongs to a unit, asked for that unit."""
    return Ask(query=lambda c: {'unit': c.t('unit')}, shows=lambda c: c.t(what), **more)


def new_name(c):
    return c.lands['own'].called('new')


def keep_import(cell, answer):
    if answer.status == 201:
        cell.who.imports.append(json.loads(answer.text)['id'])


def drop_export(cell, answer):
    """Once decided it is another one's turn."""
    if answer.status == 200:
        cell.lands[cell.target].once.pop('waiting_export')


def drop_code(cell, answer):
    """A code is good until somebody decides; few may wait at once."""
    if answer.status == 200:
        cell.lands['own'].once.pop('code')


SESSION = {
    'GET /api/v1/server': [Ask()],
    'GET /api/v1/setup': [Ask()],
    'POST /api/v1/setup': [Ask(body=lambda c: {'token': 'x' * 43, 'name': 'a', 'password': PASSWORD},
                               ok={409})],
    'POST /api/v1/session': [Ask(body=lambda c: {'name': 'demo-member', 'password': 'demo-member'})],
    'GET /api/v1/session': [Ask(shows=lambda c: c.who.account)],
    'PATCH /api/v1/session': [Ask(body=lambda c: {'locale': 'en'})],
    'DELETE /api/v1/session': [Ask(ok={409})],  # a bearer token has none
    'GET /api/v1/sessions': [Ask()],
    'DELETE /api/v1/sessions/{id}': [by_id('mine_session')],
    'POST /api/v1/password': [Ask(body=lambda c: {'old_password': PASSWORD, 'new_password': 'x'}, ok={400})],
    'GET /api/v1/tokens': [Ask()],
    'POST /api/v1/tokens': [Ask(body=lambda c: {'label': 'x', 'days': 1})],
    'DELETE /api/v1/tokens/{id}': [by_id('mine_token')],
    'GET /api/v1/health': [Ask()],
    'GET /api/v1/session/people': [Ask()],
    'POST /api/v1/session/switch': [Ask(body=lambda c: {'session_id': random_id()}, ok={404})],
}

SERVER = {
    'GET /api/v1/accounts': [Ask()],
    'POST /api/v1/accounts': [Ask(body=lambda c: {
        'name': new_name(c), 'display_name': 'x', 'password': PASSWORD, 'roles': ['member']})],
    'GET /api/v1/accounts/{id}': [by_id('account')],
    'PATCH /api/v1/accounts/{id}': [by_id('account', body=lambda c: {'locale': 'en'}, ok={200, 400}),
                                    by_id('account', body=lambda c: {'display_name': new_name(c)})],
    'DELETE /api/v1/accounts/{id}': [by_id('new_account')],
    'POST /api/v1/accounts/{id}/password': [by_id('account', body=lambda c: {'password': PASSWORD + '2'})],
    'GET /api/v1/retention': [Ask(shows=lambda c: '"guest_names"')],
    'POST /api/v1/retention/dry-run': [Ask(body=lambda c: {'class': 'guest_names', 'days': 30})],
    'GET /api/v1/audit': [Ask(query=lambda c: {'limit': '5'}, shows=lambda c: '"action"')],
    'GET /api/v1/guide': [Ask()],
    'POST /api/v1/sample': [Ask(ok={200, 201, 409})],
    'DELETE /api/v1/sample': [Ask(ok={200, 409})],
    'GET /api/v1/levels': [Ask()],
    'PUT /api/v1/levels': [Ask(body=lambda c: {'levels': c.people.county.get('levels')})],
    'GET /api/v1/member-kinds': [Ask()],
    'PUT /api/v1/member-kinds': [Ask(body=lambda c: {'kinds': [
        {'id': word, 'name': name, 'votes': word == 'full', 'required': word in ('full', 'probationary')}
        for word, name in (('full', '正式党员'), ('probationary', '预备党员'),
                           ('applicant', '入党积极分子'), ('public', '群众'))]})],
    'POST /api/v1/roster/units': [Ask(body=lambda c: {'units': []}, ok={200, 400})],
    'POST /api/v1/roster/members': [Ask(body=lambda c: {'members': []}, ok={200, 400})],
    'GET /api/v1/roster/changes': [Ask()],
}

UNITS = {
    'GET /api/v1/units': [Ask(shows=lambda c: c.h('unit')), Ask(query=lambda c: {'closed': '1'}),
                          Ask(query=lambda c: {'as_of': '2099-01-01T00:00:00Z'})],
    'POST /api/v1/units': [
        Ask(body=lambda c: {'name': new_name(c), 'parent_id': c.t('unit')}),
        Ask(body=lambda c: {'name': new_name(c)}, everywhere=True)],
    'GET /api/v1/units/{id}': [by_id('unit', shows=lambda c: c.t('unit'))],
    'PATCH /api/v1/units/{id}': [
        by_id('new_unit', body=lambda c: {'name': new_name(c)}),
        by_id('new_unit', body=lambda c: {'parent_id': c.h('beside')}),
        Ask(path=lambda c: {'id': c.h('new_unit')}, body=lambda c: {'parent_id': c.t('unit')}),
        Ask(path=lambda c: {'id': c.h('new_unit')}, body=lambda c: {'before_id': c.t('beside')},
            ok={200, 400, 409})],
    'DELETE /api/v1/units/{id}': [by_id('new_unit')],
    'GET /api/v1/places': [Ask(shows=lambda c: c.h('place')), of_unit('place')],
    'POST /api/v1/places': [
        Ask(body=lambda c: {'unit_id': c.t('unit'), 'name': new_name(c)}),
        Ask(body=lambda c: {'unit_id': c.h('unit'), 'name': new_name(c), 'serves': [c.t('beside')]})],
    'PATCH /api/v1/places/{id}': [
        by_id('place', body=lambda c: {'address': new_name(c)}),
        Ask(path=lambda c: {'id': c.h('place')}, body=lambda c: {'serves': [c.t('beside')]})],
    'DELETE /api/v1/places/{id}': [by_id('new_place')],
}

MEMBERS = {
    'GET /api/v1/members': [
        Ask(shows=lambda c: c.h('member')), of_unit('member'),
        Ask(query=lambda c: {'query': '异乡'}), Ask(query=lambda c: {'left': '1'}),
        Ask(query=lambda c: {'unit': c.t('unit'), 'below': '1'}, shows=lambda c: c.t('member'))],
    'POST /api/v1/members': [Ask(body=lambda c: {'name': new_name(c), 'unit_id': c.t('unit')})],
    'GET /api/v1/members/{id}': [by_id('member', shows=lambda c: c.t('member'))],
    'PATCH /api/v1/members/{id}': [by_id('member', body=lambda c: {'gender': 'female'})],
    'DELETE /api/v1/members/{id}': [by_id('new_member')],
    'POST /api/v1/members/{id}/numbers': [by_id('member', shows=lambda c: '"139')],
    'POST /api/v1/members/{id}/memberships': [
        by_id('new_member', body=lambda c: {'unit_id': c.h('beside')}),
        Ask(path=lambda c: {'id': c.h('new_member')}, body=lambda c: {'unit_id': c.t('beside')})],
    'DELETE /api/v1/members/{id}/memberships/{membership}': [
        Ask(path=lambda c: dict(zip(('id', 'membership'), c.t('new_membership'))))],
    'POST /api/v1/members/{id}/transfers': [by_id('new_member', body=lambda c: {'unit_id': c.h('beside')})],
    'POST /api/v1/members/{id}/exemptions': [by_id('new_member', body=lambda c: days_off())],
    'GET /api/v1/transfers': [Ask(shows=lambda c: c.h('transfer')), Ask(query=lambda c: {'state': 'asked'})],
    'GET /api/v1/transfer-targets': [Ask(query=lambda c: {'query': '没有的支部'})],
    'POST /api/v1/transfers/{id}/decision': [by_id('new_transfer', body=lambda c: {'accept': True})],
    'DELETE /api/v1/transfers/{id}': [by_id('new_transfer')],
    'POST /api/v1/exemptions/{id}/reason': [by_id('exemption', shows=lambda c: '病假')],
    'DELETE /api/v1/exemptions/{id}': [by_id('new_exemption')],
}

RIGHTS = {
    'GET /api/v1/me': [Ask(shows=lambda c: c.who.name)],
    'GET /api/v1/rights': [Ask(shows=lambda c: 'appointment.change')],
    'GET /api/v1/appointments': [
        Ask(shows=lambda c: c.h('appointment')), of_unit('appointment'),
        Ask(query=lambda c: {'account': c.t('account')})],
    'POST /api/v1/appointments': [
        Ask(body=lambda c: {'account_id': c.h('account'), 'role': 'clerk', 'unit_id': c.t('new_unit')}),
        Ask(body=lambda c: {'account_id': c.t('account'), 'role': 'clerk', 'unit_id': c.h('new_unit')}),
        Ask(body=lambda c: {'member_id': c.t('member'), 'role': 'clerk', 'unit_id': c.h('unit')}, ok={409}),
        Ask(body=lambda c: {'account_id': c.h('account'), 'role': 'studio',
                          'event_id': c.h('new_meeting')},
            everywhere=True)],
    'DELETE /api/v1/appointments/{id}': [by_id('new_appointment')],
}

SHEETS = {
    'POST /api/v1/imports': [Ask(query=lambda c: {'kind': 'units', 'name': 'a.csv'},
                                 body=lambda c: '组织名称\n甲村\n'.encode(), after=keep_import),
                             Ask(query=lambda c: {'kind': 'units', 'name': 'a.csv', 'unit': c.t('unit')},
                                 body=lambda c: '组织名称\n甲村\n'.encode(), after=keep_import)],
    'GET /api/v1/imports/{id}': [by_id('mine_import')],
    'PATCH /api/v1/imports/{id}': [
        by_id('mine_import', body=lambda c: {'header_row': 1}),
        Ask(path=lambda c: {'id': c.own('mine_import')}, body=lambda c: {'unit_id': c.t('unit')})],
    'DELETE /api/v1/imports/{id}': [by_id('mine_import')],
    'GET /api/v1/imports/{id}/rows': [by_id('mine_import')],
    'POST /api/v1/imports/{id}/apply': [by_id('mine_import', ok=DONE | {409})],
    'GET /api/v1/imports/{id}/report': [by_id('mine_import')],
    'GET /api/v1/exports': [Ask(shows=lambda c: c.own('mine_export'))],
    'POST /api/v1/exports': [
        Ask(body=lambda c: {'kind': 'members', 'unit_id': c.t('unit'), 'format': 'csv', 'with_numbers': False}),
        Ask(body=lambda c: {'kind': 'members', 'format': 'csv', 'with_numbers': False}, everywhere=True)],
    'POST /api/v1/exports/{id}/decision': [by_id('waiting_export', body=lambda c: {'allow': True},
                                                 ok=DONE | {409}, after=drop_export)],
    'GET /api/v1/exports/{id}/file': [by_id('mine_export', ok=DONE | {409})],
}

ACTIVATION = {
    'POST /api/v1/activations': [
        Ask(body=lambda c: {'member_ids': [c.t('new_member')]}),
        Ask(body=lambda c: {'unit_id': c.t('unit')})],
    'POST /api/v1/activations/slips': [Ask(body=lambda c: {'member_ids': [c.t('new_member')]})],
    'DELETE /api/v1/members/{id}/activation': [by_id('new_slip')],
    'POST /api/v1/activation/check': [Ask(body=lambda c: {'code': 'BCDFGHJKMNPQ'}, ok={400, 404, 410})],
    'POST /api/v1/activation': [Ask(body=lambda c: {'code': 'BCDFGHJKMNPQ', 'password': PASSWORD},
                                    ok={400, 404, 410})],
}

SCREENS = {
    'POST /api/v1/pairings': [Ask(body=lambda c: {'kind': 'tv'})],
    'POST /api/v1/pairings/token': [Ask(body=lambda c: {'device_code': 'x' * 43}, ok={200, 400, 404})],
    'GET /api/v1/pairings/{code}': [Ask(path=lambda c: {'code': c.h('code')})],
    'POST /api/v1/pairings/{code}': [
        Ask(path=lambda c: {'code': c.h('code')},
            body=lambda c: {'approve': True, 'unit_id': c.t('unit'), 'name': new_name(c)}, after=drop_code),
        Ask(path=lambda c: {'code': c.h('code')},
            body=lambda c: {'approve': True, 'unit_id': c.h('unit'), 'place_id': c.t('place'),
                            'name': new_name(c)}, after=drop_code),
        Ask(path=lambda c: {'code': c.h('code')},
            body=lambda c: {'approve': True, 'unit_id': c.h('unit'), 'replaces': c.t('new_screen'),
                            'name': new_name(c)}, after=drop_code)],
    'GET /api/v1/screens': [Ask(shows=lambda c: c.h('screen')), of_unit('screen')],
    'GET /api/v1/screens/{id}': [by_id('screen', shows=lambda c: c.t('screen'))],
    'PATCH /api/v1/screens/{id}': [
        by_id('screen', body=lambda c: {'name': new_name(c)}),
        Ask(path=lambda c: {'id': c.h('new_screen')}, body=lambda c: {'unit_id': c.t('beside')}),
        Ask(path=lambda c: {'id': c.h('new_screen')},
            body=lambda c: {'unit_id': c.h('unit'), 'place_id': c.t('place')})],
    'DELETE /api/v1/screens/{id}': [by_id('new_screen')],
    'GET /api/v1/screen': [Ask()],
    'POST /api/v1/screen/beat': [Ask(body=lambda c: {'version': '1'})],
    'DELETE /api/v1/screen': [Ask(client=lambda c: (c.people.screen() if c.is_let_in else c.who).client)],
}


def meeting(unit):
    return {'title': '会议', 'type_id': 'broadcast', 'unit_id': unit, 'visibility': 'invited',
            'starts_at': '2030-01-01T01:00:00Z', 'ends_at': '2030-01-01T02:00:00Z',
            'languages': [{'tag': 'zh', 'is_floor': True, 'offset_ms': 0}]}


def of_meeting(what, name, **more):
    """Something of a meeting: `what` makes (meeting, thing)."""
    return Ask(path=lambda c: dict(zip(('id', name), c.t(what))), **more)


MEETINGS = {
    'GET /api/v1/meeting-types': [Ask()],
    'POST /api/v1/meeting-types': [Ask(body=lambda c: {'name': new_name(c)})],
    'GET /api/v1/meetings': [Ask()],
    'GET /api/v1/now': [Ask()],
    'POST /api/v1/meetings': [
        Ask(body=lambda c: {**meeting(c.t('unit')), 'kind': 'group'}),
        Ask(body=lambda c: {**meeting(c.h('unit')), 'kind': 'group', 'unit_ids': [c.t('unit')]})],
    'GET /api/v1/meetings/{id}': [Ask(path=lambda c: {'id': c.h('open_meeting')},
                                      shows=lambda c: c.h('open_meeting'))],
    'PATCH /api/v1/meetings/{id}': [
        by_id('room', body=lambda c: {'note': '说明'}),
        Ask(path=lambda c: {'id': c.h('new_room')}, body=lambda c: {'unit_ids': [c.t('unit')]})],
    'DELETE /api/v1/meetings/{id}': [by_id('new_room')],
    'POST /api/v1/meetings/{id}/steps': [by_id('new_room', body=lambda c: {'step': 'open'})],
    'POST /api/v1/meetings/{id}/slate': [by_id('live_meeting', body=lambda c: {'is_slate': True})],
    'POST /api/v1/meetings/{id}/agenda/{item}': [of_meeting('meeting_item', 'item')],
    'GET /api/v1/meetings/{id}/inputs': [by_id('meeting')],
    'POST /api/v1/meetings/{id}/inputs': [by_id('new_meeting', body=lambda c: {'kind': 'push', 'name': 'x'})],
    'POST /api/v1/meetings/{id}/inputs/{input}/key': [of_meeting('meeting_input', 'input')],
    'DELETE /api/v1/meetings/{id}/inputs/{input}': [of_meeting('new_meeting_input', 'input')],
    'GET /api/v1/meetings/{id}/people': [Ask(path=lambda c: {'id': c.h('room')}, ok=DONE | {404})],
    'GET /api/v1/meetings/{id}/votes': [Ask(path=lambda c: {'id': c.h('room')}, ok=DONE | {404})],
    'GET /api/v1/meetings/{id}/links': [by_id('room')],
    'POST /api/v1/meetings/{id}/links': [by_id('room', body=lambda c: {'opens': 'lobby'})],
    'DELETE /api/v1/meetings/{id}/links/{link}': [of_meeting('room_link', 'link')],
    'GET /api/v1/meetings/{id}/invitation': [by_id('meeting')],
    'POST /api/v1/rooms/{meeting}/guests': [  # a link that leads nowhere
        Ask(path=lambda c: {'meeting': c.h('room')}, body=lambda c: {'link': 'x', 'name': '客人'}, ok={404, 429})],
    'OPTIONS /whip/{meeting}': [Ask(path=lambda c: {'meeting': c.h('meeting')})],
    'POST /whip/{meeting}': [  # what is sent is no offer
        Ask(path=lambda c: {'meeting': c.t('live_meeting')}, body=lambda c: b'x', ok={400, 415})],
    'OPTIONS /whip/{meeting}/{id}': [Ask(path=lambda c: {'meeting': c.h('meeting'), 'id': '0' * 32})],
    'PATCH /whip/{meeting}/{id}': [
        Ask(path=lambda c: {'meeting': c.t('live_meeting'), 'id': '0' * 32}, body=lambda c: b'x', ok={404})],
    'DELETE /whip/{meeting}/{id}': [
        Ask(path=lambda c: {'meeting': c.t('live_meeting'), 'id': '0' * 32}, ok={404})],
    'OPTIONS /whep/{meeting}': [Ask(path=lambda c: {'meeting': c.h('meeting')})],
    'GET /whep/{meeting}': [Ask(path=lambda c: {'meeting': c.h('meeting')}, ok={405})],
    'POST /whep/{meeting}': [Ask(path=lambda c: {'meeting': c.h('open_meeting')}, body=lambda c: b'x', ok={409})],
    'OPTIONS /whep/{meeting}/{id}': [Ask(path=lambda c: {'meeting': c.h('open_meeting'), 'id': '0' * 32})],
    'PATCH /whep/{meeting}/{id}': [
        Ask(path=lambda c: {'meeting': c.h('open_meeting'), 'id': '0' * 32}, body=lambda c: b'x', ok={404})],
    'DELETE /whep/{meeting}/{id}': [
        Ask(path=lambda c: {'meeting': c.h('open_meeting'), 'id': '0' * 32}, ok={404})],
    'GET /api/v1/line-check': [Ask()],
    'POST /api/v1/line-check': [Ask(body=lambda c: b'x')],
    'POST /api/v1/line-check/peer': [Ask(body=lambda c: b'x', ok={415})],  # what is sent is no offer
    'POST /api/v1/line-check/result': [Ask(body=lambda c: {'code': '111-111-000', 'down_kbps': 1, 'up_kbps': 1})],
    'GET /api/v1/calendar': [Ask()],
    'POST /api/v1/calendar': [Ask()],
    'GET /api/v1/calendar/{secret}': [Ask(path=lambda c: {'secret': 'x' * 32 + '.ics'}, ok={404})],
}

BEAT = {'sequence': 1, 'state': 'playing', 'position_ms': 0, 'rate': 1, 'language': '', 'latency_ms': -1,
        'seen': [], 'is_final': False}

VIEWINGS = {
    'GET /api/v1/meetings/{id}/health': [by_id('meeting', shows=lambda c: 'is_running')],
    'GET /api/v1/meetings/{id}/sites': [by_id('site_meeting', shows=lambda c: c.t('place')),
                                        by_id('site_meeting', query=lambda c: {'numbers': '1'})],
    'POST /api/v1/meetings/{id}/sites/confirm': [
        by_id('site_meeting',
              body=lambda c: {'place_id': c.t('place'), 'sees_picture': True, 'hears_sound': True},
              ok=DONE | {409})],  # this screen stands nowhere
    'GET /api/v1/meetings/{id}/recording': [by_id('meeting', shows=lambda c: c.t('meeting'))],
    'PATCH /api/v1/meetings/{id}/recording': [by_id('meeting', body=lambda c: {'allows_download': False})],
    'POST /api/v1/meetings/{id}/recording/cuts': [by_id('new_meeting', body=lambda c: {'from_ms': 0, 'to_ms': 1})],
    'DELETE /api/v1/meetings/{id}/recording/cuts/{cut}': [
        Ask(path=lambda c: dict(zip(('id', 'cut'), c.t('new_cut'))))],
    'POST /api/v1/viewings': [Ask(body=lambda c: {'meeting_id': 'demo'}, ok={201})],
    'POST /api/v1/viewings/{id}/beats': [Ask(path=lambda c: {'id': random_id()},
                                             body=lambda c: {'beats': [BEAT]}, ok={404})],
    'POST /api/v1/viewings/{id}/take': [Ask(path=lambda c: {'id': random_id()}, body=lambda c: {}, ok={404})],
}


def once(what, **more):
    """About a thing that is made for this very question."""
    return Ask(path=lambda c: {'id': c.lands['own'](what)}, everywhere=True, **more)


COURSES = {
    'GET /api/v1/library': [Ask()],
    'GET /api/v1/courses': [Ask(query=lambda c: {'query': '学习'})],
    # who sees which is the matter of test_courses.py
    'GET /api/v1/courses/{id}': [Ask(path=lambda c: {'id': random_id()}, ok={404})],
    'POST /api/v1/courses': [Ask(body=lambda c: {'title': new_name(c)}, everywhere=True)],
    'PATCH /api/v1/courses/{id}': [once('draft', body=lambda c: {'summary': '说明'})],
    'DELETE /api/v1/courses/{id}': [once('new_draft')],
    'POST /api/v1/courses/{id}/steps': [once('draft', body=lambda c: {'step': 'publish'}, ok={409})],
    'PUT /api/v1/courses/{id}/order': [
        Ask(path=lambda c: {'id': c.lands['own']('lesson_of')[0]}, everywhere=True,
            body=lambda c: {'lesson_ids': [c.lands['own']('lesson_of')[1]]})],
    'POST /api/v1/courses/{id}/lessons': [once('new_draft', body=lambda c: {'kind': 'video', 'title': '课'})],
    'GET /api/v1/lessons/{id}': [Ask(path=lambda c: {'id': random_id()}, ok={404})],
    'PATCH /api/v1/lessons/{id}': [once('new_lesson', body=lambda c: {'is_shown': True})],
    'DELETE /api/v1/lessons/{id}': [once('new_lesson')],
    'GET /api/v1/lessons/{id}/assets': [once('new_lesson')],
    # no asset is made without a job: whoever may is told that there is none
    'PATCH /api/v1/assets/{id}': [Ask(path=lambda c: {'id': random_id()}, body=lambda c: {'label': 'x'}, ok={404},
                                      everywhere=True)],
    'DELETE /api/v1/assets/{id}': [Ask(path=lambda c: {'id': random_id()}, ok={404}, everywhere=True)],
    'POST /api/v1/assets/{id}/steps': [Ask(path=lambda c: {'id': random_id()}, body=lambda c: {'step': 'withdraw'},
                                           ok={404}, everywhere=True)],
    'GET /api/v1/languages': [Ask()],
    'PUT /api/v1/languages/{tag}': [Ask(path=lambda c: {'tag': 'jya'}, everywhere=True,
                                        body=lambda c: {'autonym': 'x', 'name_zh': '嘉绒语'})],
    'DELETE /api/v1/languages/{tag}': [Ask(path=lambda c: {'tag': 'qaa'}, ok={404}, everywhere=True)],
    'PUT /api/v1/languages/{tag}/clip': [Ask(path=lambda c: {'tag': 'bo'}, body=lambda c: clip_bytes(), everywhere=True)],
    'DELETE /api/v1/languages/{tag}/clip': [Ask(path=lambda c: {'tag': 'qaa'}, ok={404}, everywhere=True)],
    'GET /api/v1/topics': [Ask()],
    'POST /api/v1/topics': [Ask(body=lambda c: {'title': new_name(c)[:32]}, everywhere=True)],
    'PATCH /api/v1/topics/{id}': [once('topic', body=lambda c: {'title': '改'})],
    'DELETE /api/v1/topics/{id}': [once('new_topic')],
    'GET /api/v1/series': [Ask()],
    'POST /api/v1/series': [Ask(body=lambda c: {'title': new_name(c)}, everywhere=True)],
    'PATCH /api/v1/series/{id}': [once('series', body=lambda c: {'summary': '改'})],
    'DELETE /api/v1/series/{id}': [once('new_series')],
    'GET /api/v1/course-space': [Ask()],
    'GET /api/v1/units/{id}/course-space': [by_id('unit')],
    # said by the unit above: of one's own top unit nobody says it herself
    'PUT /api/v1/units/{id}/course-quota': [by_id('new_unit', body=lambda c: {'bytes': 1 << 40})],
    'DELETE /api/v1/units/{id}/course-quota': [by_id('new_unit')],
}


UPLOADS = {  # as no client of tus asks: the protocol is refused behind the door
    'OPTIONS /api/v1/uploads': [Ask()],
    'OPTIONS /api/v1/uploads/{id}': [Ask(path=lambda c: {'id': random_id()})],
    'POST /api/v1/uploads': [Ask(ok={412})],
    'GET /api/v1/uploads': [Ask()],
    'GET /api/v1/uploads/{id}': [Ask(path=lambda c: {'id': random_id()}, ok={404})],
    'PATCH /api/v1/uploads/{id}': [Ask(path=lambda c: {'id': random_id()}, ok={412})],
    'DELETE /api/v1/uploads/{id}': [Ask(path=lambda c: {'id': random_id()}, ok={412})],
    'GET /api/v1/jobs': [Ask()],
    'POST /api/v1/jobs/{id}/steps': [Ask(path=lambda c: {'id': random_id()}, body=lambda c: {'step': 'again'},
                                         ok={404})],
}


PAGES = {'pages': [{'title': '一'}]}
QUIZ = {'questions': [{'body': '几？', 'choices': [{'text': '一', 'is_right': True}, {'text': '二', 'is_right': False}]}]}

# Lessons of the installation, as its courses are; a question is one's own.
LESSONS = {
    'GET /api/v1/lessons/{id}/pages': [Ask(path=lambda c: {'id': c.lands['own'].county.pages_lesson()})],
    'PUT /api/v1/lessons/{id}/pages': [Ask(path=lambda c: {'id': c.lands['own'].county.pages_lesson()}, body=lambda c: PAGES,
                                           everywhere=True)],
    'GET /api/v1/lessons/{id}/quiz': [Ask(path=lambda c: {'id': c.lands['own'].county.quiz_lesson()})],
    'PUT /api/v1/lessons/{id}/quiz': [Ask(path=lambda c: {'id': c.lands['own'].county.quiz_lesson()}, body=lambda c: QUIZ,
                                          everywhere=True)],
    'POST /api/v1/lessons/{id}/answers': [Ask(path=lambda c: {'id': c.lands['own'].county.quiz_lesson()},
                                              body=lambda c: {'answers': []}, ok={201, 429})],
    'GET /api/v1/lessons/{id}/questions': [Ask(path=lambda c: {'id': c.lands['own'].county.pages_lesson()})],
    'POST /api/v1/lessons/{id}/questions': [Ask(path=lambda c: {'id': c.lands['own'].county.pages_lesson()},
                                                body=lambda c: {'body': '为什么？'}, ok={201, 429})],
    'GET /api/v1/questions': [Ask(everywhere=True)],
    'POST /api/v1/questions/{id}/answer': [Ask(path=lambda c: {'id': c.lands['own'].county.question()}, everywhere=True,
                                               body=lambda c: {'body': '因为', 'is_public': False})],
    'DELETE /api/v1/questions/{id}': [Ask(path=lambda c: {'id': random_id()}, ok={404})],
}

def study_wish(c):
    return {'lesson_id': c.lands['own'].county.film(), 'language': 'zh'}


def close_study(cell, answer):
    if answer.status == 201:
        cell.lands[cell.target].close_study()


STUDIES = {
    'GET /api/v1/places/{id}/study': [by_id('study_place', shows=lambda c: c.t('study_place'))],
    'POST /api/v1/places/{id}/study': [by_id('quiet_place', body=study_wish, after=close_study)],
    'PATCH /api/v1/places/{id}/study': [by_id('study_place', body=lambda c: {'is_paused': True})],
    'DELETE /api/v1/places/{id}/study': [by_id('new_study_place')],
    # these screens stand nowhere
    'GET /api/v1/screen/study': [Ask()],
    'POST /api/v1/screen/study': [Ask(body=study_wish, ok={409})],
    'PATCH /api/v1/screen/study': [Ask(body=lambda c: {'is_paused': True}, ok={409})],
    'DELETE /api/v1/screen/study': [Ask(ok={409})],
}

# open to everybody; the server of the test has signed nothing that anybody could cosign
LEDGER = {
    'GET /api/v1/ledger/checkpoint': [Ask(ok={200, 404})],
    'GET /api/v1/ledger/tile/{level}/{a}': [Ask(path=lambda c: {'level': '7', 'a': '000'}, ok={404})],
    'GET /api/v1/ledger/tile/{level}/{a}/{b}': [Ask(path=lambda c: {'level': '0', 'a': '000.p', 'b': '1'})],
    'GET /api/v1/ledger/tile/{level}/{a}/{b}/{c}': [Ask(path=lambda c: {'level': '0', 'a': 'x001', 'b': '000.p', 'c': '1'},
                                                        ok={404})],
    'GET /api/v1/ledger/entries/{index}/proof': [Ask(path=lambda c: {'index': '0'}, ok={200, 404})],
    'GET /api/v1/ledger/consistency': [Ask(query=lambda c: {'from': '0'}, ok={200, 404})],
    'GET /api/v1/ledger/keys': [Ask(ok={200, 404})],
    'POST /api/v1/ledger/witness': [Ask(body=lambda c: b'nobody\n1\n\n', ok={400})],
    'POST /api/v1/ledger/cosignatures': [Ask(body=lambda c: b'nobody\n1\n\n', ok={400})],
}

POLICY = {'kind': 'study', 'from_year': 2026, 'preset': 'study', 'max_rate': 2000, 'replay_weight': 1000,
          'offline_weight': 1000, 'present_at': 850, 'absent_below': 100, 'late_after_ms': 300000,
          'left_before_ms': 600000, 'least_ms': 120000, 'cap_ms': 3600000, 'counts': 'coverage',
          'hour_ms': 3600000, 'reason': '试行'}


def nowhere(**more):
    """No object of the kind can be made without a register: there is none."""
    return Ask(path=lambda c: {'id': random_id()}, ok={404}, **more)


ATTENDANCE = {
    'GET /api/v1/policies': [Ask(shows=lambda c: 'presets'), Ask(query=lambda c: {'unit': c.t('unit')})],
    'PUT /api/v1/policies': [Ask(body=lambda c: {**POLICY, 'unit_id': c.t('unit')}),
                             Ask(body=lambda c: POLICY, everywhere=True)],
    'POST /api/v1/policies/dry-run': [Ask(body=lambda c: {**POLICY, 'unit_id': c.t('unit')})],
    'GET /api/v1/duties': [of_unit('duty')],
    'POST /api/v1/duties': [Ask(body=lambda c: {'unit_id': c.t('new_unit'), 'type_id': 'lecture',
                                                'period': 'month', 'times': 1})],
    'DELETE /api/v1/duties/{id}': [by_id('new_duty')],
    'GET /api/v1/duties/status': [Ask(query=lambda c: {'unit': c.t('unit')})],
    'GET /api/v1/leaves': [Ask()],
    'POST /api/v1/leaves': [Ask(body=lambda c: days_off(), ok={409})],  # nobody's account of the roster
    'DELETE /api/v1/leaves/{id}': [nowhere()],
    'POST /api/v1/leaves/{id}/decision': [by_id('new_leave', body=lambda c: {'is_granted': True})],
    'POST /api/v1/leaves/{id}/reason': [nowhere()],
    'GET /api/v1/objections': [Ask()],
    'POST /api/v1/records/{id}/objections': [nowhere(body=lambda c: {'text': '我在场'})],
    'PATCH /api/v1/objections/{id}': [nowhere(body=lambda c: {'is_granted': False, 'answer': '没有记录'})],
    'DELETE /api/v1/objections/{id}': [nowhere()],
    'GET /api/v1/queue': [Ask()],
    'GET /api/v1/corrections': [Ask()],
    'POST /api/v1/records/{id}/corrections': [nowhere(body=lambda c: {'kind': 'excuse', 'reason': '住院'})],
    'POST /api/v1/registers/{id}/corrections': [nowhere(body=lambda c: {
        'member_id': c.h('new_member'), 'claim': 'room', 'from': '2026-01-01T00:00:00Z', 'until': '2026-01-01T01:00:00Z',
        'reason': '漏记'})],
    'POST /api/v1/corrections/carried': [Ask(body=lambda c: carried(c.h('new_member')))],
    'POST /api/v1/corrections/decision': [Ask(body=lambda c: {'ids': [c.t('new_correction')], 'is_approved': True})],
    'DELETE /api/v1/corrections/{id}': [nowhere()],
    'GET /api/v1/records': [Ask(query=lambda c: {'unit': c.t('unit')})],
    'GET /api/v1/records/sample': [Ask(query=lambda c: {'unit': c.t('unit'), 'count': '3'})],
    'GET /api/v1/records/{id}': [nowhere()],
    'GET /api/v1/records/{id}/pieces': [nowhere()],
    'GET /api/v1/records/{id}/receipt': [nowhere()],
    'GET /api/v1/me/records/{id}/receipt': [nowhere()],
    'POST /api/v1/bundles': [Ask(body=lambda c: {'register_id': random_id(), 'unit_id': c.t('unit')}, ok={404})],
    'GET /api/v1/records/{id}/slip': [nowhere()],
    'GET /api/v1/me/records/{id}/slip': [nowhere()],
    'GET /api/v1/me/records': [Ask()],
    'GET /api/v1/reports/{kind}/file': [Ask(path=lambda c: {'kind': 'year'},
                                            query=lambda c: {'unit': c.t('unit'), 'format': 'csv'})],
    'GET /api/v1/reports/{kind}': [Ask(path=lambda c: {'kind': 'year'}, query=lambda c: {'unit': c.t('unit')})],
    'GET /api/v1/indicators': [of_unit('indicator')],
    'POST /api/v1/indicators': [Ask(body=lambda c: indicator(c.t('unit'), c.t('beside'))),
                                Ask(body=lambda c: indicator(None, c.t('beside')), everywhere=True)],
    'PUT /api/v1/indicators/{id}': [by_id('new_indicator', body=lambda c: indicator_change(c.t('beside')))],
    # who wrote it does not publish it
    'POST /api/v1/indicators/{id}/publish': [by_id('new_indicator', body=lambda c: {'revision': 1}, ok={200, 409})],
    'DELETE /api/v1/indicators/{id}': [by_id('new_indicator')],
    'GET /api/v1/me/hours': [Ask()],
    'GET /api/v1/me/duties': [Ask()],
    'GET /api/v1/me/readers': [Ask()],
}

def entry(**more):
    return {'id': str(uuid.uuid4()), **more}


def presence_of(c):
    return dict(zip(('id', 'presence'), c.t('new_presence')))


REGISTERS = {
    'GET /api/v1/registers': [Ask(ok={200, 409})],
    'GET /api/v1/registers/{id}': [by_id('register', ok={200, 409})],
    'GET /api/v1/registers/{id}/sheet': [by_id('register')],
    'GET /api/v1/registers/{id}/sample': [by_id('register', query=lambda c: {'count': '3'})],
    'GET /api/v1/registers/{id}/figures': [by_id('register')],
    'GET /api/v1/registers/{id}/members/{member}/pieces': [
        Ask(path=lambda c: {'id': c.t('register'), 'member': random_id()}, ok={404})],
    'GET /api/v1/registers/{id}/people': [by_id('register', ok={200, 409})],
    'POST /api/v1/registers/{id}/presences': [by_id('register', ok={200, 409}, body=lambda c: {
        'presences': [entry(guest_name=new_name(c))]})],
    'POST /api/v1/registers/{id}/presences/{presence}/left': [Ask(path=presence_of, body=lambda c: {}, ok={200, 409})],
    'POST /api/v1/registers/{id}/presences/{presence}/withdraw': [Ask(path=presence_of, body=lambda c: {}, ok={200, 409})],
    'POST /api/v1/registers/{id}/cards': [by_id('register', body=lambda c: entry(number='no such card'), ok={404, 409})],
    'POST /api/v1/registers/{id}/counts': [by_id('register', ok={201, 409}, body=lambda c: entry(heads=3))],
    'POST /api/v1/registers/{id}/confirmations': [
        by_id('register', ok={201, 409}, body=lambda c: entry(step='begin'))],
    'GET /api/v1/registers/{id}/code': [by_id('register', ok={200, 409})],
    'POST /api/v1/presences/code': [Ask(body=lambda c: {'code': 'x'}, ok={400})],
    'POST /api/v1/viewings/{id}/beside': [Ask(path=lambda c: {'id': random_id()}, ok={404},
                                              body=lambda c: {'name': 'x', 'password': 'x'})],
    'DELETE /api/v1/viewings/{id}/beside/{presence}': [
        Ask(path=lambda c: {'id': random_id(), 'presence': random_id()}, ok={404})],
    'POST /api/v1/members/{id}/cards': [by_id('new_member', body=lambda c: {'number': random_id()})],
    'DELETE /api/v1/members/{id}/cards': [by_id('new_member')],
}

ASKED = {**REGISTERS, **LEDGER, **ATTENDANCE, **STUDIES, **LESSONS, **UPLOADS, **VIEWINGS, **COURSES, **SESSION, **SERVER, **UNITS, **MEMBERS, **RIGHTS, **SHEETS, **ACTIVATION,
         **SCREENS, **MEETINGS}
