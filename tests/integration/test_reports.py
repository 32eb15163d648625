"""Reports by the real server: what is in them, in which order and in which pages, who may have them and what is
written down. Closed records are put into the database here; how they come to be is another test's matter."""
import csv
import datetime
import io
import random
import uuid

import openpyxl
import pytest
from driver.api import Program, assert_problem
from driver.openapi import OpenApi
from driver.roster import database, query
from driver.two_towns import County

OPENAPI = OpenApi()
YEAR = datetime.date.today().year
ASKED = 32000  # of the policy that comes with the server


@pytest.fixture
def county(server, request):
    return County(server, request.node.name[5:35])


def good(answer, status=200):
    assert answer.status_code == status, answer.text
    OPENAPI.check(answer)
    return answer.json()


def put_record(server, unit, member, hours, **more):
    """The first record of a chain, or with `replaces_id` the next one."""
    columns = {
        'id': str(uuid.uuid4()), 'register_id': str(uuid.uuid4()), 'kind': 'meeting', 'event_id': str(uuid.uuid4()),
        'type_id': 'lecture', 'title': '党课', 'began_at_us': 1, 'year': YEAR, 'member_id': member['id'],
        'name': member['name'], 'unit_id': unit, 'unit_name': 'u', 'group_id': unit, 'group_name': 'g', 'is_expected': 1,
        'policy_id': str(uuid.uuid4()), 'policy_version': 1, 'live_ms': 0, 'replay_ms': 0, 'offline_ms': 0,
        'presence_ms': 0, 'required_ms': 0, 'covered_ms': 0, 'credited_ms': hours * 3600, 'hours_milli': hours,
        'state': 'present', 'how': 'remote', 'confidence': 'high', 'confidence_reason': 'confirmed', 'is_newest': 1,
        'looked_until_us': 0, 'closed_at_us': 1, 'leaf': 0, **more}
    with database(server) as connection:
        if 'replaces_id' in more:
            connection.execute('UPDATE record SET is_newest = 0 WHERE id = ?', (more['replaces_id'],))
        connection.execute(f'INSERT INTO record ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})',
                           tuple(columns.values()))
    return columns


def report(client, kind, **params):
    return good(client.get(f'reports/{kind}', params=params))


def names(answer):
    return [row['name'] for row in answer['rows']]


def test_a_year_is_summed_from_the_newest_of_each_chain(county):
    east, admin = county.units['east'], county.admin
    early, busy = county.member('安', 'east1'), county.member('白', 'east1')
    late = county.member('丁', 'east2')
    county.member('远', 'west1')
    first = put_record(county.server, county.units['east1'], early, 1500)
    put_record(county.server, county.units['east1'], early, 500, register_id=first['register_id'],
               replaces_id=first['id'], state='late')
    put_record(county.server, county.units['east1'], busy, ASKED + 1)
    put_record(county.server, county.units['east1'], busy, 700, kind='carried', register_id='')
    put_record(county.server, county.units['east1'], busy, 9, year=YEAR - 1)
    put_record(county.server, county.units['west1'], late, 0, state='absent')  # earned elsewhere: counts at home
    put_record(county.server, county.units['east2'], late, 250, kind='lesson', is_expected=0)
    answer = report(admin, 'year', unit=east)
    assert names(answer) == ['安', '白', '丁']
    rows = {row['name']: row for row in answer['rows']}
    assert [rows['安'][key] for key in ('hours', 'asked', 'missing', 'present', 'late')] == [500, ASKED, 31500, 0, 1]
    assert [rows['白'][key] for key in ('hours', 'missing', 'present')] == [ASKED + 701, 0, 1]
    assert [rows['丁'][key] for key in ('hours', 'absent', 'lessons', 'besides')] == [250, 1, 1, 0]
    assert rows['丁']['unit_id'] == rows['丁']['group_id'] == county.units['east2']
    assert answer['sum'] == {'members': 3, 'asked': 3, 'short': 2, 'hours': 500 + ASKED + 701 + 250,
                             'missing': 31500 + ASKED - 250}
    assert names(report(admin, 'year', unit=east, only='short')) == ['安', '丁']
    whole = report(admin, 'year', unit=county.units['county'])
    assert {row['name']: row['group_name'] for row in whole['rows']}['安'] == f'{county.name}-east'
    assert report(admin, 'year', unit=east, year=YEAR - 1)['rows'] == []  # nobody belonged there then


def test_pages_are_the_whole_in_its_order(county):
    made = [county.member(f'人{number:02d}', village)['name']
            for village in ('east1', 'east2') for number in range(5)]
    found, after = [], None
    while True:
        page = report(county.east, 'year', limit=3, **({'after': after} if after else {}))
        assert ('sum' in page) == (after is None)
        found += names(page)
        after = page.get('next')
        if not after:
            break
    assert found == made
    assert_problem(county.east.get('reports/year', params={'after': str(uuid.uuid4())}), 400, 'invalid')


def test_another_policy_asks_for_other_hours(county):
    unit = county.units['east2']
    county.member('甲', 'east1')
    county.member('乙', 'east2')
    county.member('群', 'east2', kind_id='public')  # of whom nothing is asked: not in it
    put = county.admin.put('policies', json={
        'kind': 'study', 'unit_id': unit, 'from_year': YEAR, 'preset': 'study', 'max_rate': 2000,
        'replay_weight': 1000, 'offline_weight': 1000, 'present_at': 850, 'absent_below': 100, 'late_after_ms': 300000,
        'left_before_ms': 600000, 'least_ms': 120000, 'cap_ms': 0, 'counts': 'coverage', 'hour_ms': 2700000,
        'yearly_hours': 8000, 'yearly_hours_lead': 9000, 'reason': '镇党委决定'})
    assert put.status_code == 200, put.text
    answer = report(county.east, 'year')
    assert [(row['name'], row['asked']) for row in answer['rows']] == [('甲', ASKED), ('乙', 8000)]
    lead = county.activated('丙', 'east2')  # more is asked of who leads a unit, here and on her own page
    account = good(lead.get('session'))['account']['id']
    good(county.admin.post('appointments', json={'account_id': account, 'role': 'administrator', 'unit_id': unit}), 201)
    asked = {row['name']: row['asked'] for row in report(county.east, 'year')['rows']}
    assert asked == {'甲': ASKED, '丙': 9000, '乙': 8000}
    assert good(lead.get(f'me/hours?year={YEAR}'))['asked'] == 9000


def test_who_sees_a_report_and_what_is_written_down(county):
    county.member('甲', 'east1')
    unit = county.units['east']
    before = query(county.server, "SELECT max(leaf_index) FROM ledger_leaf")[0][0] or 0
    for _ in range(3):
        report(county.east, 'year', unit=unit)
    leaves = query(county.server, 'SELECT kind, subject_id, text FROM ledger_leaf WHERE leaf_index > ?', before)
    (kind, subject, text), = [leaf for leaf in leaves if leaf[2] and leaf[2].startswith('tongping-report 1\n')]
    assert (kind, subject) == ('read', unit)
    said = dict(line.split(' ', 1) for line in text.splitlines())
    assert (said['kind'], said['subject'], said['period'], said['form']) == ('year', unit, str(YEAR), 'screen')
    assert said['people'] == '1' and said['reader'].endswith('clerk-east')
    assert query(county.server, 'SELECT times FROM report_read WHERE subject = ?', unit) == [(3,)]
    assert_problem(county.west.get('reports/year', params={'unit': unit}), 404, 'not_found')
    assert_problem(county.east.get('reports/wishes'), 404, 'not_found')
    assert_problem(county.east.get('reports/year', params={'only': 'long'}), 400, 'invalid')
    assert_problem(county.east.get('reports/year', params={'year': 'x'}), 400, 'invalid')
    assert_problem(Program(county.server, 'demo-member').get('reports/year'), 403, 'forbidden')


# ---- who sees that it was read ----

def readings(member):
    keys = ('kind', 'form', 'about', 'year', 'times')
    return [tuple(row.get(key) for key in keys) for row in good(member.get('me/readers'))]


def test_whose_line_was_in_a_report_sees_who_had_it(county):
    her, units = county.activated('她', 'east1'), county.units
    report(county.west, 'year')
    report(county.admin, 'year', unit=units['west'])
    report(county.admin, 'units', unit=units['east'])  # names nobody
    assert readings(her) == []
    report(county.east, 'year')
    report(county.east, 'year', only='short')
    assert readings(her) == [('year', 'screen', None, YEAR, 2)]
    for form in ('csv', 'xlsx'):
        assert county.admin.get('reports/year/file', params={'unit': units['east1'], 'format': form}).status_code == 200
    village = f'{county.name}-east1'
    assert readings(her)[:2] == [('year', 'xlsx', village, YEAR, 1), ('year', 'csv', village, YEAR, 1)]
    report(county.east, 'year', year=YEAR - 1)  # she belonged nowhere then
    assert len(readings(her)) == 3
    reader, = {row['reader'] for row in good(her.get('me/readers')) if 'about' not in row}
    assert reader == f'书记 {county.name}-clerk-east'
    report(county.east, 'person', member=her.member)  # about her alone: a look
    assert readings(her)[0] == ('record', None, None, None, 1)


def test_a_report_of_an_event_is_seen_by_who_has_a_record_in_it(county):
    her, him = county.activated('她', 'east1'), county.activated('他', 'east1')
    home, unit = county.units['east1'], county.units['east']
    register = put_register(county.server, unit, [({'id': her.member}, home)], title='防汛会议')
    put_record(county.server, home, {'id': her.member, 'name': '她'}, 1000, register_id=register)
    report(county.east, 'event', register=register)
    assert readings(her) == [('event', 'screen', '防汛会议', YEAR, 1)] and readings(him) == []
    course, _ = put_course(county.server, 'zh-CN', [HOUR_MS], title='乡村振兴')
    report(county.east, 'course', course=course, unit=home)  # names everybody, also who has not begun
    assert readings(him) == [('course', 'screen', '乡村振兴', YEAR, 1)]
    body = {'kind': 'report', 'report': f'event?register={register}', 'unit_id': home, 'format': 'csv', 'with_numbers': False}
    asked = good(county.east.post('exports', json=body), 201)
    assert len(readings(her)) == 2  # asked for is not taken
    assert county.east.get(f'exports/{asked["id"]}/file').status_code == 200
    assert readings(her)[0] == ('event', 'csv', '防汛会议', YEAR, 1)


# ---- files ----

def sheets_of(answer):
    assert answer.status_code == 200, answer.text
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def csv_of(answer):
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b'\xef\xbb\xbf') and answer.content.endswith(b'\r\n')
    return list(csv.reader(io.StringIO(answer.content.decode('utf-8-sig'), newline='')))


HEADER = ['所属', '组织', '姓名', '已得学时', '要求学时', '还差学时', '出席', '迟到', '早退', '部分出席', '缺席', '请假',
          '另行参加', '自学课件']


def test_files_are_the_screen(county):
    formula = county.member('=HYPERLINK("http://x")', 'east1')
    county.member('乙', 'west2')
    put_record(county.server, county.units['east1'], formula, 1250)
    unit = county.units['county']
    shown = report(county.admin, 'year', unit=unit)['rows']
    table = csv_of(county.admin.get('reports/year/file', params={'unit': unit, 'format': 'csv'}))
    assert table[0] == HEADER
    assert [row[2] for row in table[1:]] == ["'=HYPERLINK(\"http://x\")", '乙'] and len(shown) == 2
    assert table[1][3:6] == ['1.25', '32', '30.75']
    answer = county.admin.get('reports/year/file', params={'unit': unit, 'format': 'xlsx'})
    sheets = sheets_of(answer)
    assert list(sheets) == [f'{county.name}-east', f'{county.name}-west']  # one for each town
    rows = sheets[f'{county.name}-east']
    above = [row[0] for row in rows[:3]]
    assert f'{YEAR} 年' in above[0] and f'{county.name}-county' in above[0] and 'credit-1' in above[1]
    assert '检查点' in above[2]
    assert rows[3] == HEADER
    assert rows[4][2:7] == ['=HYPERLINK("http://x")', 1.25, 32, 30.75, 1]  # text and numbers
    assert "filename*=UTF-8''" in answer.headers['Content-Disposition']
    leaves = query(county.server, "SELECT kind FROM ledger_leaf WHERE subject_id = ? AND text LIKE 'tongping-report%'"
                                  ' ORDER BY leaf_index', unit)
    assert leaves == [('read',), ('export',), ('export',)]
    assert_problem(county.west.get('reports/year/file', params={'unit': unit, 'format': 'csv'}), 404, 'not_found')
    assert_problem(county.admin.get('reports/year/file', params={'format': 'doc'}), 400, 'invalid')


def test_a_file_of_many_people_needs_two(county):
    people = [{'external_id': f'{county.name}-{number}', 'name': f'人{number}', 'unit_external_id': f'{county.name}-v'}
              for number in range(501)]
    made = county.admin.post('roster/units', json={'units': [{'external_id': f'{county.name}-v', 'name': f'{county.name}-v'}]})
    assert made.status_code == 200, made.text
    assert county.admin.post('roster/members', json={'members': people}).status_code == 200
    unit = query(county.server, 'SELECT id FROM unit WHERE external_id = ?', f'{county.name}-v')[0][0]
    problem = county.admin.get('reports/year/file', params={'unit': unit, 'format': 'xlsx'})
    assert_problem(problem, 409, 'conflict')
    assert '501' in problem.json()['detail']
    body = {'kind': 'report', 'report': f'year?year={YEAR}', 'unit_id': unit, 'format': 'xlsx', 'with_numbers': False}
    asked = good(county.admin.post('exports', json=body), 201)
    assert (asked['state'], asked['kind'], asked['rows']) == ('waiting', 'report', 501)
    assert_problem(county.admin.get(f'exports/{asked["id"]}/file'), 409, 'conflict')
    auditor = Program(county.server, 'demo-auditor')
    assert good(auditor.post(f'exports/{asked["id"]}/decision', json={'allow': True}))['state'] == 'ready'
    sheets = sheets_of(county.admin.get(f'exports/{asked["id"]}/file'))
    assert [len(rows) for rows in sheets.values()] == [4 + 501]
    (text,), = query(county.server, "SELECT text FROM ledger_leaf WHERE kind = 'export' AND subject_id = ?", unit)
    assert '\npeople 501\n' in text and '\nform xlsx\n' in text
    assert_problem(county.admin.post('exports', json={**body, 'report': 'wishes'}), 404, 'not_found')
    assert_problem(county.admin.post('exports', json={**body, 'with_numbers': True}), 400, 'invalid')
    small = good(county.east.post('exports', json={**body, 'unit_id': county.units['east']}), 201)
    assert small['state'] == 'ready'


# ---- units, events, courses, people ----

def crowd(county, village, count):
    return [county.member(f'{village}人{number:02d}', village) for number in range(count)]


def test_units_are_ranked_by_the_published_formula(county):
    server, units = county.server, county.units
    good_ones, others, few = crowd(county, 'east1', 10), crowd(county, 'east2', 10), crowd(county, 'west1', 3)
    for number, member in enumerate(good_ones):  # 8 present, 2 absent; half of them have all hours
        put_record(server, units['east1'], member, ASKED if number < 5 else ASKED // 4,
                   state='absent' if number < 2 else 'late')
    for member in others:
        put_record(server, units['east2'], member, ASKED // 2, state='partial')
    for member in few:
        put_record(server, units['west1'], member, 2 * ASKED, state='excused')
    answer = report(county.admin, 'units', unit=units['east'])
    first, second = answer['rows']
    assert [first[key] for key in ('rank', 'unit_id', 'members', 'expected', 'attended')] == [1, units['east1'], 10, 10, 8]
    assert [first[key] for key in ('attended_share', 'hours_share', 'met_share')] == [800, 625, 500]
    assert first['score'] == (40 * 800 + 40 * 625 + 20 * 500) // 100
    assert [second[key] for key in ('rank', 'attended_share', 'score')] == [2, 0, 40 * 500 // 100]
    formula = answer['formula']
    assert [term['weight'] for term in formula['terms']] == [40, 40, 20] and formula['least_members'] == 10
    turned = report(county.admin, 'units', unit=units['east'], weight_attended=0, weight_hours=0, weight_met=1)
    assert [row['score'] for row in turned['rows']] == [500, 0]
    west = report(county.admin, 'units', unit=units['west'])['rows']
    assert [(row['unit_id'], 'rank' in row, row['members']) for row in west] == [
        (units['west1'], False, 3), (units['west2'], False, 0)]
    assert west[0]['score'] == 1000 and 'attended_share' not in west[0]  # nobody was expected: no such term
    assert_problem(county.admin.get('reports/units', params={
        'weight_attended': 0, 'weight_hours': 0, 'weight_met': 0}), 400, 'invalid')
    sheet, = sheets_of(county.east.get('reports/units/file', params={'unit': units['east'], 'format': 'xlsx'})).values()
    assert '× 40' in sheet[2][0] and sheet[5][0:2] == [1, f'{county.name}-east1'] and sheet[5][5] == 80


def put_register(server, unit, people, title='党课'):
    register = str(uuid.uuid4())
    with database(server) as connection:
        connection.execute('INSERT INTO register (id, kind, event_id, type_id, title, unit_id, began_at_us)'
                           " VALUES (?, 'meeting', ?, 'lecture', ?, ?, 1)", (register, str(uuid.uuid4()), title, unit))
        connection.executemany(
            'INSERT INTO register_person (register_id, member_id, name, search_key, kind_id, unit_id, unit_name, group_id,'
            " group_name, is_expected, is_visiting) VALUES (?, ?, 'x', 'x', 'k', ?, 'u', ?, 'g', 1, 0)",
            [(register, member['id'], home, home) for member, home in people])
    return register


def test_an_event_and_a_person(county):
    server, units = county.server, county.units
    here, there = county.member('甲', 'east1'), county.member('乙', 'west1')
    register = put_register(server, units['county'], [(here, units['east1']), (there, units['west1'])])
    for member, unit, how in ((here, 'east1', 'remote,qr'), (there, 'west1', 'paper')):
        put_record(server, units[unit], member, 1000, register_id=register, how=how, group_name=unit)
    whole = report(county.admin, 'event', register=register)
    assert (whole['about'], names(whole)) == ('党课', ['甲', '乙'])
    page = report(county.admin, 'event', register=register, limit=1)
    assert names(report(county.admin, 'event', register=register, limit=1, after=page['next'])) == ['乙']
    assert names(report(county.west, 'event', register=register)) == ['乙']
    table = csv_of(county.east.get('reports/event/file', params={'register': register, 'format': 'csv'}))
    row = dict(zip(table[0], table[1]))
    assert (row['认定'], row['方式'], row['可信度'], row['认定分钟']) == ('出席', '遥控点名、扫码', '高', '60')
    foreign = put_register(server, units['west'], [(there, units['west1'])])
    assert_problem(county.east.get('reports/event', params={'register': foreign}), 404, 'not_found')
    assert_problem(county.east.get('reports/event'), 400, 'invalid')
    person = report(county.east, 'person', member=here['id'])
    assert [(row['title'], row['hours'], row['how']) for row in person['rows']] == [('党课', 1000, 'remote,qr')]
    assert query(server, 'SELECT times FROM record_read WHERE member_id = ?', here['id']) == [(1,)]
    assert_problem(county.east.get('reports/person', params={'member': there['id']}), 404, 'not_found')


def put_course(server, language, durations, **more):
    course, lessons = str(uuid.uuid4()), []
    with database(server) as connection:
        connection.execute('INSERT INTO course (id, position, title, language, state, audience, published_at_us, created_by,'
                           ' created_at_us, changed_at_us, is_required, words_row) VALUES'
                           " (?, 0, ?, 'zh-CN', 'published', 'public', 1, NULL, 1, 1, ?, ?)",
                           (course, more.get('title', '课'), more.get('is_required', 0), random.randrange(10**9)))
        for number, duration in enumerate(durations):
            lessons.append(str(uuid.uuid4()))
            connection.execute('INSERT INTO lesson (id, course_id, position, kind, title, is_shown, duration_ms,'
                               " created_at_us, changed_at_us) VALUES (?, ?, ?, 'video', ?, 1, ?, 1, 1)",
                               (lessons[-1], course, number, f'第{number + 1}课', duration))
            connection.execute('INSERT INTO asset (id, lesson_id, kind, position, language, state, created_at_us,'
                               " changed_at_us) VALUES (?, ?, 'sound', 0, ?, 'ready', 1, 1)",
                               (str(uuid.uuid4()), lessons[-1], language))
    return course, lessons


HOUR_MS = 3600000


def watched(server, unit, member, lesson, hours, **more):
    register = str(uuid.uuid4())
    with database(server) as connection:
        connection.execute('INSERT INTO register (id, kind, event_id, member_id, type_id, title, unit_id, began_at_us)'
                           " VALUES (?, 'lesson', ?, ?, 'study', '课', ?, 1)", (register, lesson, member['id'], unit))
    return put_record(server, unit, member, hours, kind='lesson', register_id=register, event_id=lesson, is_expected=0,
                      **{'credited_ms': hours * 3600, **more})


def test_a_course_and_what_closes_a_gap(county):
    server, unit = county.server, county.units['east1']
    learner, idle = county.member('甲', 'east1', locale='mn'), county.member('乙', 'east1')
    _, foreign = put_course(server, 'bo', [HOUR_MS], title='藏语课', is_required=1)
    course, lessons = put_course(server, 'mn', [HOUR_MS, 2 * HOUR_MS, HOUR_MS // 2], title='蒙语课', is_required=1)
    watched(server, unit, learner, lessons[0], 1000)
    watched(server, unit, learner, lessons[2], 250, state='partial')
    put_record(server, unit, learner, ASKED - 1250 - 1200)  # 1.2 hours are missing
    rows = {row['name']: row for row in report(county.east, 'course', course=course)['rows']}
    assert [rows['甲'][key] for key in ('done', 'total', 'done_lessons', 'hours')] == [1, 3, '1', 1250]
    assert [rows['乙'][key] for key in ('done', 'total', 'sessions')] == [0, 3, 0]
    gap = report(county.east, 'gaps', member=learner['id'])
    assert (gap['about'], gap['sum']['missing']) == ('甲', 1200)
    mine = [(row['lesson_id'], row['hours'], row['reach']) for row in gap['rows']]
    assert mine == [(lessons[1], 1000, 1000), (lessons[2], 250, 1250)]  # capped at an hour; the rest of the third
    assert foreign[0] not in [row['lesson_id'] for row in gap['rows']]  # no sound that he understands
    assert foreign[0] in [row['lesson_id'] for row in report(county.east, 'gaps', member=idle['id'])['rows']]
    assert_problem(county.west.get('reports/gaps', params={'member': learner['id']}), 404, 'not_found')
    assert_problem(county.east.get('reports/course', params={'course': str(uuid.uuid4())}), 404, 'not_found')
