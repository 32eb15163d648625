"""The one sentence of an error in the language of who reads it: Accept-Language decides."""
import io
import re

import openpyxl
import pytest
from driver.api import Browser, Client, Program, assert_problem
from driver.roster import identity_number
from driver.waiting import wait_until

CHINESE = 'zh-CN,zh;q=0.9,en;q=0.8'
ENGLISH = 'en-GB,en;q=0.9,zh;q=0.1'
PASSWORD = 'korrekt pferd'
HAN = re.compile('[\u4e00-\u9fff]')


class Office:
    """A village with two people; one is at home elsewhere."""

    def __init__(self, server):
        self.server = server
        self.admin = Program(server, 'demo-admin')
        self.village = self.make('units', name='河东村')['id']
        self.town = self.make('units', name='河东镇')['id']
        self.person = self.make('members', name='王小芳', unit_id=self.village)
        self.make('members', name='李卫', unit_id=self.village)

    def make(self, path, **members):
        answer = self.admin.post(path, json=members)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def used_code(self):
        slips = self.admin.post('activations', json={'member_ids': [self.person['id']]}).json()
        body = {'code': slips[0]['code'], 'password': PASSWORD}
        assert Browser(self.server).post('activation', json=body).status_code == 200
        return slips[0]['code']


@pytest.fixture(name='office', scope='module')
def office_fixture(server):
    return Office(server)


def close_a_full_unit(office, **headers):
    return office.admin.delete(f'units/{office.village}', headers=headers)


def a_wrong_identity_number(office, **headers):
    right = identity_number()
    wrong = right[:-1] + ('1' if right[-1] != '1' else '2')
    answer = office.admin.post('members', headers=headers, json={
        'name': '赵一', 'unit_id': office.village, 'identity_number': wrong})
    assert wrong not in answer.text
    return answer


def a_second_home(office, **headers):
    return office.admin.post(f'members/{office.person["id"]}/memberships', headers=headers,
                             json={'unit_id': office.village})


def a_wrong_pairing_code(office, **headers):
    return office.admin.get('pairings/hello', headers=headers)


def an_unknown_pairing_code(office, **headers):
    return office.admin.get('pairings/BBBBCCCC', headers=headers)


def a_missing_field(office, **headers):
    return office.admin.post('units', headers=headers, json={})


def nobody_signed_in(office, **headers):
    return Client(office.server).get('units', headers=headers)


def no_such_path(office, **headers):
    return office.admin.get('owls', headers=headers)


def a_wrong_password(office, **headers):
    return Browser(office.server).post('session', headers=headers,
                                       json={'name': '王二', 'password': 'wrong password'})


CASES = (
    (close_a_full_unit, 409, 'conflict', '不能撤销组织“河东村”：还有 2 人，请先转出人员',
     "cannot close unit '河东村': 2 people belong to it; move the people first"),
    (a_wrong_identity_number, 400, 'invalid', '身份证号的校验码不符，有一位填错了',
     'cannot use this identity number: its check digit is wrong, so a digit is mistyped'),
    (a_second_home, 409, 'conflict', '不能加入这个组织：此人在这些日期已属于这个组织',
     'cannot add the member to the unit: the member belongs to this unit already on these days'),
    (a_wrong_pairing_code, 400, 'invalid', '这不是绑定码：绑定码由八个字母组成，没有元音字母。',
     'This is no code: codes have eight consonants.'),
    (an_unknown_pairing_code, 404, 'not_found',
     '没有屏幕显示这个绑定码。绑定码 15 分钟后会更换。',
     'No screen shows this code. Codes end after 15 minutes.'),
    (nobody_signed_in, 401, 'unauthenticated', '请先登录。', 'Sign in first.'),
    (no_such_path, 404, 'not_found', '这个地址不存在。', 'There is nothing at this path.'),
    (a_wrong_password, 401, 'unauthenticated', '账号或密码不正确。',
     'The name or the password is wrong.'),
)


def ask(case, office, accepted):
    return case(office, **({} if accepted is None else {'Accept-Language': accepted}))


@pytest.mark.parametrize('case, status, code, chinese, english', CASES,
                         ids=[case[0].__name__ for case in CASES])
def test_errors(office, case, status, code, chinese, english):
    for accepted, text, language in ((CHINESE, chinese, 'zh-CN'), (ENGLISH, english, 'en'),
                                     (None, english, 'en'), ('mn', english, 'en')):
        answer = ask(case, office, accepted)
        assert_problem(answer, status, code)
        assert answer.json()['detail'] == text
        assert answer.headers['Content-Language'] == language


def test_a_field_of_the_body(office):
    answer = a_missing_field(office, **{'Accept-Language': CHINESE})
    assert_problem(answer, 400, 'invalid')
    assert answer.json()['detail'].endswith('有误：“name”没有填写')
    assert a_missing_field(office).json()['detail'].endswith(': name: missing')


def test_a_used_activation_code(office):
    code = office.used_code()
    for accepted, text in ((CHINESE, '这个激活码已经用过：请用密码登录。'),
                           (None, 'This code was used already: sign in with your password.')):
        headers = {'Accept-Language': accepted} if accepted else {}
        answer = Browser(office.server).post('activation/check', json={'code': code}, headers=headers)
        assert_problem(answer, 409, 'conflict')
        assert answer.json()['detail'] == text


def bring(office, data, kind='members'):
    answer = office.admin.post('imports', params={'kind': kind, 'name': 'a.xlsx'}, data=data,
                               headers={'Content-Type': 'application/octet-stream'})
    assert answer.status_code == 201, answer.text
    path = f'imports/{answer.json()["id"]}'
    wait_until(lambda: office.admin.get(path).json()['state'] in ('ready', 'failed'), 'it is read')
    return path


def told(office, path, accepted):
    return office.admin.get(path, headers={'Accept-Language': accepted}).json()


def test_a_file_that_cannot_be_read(office):
    path = bring(office, b'%PDF-1.7 no table')
    assert told(office, path, CHINESE)['detail'] == '文件无法读取：这是 PDF，请把表格另存为 .xlsx 或 CSV'
    assert told(office, path, ENGLISH)['detail'] == (
        'cannot read the file: this is a PDF; save the table as .xlsx or CSV')


def test_the_reason_of_a_wrong_row(office):
    book = openpyxl.Workbook()
    book.active.append(['姓名', '身份证号', '所在党支部'])
    book.active.append(['赵一', '110105198703050019', '河东村'])
    out = io.BytesIO()
    book.save(out)
    path = bring(office, out.getvalue())
    chinese = told(office, f'{path}/rows', CHINESE)[0]['problems'][0]
    english = told(office, f'{path}/rows', ENGLISH)[0]['problems'][0]
    assert chinese.endswith('不正确：身份证号的校验码不符，有一位填错了')
    assert english.startswith('The identity number') and not HAN.search(english)
