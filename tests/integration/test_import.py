"""Spreadsheets into the roster: dry run, sentences for wrong rows, all good rows or none, the same
again changes nothing; and the platform that stays the master of it."""
import csv
import io
import os
import signal
import sys

import openpyxl
import pytest
from driver.api import Program, assert_problem
from driver.server import run_verb
from driver.waiting import wait_until

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'support'))
import county  # noqa: E402

UNITS = [['上级组织', '组织名称', '层级', '代码'],
         ['', '云岭县', '县', '999999000000'],
         ['云岭县', '河东镇', '乡镇', '999999001000'],
         ['云岭县', '河西镇', '乡镇', '999999002000'],
         ['河东镇', '红旗村党支部', '党支部', ''],
         ['河东镇', '第一支部', '党支部', ''],
         ['河西镇', '第一支部', '党支部', '']]
HEADER = ['姓名', '身份证号', '手机号', '所在党支部', '类别']


def text_csv(rows, encoding='utf-8-sig'):
    out = io.StringIO()
    csv.writer(out, lineterminator='\r\n').writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx(rows, shape=None):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if shape:
        shape(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Office:
    """What an administrator does at the page."""

    def __init__(self, server, name='demo-admin'):
        self.client = Program(server, name)

    def bring(self, kind, data, name='花名册.csv', **query):
        answer = self.client.post('imports', params={'kind': kind, 'name': name, **query}, data=data,
                                  headers={'Content-Type': 'application/octet-stream'})
        assert answer.status_code == 201, answer.text
        return self.rest(answer.json())

    def rest(self, imported):
        def at_rest():
            now = self.get(imported)
            return now if now['state'] not in ('reading', 'applying') else None
        return wait_until(at_rest, "the import rests", deadline_s=60)

    def get(self, imported):
        answer = self.client.get(f'imports/{imported["id"]}')
        assert answer.status_code == 200, answer.text
        return answer.json()

    def change(self, imported, **patch):
        answer = self.client.patch(f'imports/{imported["id"]}', json=patch)
        assert answer.status_code == 200, answer.text
        return self.rest(answer.json())

    def apply(self, imported):
        answer = self.client.post(f'imports/{imported["id"]}/apply')
        assert answer.status_code == 200, answer.text
        return self.rest(answer.json())

    def rows(self, imported, **query):
        answer = self.client.get(f'imports/{imported["id"]}/rows', params={'locale': 'zh-CN', **query})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def problems(self, imported):
        return {row['row']: ' '.join(row['problems']) for row in self.rows(imported, outcome='wrong')}

    def done(self, kind, data, **query):
        imported = self.bring(kind, data, **query)
        assert imported['state'] == 'ready', imported
        imported = self.apply(imported)
        assert imported['state'] == 'done', imported
        answer = self.client.delete(f'imports/{imported["id"]}')
        assert answer.status_code == 204
        return imported['counts']


def counts(created=0, changed=0, same=0, wrong=0, skipped=0):
    return {'rows': created + changed + same + wrong + skipped, 'created': created,
            'changed': changed, 'same': same, 'wrong': wrong, 'skipped': skipped}


@pytest.fixture
def office(yard):
    office = Office(yard.server('server', demo=True).start())
    office.client.delete('sample')
    return office


@pytest.fixture
def tree(office):
    assert office.done('units', text_csv(UNITS)) == counts(created=6)
    return office


def person(i, name='王芳', unit='红旗村党支部', kind='正式党员', number=None, phone=None):
    return [name, county.identity_number(i) if number is None else number,
            f'199{i:08}' if phone is None else phone, unit, kind]


def test_tree_and_again(office):
    assert office.done('units', text_csv(UNITS)) == counts(created=6)
    assert office.done('units', text_csv(UNITS)) == counts(same=6)
    rows = office.client.get('units').json()
    assert [row['name'] for row in rows][:2] == ['云岭县', '河东镇']
    assert [row['name'] for row in office.client.get('levels').json()] == ['县', '乡镇', '党支部']


def test_children_before_parents(office):
    upside_down = [UNITS[0], *reversed(UNITS[1:])]
    imported = office.bring('units', text_csv(upside_down))
    assert imported['counts']['wrong'] == 0 or office.problems(imported)
    full = [[row[0].replace('河东镇', '云岭县/河东镇').replace('河西镇', '云岭县/河西镇'), *row[1:]]
            for row in upside_down]
    assert office.done('units', text_csv([UNITS[0], *full[1:]])) == counts(created=6)


def test_wrong_units(tree):
    imported = tree.bring('units', text_csv([
        UNITS[0], ['没有这个镇', '甲村', '', ''], ['乙', '丙', '', ''], ['丙', '乙', '', ''],
        ['第一支部', '丁村', '', ''], ['河东镇', '戊村', '', '12345'], ['河东镇', '', '', '1' * 12],
        ['河东镇', '己村', '', ''], ['河东镇', '己村', '', '']]))
    problems = tree.problems(imported)
    assert '找不到上级组织“没有这个镇”' in problems[2]
    assert '自己的上级' in problems[3] and '自己的上级' in problems[4]
    assert '有 2 个' in problems[5]
    assert '12 位' in problems[6]
    assert '名称' in problems[7]
    assert '第 8 行' in problems[9]
    assert tree.apply(imported)['counts'] == counts(created=1, wrong=7)
    assert sum(row['name'] == '己村' for row in tree.client.get('units').json()) == 1


def test_members_and_again(tree):
    rows = [HEADER, person(1), person(2, '李建国', '河东镇/第一支部'),
            person(3, '买买提·艾力', '中共河西镇第一支部', '预备党员')]
    assert tree.done('members', text_csv(rows)) == counts(created=3)
    assert tree.done('members', text_csv(rows)) == counts(same=3)
    assert tree.done('members', text_csv(rows, 'gb18030')) == counts(same=3)
    assert tree.done('members', xlsx(rows)) == counts(same=3)
    rows[1][0], rows[2][3] = '王方', '红旗村党支部'
    imported = tree.bring('members', text_csv(rows))
    assert imported['counts'] == counts(changed=2, same=1)
    notes = {row['row']: row['problems'] for row in tree.rows(imported, outcome='changed')}
    assert notes[2] == ['姓名由“王芳”改为“王方”']
    assert notes[3] == ['由“云岭县/河东镇/第一支部”转到“云岭县/河东镇/红旗村党支部”']
    assert tree.apply(imported)['state'] == 'done'
    assert tree.done('members', text_csv(rows)) == counts(same=3)


def test_wrong_people(tree):
    good = county.identity_number(9)
    bad = good[:-1] + ('1' if good[-1] != '1' else '2')
    rows = [HEADER, person(1), person(2, number='5.1022419800101E+17'), person(3, number=bad),
            person(4, number='1234'), person(5, phone='123'), person(6, unit='没有这个支部'),
            person(7, unit='第一支部'), person(8, kind='不知道'), person(9, name=''),
            person(1, name='王芳'), person(10, number='', phone=''), person(10, number='', phone=''),
            ['合计', '', '', '12', ''], HEADER, person(11, unit='')]
    imported = tree.bring('members', text_csv(rows))
    problems = tree.problems(imported)
    assert '近似值' in problems[3] and '文本' in problems[3]
    assert '不正确' in problems[4] and bad not in problems[4]
    assert '不正确' in problems[5]
    assert '手机号' in problems[6] and '123' not in problems[6]
    assert '找不到“没有这个支部”' in problems[7]
    assert '“第一支部”有 2 个' in problems[8] and '河东镇/第一支部' in problems[8]
    assert '正式党员' in problems[9]
    assert '没有填写名称' in problems[10]
    assert '第 2 行' in problems[11]
    assert '第 12 行同名' in problems[13]
    assert '所在党支部' in problems[16]
    assert imported['counts'] == counts(created=2, wrong=11, skipped=2)
    assert tree.apply(imported)['counts'] == counts(created=2, wrong=11, skipped=2)
    assert len(tree.client.get('members').json()) == 2


def test_namesakes(tree):
    assert tree.done('members', text_csv([HEADER, person(1), person(2)])) == counts(created=2)
    imported = tree.bring('members', text_csv([HEADER, person(3, number='', phone='')]))
    assert '2 位“王芳”' in tree.problems(imported)[2]
    by_phone = [HEADER, ['王芳', '', '19900000002', '红旗村党支部', '']]
    assert tree.bring('members', text_csv(by_phone))['counts'] == counts(same=1)


def test_merged_cells(tree):
    def merge(book, sheet):
        sheet.insert_rows(1)
        sheet['A1'] = '云岭县党员花名册'
        sheet.merge_cells('A1:E1')
        sheet.merge_cells('D3:D4')  # the unit, once for two people
        sheet.merge_cells('A5:A6')
    rows = [HEADER, person(1), person(2, '李强', ''), person(3, '赵敏'), person(4, '')]
    imported = tree.bring('members', xlsx(rows, merge), name='合并.xlsx')
    assert imported['header_row'] == 2
    assert imported['counts'] == counts(created=3, wrong=1)
    assert '合并' in tree.problems(imported)[6]


def test_two_header_rows(tree):
    rows = [['党员花名册', '', '', '', ''], ['姓名', '证件', '联系', '组织关系', ''],
            ['', '身份证号码', '手机号', '所在党支部', '人员类别'], person(1), [], person(2, '李强')]
    imported = tree.bring('members', xlsx(rows))
    assert imported['counts'] == counts(created=2), (imported, tree.rows(imported))


def test_formulas(tree):
    def formula(book, sheet):
        sheet['D2'] = '=CONCATENATE("红旗村","党支部")'
    imported = tree.bring('members', xlsx([HEADER, person(1)], formula))
    assert '公式' in tree.problems(imported)[2]


def test_numbers_as_numbers(tree):
    def number(book, sheet):
        sheet['B2'] = 510224198001011234
        sheet['C2'] = 19900000001
    imported = tree.bring('members', xlsx([HEADER, person(1)], number))
    assert '近似值' in tree.problems(imported)[2]


def test_columns_by_hand(tree):
    rows = [['A', 'B', 'C'], ['王芳', '红旗村党支部', '19900000001']]
    imported = tree.bring('members', text_csv(rows))
    assert imported['state'] == 'ready' and imported['counts']['rows'] == 0
    assert '姓名' in imported['detail'] and '所在党支部' in imported['detail']
    assert_problem(tree.client.post(f'imports/{imported["id"]}/apply'), 409, 'conflict')
    assert_problem(tree.client.patch(f'imports/{imported["id"]}', json={'columns': ['nonsense']}),
                   400, 'invalid')
    imported = tree.change(imported, columns=['name', 'unit', 'phone'])
    assert imported['counts'] == counts(created=1)
    assert imported['columns'][2]['samples'] == ['199******01']
    assert tree.apply(imported)['state'] == 'done'


def test_many_columns(tree):
    rows = [HEADER + [f'其他{i}' for i in range(195)], person(1) + ['x'] * 195]
    assert tree.bring('members', xlsx(rows))['counts'] == counts(created=1)
    wide = tree.bring('members', xlsx([['x'] * 300, ['y'] * 300]))
    assert wide['state'] == 'failed' and '256' in wide['detail']


@pytest.mark.parametrize('data, words', [
    (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 600, 'xls'),
    (b'PK\x03\x04' + b'broken' * 100, ''),
    (b'%PDF-1.7\n', ''),
    (b'name,"unit\nnever closed', '引号'),
])
def test_files_that_are_none(tree, data, words):
    imported = tree.bring('members', data)
    assert imported['state'] in ('failed', 'ready')
    assert imported['counts']['rows'] == 0
    assert imported['detail'] and words in imported['detail'], imported['detail']


def test_wrong_county(tree):
    rows = [HEADER, *(person(i, f'王{i}', f'别县{i}村') for i in range(20))]
    imported = tree.bring('members', text_csv(rows))
    assert imported['counts'] == counts(wrong=20)
    assert imported['detail'], 'a file in which no unit is known deserves a sentence of its own'


def test_report(tree):
    imported = tree.bring('members', text_csv([HEADER, person(1), person(2, unit='哪里')]))
    path = f'imports/{imported["id"]}/report'
    text = tree.client.get(path, params={'locale': 'zh-CN'}).content
    assert text.startswith(b'\xef\xbb\xbf')
    rows = list(csv.reader(io.StringIO(text.decode('utf-8-sig'))))
    assert rows[1][:3] == ['2', '新增', '王芳'] and rows[2][1] == '有误' and '哪里' in rows[2][4]
    assert county.identity_number(1) not in text.decode() and '19900000001' not in text.decode()
    answer = tree.client.get(path, params={'format': 'xlsx', 'locale': 'en'})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]][:2] == ['row', 'outcome']


def test_routes_guard(tree):
    assert_problem(tree.client.post('imports', params={'kind': 'goats'}, data=b'x'), 400, 'invalid')
    assert_problem(tree.client.post('imports', params={'kind': 'units'}, data=b''), 400, 'invalid')
    assert_problem(tree.client.get('imports/01a20026-d6ad-739d-95f8-511c4514d731'), 404, 'not_found')
    imports = [tree.bring('members', text_csv([HEADER, person(1)])) for _ in range(4)]
    assert_problem(tree.client.post('imports', params={'kind': 'units'}, data=b'x'), 503, 'overloaded')
    for imported in imports:
        assert tree.client.delete(f'imports/{imported["id"]}').status_code == 204


def test_killed_in_the_middle(yard):
    """What an import wrote is there whole or not at all."""
    server = yard.server('server', demo=True).start()
    office = Office(server)
    office.client.delete('sample')
    units, branches = county.make_units(300)
    office.done('units', text_csv([county.UNIT_HEADER, *units]))
    members = county.make_members(8000, branches)
    imported = office.bring('members', text_csv([county.MEMBER_HEADER, *members]))
    assert imported['counts'] == counts(created=8000)
    wal = server.data / 'tongping.db-wal'
    before = wal.stat().st_size
    office.client.post(f'imports/{imported["id"]}/apply')
    wait_until(lambda: wal.stat().st_size > before, 'rows reach the write-ahead log')
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    server.start()
    guide = Office(server).client.get('guide').json()
    assert guide['members'] in (0, 8000), guide
    again = Office(server).bring('members', text_csv([county.MEMBER_HEADER, *members]))
    assert again['counts'] in (counts(created=8000), counts(same=8000))


def test_nothing_in_clear(yard):
    server = yard.server('server', demo=True).start()
    office = Office(server)
    office.client.delete('sample')
    office.done('units', text_csv(UNITS))
    people = [person(i, f'王{i}') for i in range(50)]
    office.done('members', text_csv([HEADER, *people]))
    office.bring('members', text_csv([HEADER, person(77, number='123456789012345678')]))
    secrets = [text.encode() for row in people for text in row[1:3]] + [b'123456789012345678']
    for path in server.data.rglob('*'):
        if path.is_file():
            found = [secret for secret in secrets if secret in path.read_bytes()]
            assert not found, f'{path.name} has {found[:3]} in clear'
    log = server.log_text()
    assert not [secret for secret in secrets if secret.decode() in log]


# ---- the platform that stays the master ----

def sync(client, kind, rows):
    answer = client.post(f'roster/{kind}', json={kind: rows})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_sync(office):
    client = office.client
    units = [{'external_id': 'c', 'name': '云岭县'},
             {'external_id': 't', 'name': '河东镇', 'parent_external_id': 'c'},
             {'external_id': 'x', 'name': '无', 'parent_external_id': 'nowhere'}]
    assert [row['outcome'] for row in sync(client, 'units', units)] == ['created', 'created', 'wrong']
    assert [row['outcome'] for row in sync(client, 'units', units[:2])] == ['same', 'same']
    start = client.get('roster/changes').json()
    assert [row['name'] for row in start['changes']] == ['云岭县', '河东镇'] and not start['more']
    wang = {'external_id': 'm1', 'name': '王芳', 'unit_external_id': 't',
            'identity_number': county.identity_number(1), 'phone': '19900000001'}
    li = {'external_id': 'm2', 'name': '李强', 'unit_external_id': 'nowhere'}
    results = sync(client, 'members', [wang, li])
    assert [row['outcome'] for row in results] == ['created', 'wrong']
    assert sync(client, 'members', [wang])[0]['outcome'] == 'same'
    wang['unit_external_id'] = 'c'
    assert sync(client, 'members', [wang])[0]['outcome'] == 'changed'
    news = client.get('roster/changes', params={'after': start['next']}).json()
    assert [(row['kind'], row['external_id'], row['ended']) for row in news['changes']] == [
        ('member', 'm1', False)]
    wang['left'] = True
    assert sync(client, 'members', [wang])[0]['outcome'] == 'changed'
    assert sync(client, 'members', [wang])[0]['outcome'] == 'same'
    last = client.get('roster/changes', params={'after': news['next']}).json()
    assert [(row['name'], row['ended']) for row in last['changes']] == [('王芳', True)]
    del wang['left']
    assert sync(client, 'members', [wang])[0]['outcome'] == 'changed'


def test_sync_refuses_alone(office):
    sync(office.client, 'units', [{'external_id': 'c', 'name': '云岭县'}])
    rows = [{'external_id': f'm{i}', 'name': f'王{i}', 'unit_external_id': 'c',
             'identity_number': '1' if i == 500 else county.identity_number(i)} for i in range(1000)]
    results = sync(office.client, 'members', rows)
    assert [row['outcome'] for row in results].count('created') == 999
    assert results[500]['outcome'] == 'wrong' and results[500]['detail']


# ---- from the command line ----

def run_import(server, verb, path, *options):
    return run_verb(verb, '--data', server.data, 'import', path, *options)


def test_command_line(yard):
    server = yard.server('server', demo=True).start()
    Office(server).client.delete('sample')
    units, members = yard.path('units.csv'), yard.path('members.xlsx')
    units.write_bytes(text_csv(UNITS))
    members.write_bytes(xlsx([HEADER, person(1), person(2, '李强', unit='第一支部')]))
    dry = run_import(server, 'unit', units, '--dry-run')
    assert (dry.returncode, dry.stdout.splitlines()[0]) == (
        0, 'would be: 6 new, 0 changed, 0 the same, 0 wrong, 0 skipped')
    assert run_import(server, 'unit', units).returncode == 0
    assert '6 the same' in run_import(server, 'unit', units).stdout
    report = yard.path('report.csv')
    done = run_import(server, 'member', members, '--report', report)
    assert '1 new' in done.stdout and '1 wrong' in done.stdout and 'row 3: 李强' in done.stdout
    assert '李强' in report.read_text('utf-8-sig')
    below = run_import(server, 'member', members, '--below', '河西镇')
    assert '1 new' in below.stdout, below.stdout
    assert len(Office(server).client.get('members').json()) == 2
    for path, options in ((yard.path('none.csv'), ()), (members, ('--below', '哪里')),
                          (units, ()), (units, ('--sheet', '9'))):
        refused = run_import(server, 'member', path, *options)
        assert refused.returncode == 2 and refused.stderr.startswith('tongping: '), refused
        assert len(refused.stderr.splitlines()) == 1
