"""Attendance on paper: what the PDFs say, by pdftotext; that their codes are what `tongping verify --known` reads;
who is told, who may."""
import base64
import hashlib
import re
import subprocess

import pytest
from driver.api import Client, Program, assert_problem
from driver.closed import closed_meeting
from driver.openapi import OpenApi
from driver.past import new_id, past_of, rows
from driver.server import BINARY

OPENAPI = OpenApi()
NAMES = ['王小芳', 'བཀྲ་ཤིས་ཕུན་ཚོགས', 'ᠪᠠᠶᠠᠷ', 'ئابدۇرېھىم', 'Ñandú Þór', '没有来']
CHINESE = {'Accept-Language': 'zh-CN'}
ENGLISH = {'Accept-Language': 'en'}


@pytest.fixture(scope='module')
def meeting(server):
    """The first one of it is demo-member."""
    closed = closed_meeting(server, NAMES)
    assert server.stop() == 0
    with past_of(server) as past:
        past.database.execute('PRAGMA foreign_keys = OFF')
        past.database.execute("UPDATE account SET member_id = ? WHERE name = 'demo-member'", (closed.members[0],))
    server.start()
    return closed


@pytest.fixture
def admin(server):
    return Program(server, 'demo-admin')


class Pdf:
    def __init__(self, answer, folder):
        assert answer.status_code == 200, answer.text
        assert answer.headers['Content-Type'] == 'application/pdf'
        OPENAPI.check(answer)
        self.file = folder / 'paper.pdf'
        self.file.write_bytes(answer.content)

    def says(self, *words):
        """Where spaces stand is the layout's business."""
        text = ''.join(self.text().split())
        missing = [word for word in words if ''.join(word.split()) not in text]
        assert not missing, (missing, text)

    def text(self):
        return subprocess.run(['pdftotext', '-layout', self.file, '-'], capture_output=True, text=True,
                              check=True).stdout

    def lines_with(self, word):
        return [' '.join(line.split()) for line in self.text().splitlines() if word in line]

    def pages(self):
        info = subprocess.run(['pdfinfo', self.file], capture_output=True, text=True, check=True).stdout
        assert 'A4' in info
        return int(next(line for line in info.splitlines() if line.startswith('Pages:')).split()[1])

    def codes(self):
        """The texts of the QR codes, page by page."""
        picture = self.file.with_suffix('')
        subprocess.run(['pdftoppm', '-r', '200', '-png', self.file, picture], check=True)
        found = subprocess.run(['zbarimg', '--quiet', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable',
                                *sorted(self.file.parent.glob('paper-*.png'))], capture_output=True, check=False).stdout
        return found.decode()


def run(*words):
    done = subprocess.run([BINARY, *map(str, words)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sheet(client, register, folder, headers=None, **query):
    return Pdf(client.get(f'registers/{register}/sheet', params=query, headers=headers or CHINESE), folder)


def test_closed(meeting, admin, server, tmp_path):
    paper = sheet(admin, meeting.register, tmp_path)
    paper.says('签到表', '全县大会', '会议', 'credit-1', '认定', '负责人签字', '盖章处', '第 1 页 / 共 1 页', '现场人数',
               '站点确认 · 结束', '李文书', meeting.register, *NAMES)
    assert '未结' not in paper.text()
    by_name = {row['name']: row for row in meeting.records(server)}
    line = paper.lines_with('王小芳')[0]
    assert by_name['王小芳']['live_ms'] == 600000 and line.split()[2:] == ['出席', '10:00', '0:00', '0:00', '10:00', '遥控器', '高']
    assert '缺席' in paper.lines_with('没有来')[0]
    assert '遥控器' in paper.lines_with('赵六')[0]
    states = [row['state'] for row in by_name.values()]
    paper.says(f"合计 应到 {len(NAMES)} · 出席 {states.count('present')}", f"缺席 {states.count('absent')} · 来宾 1")


def test_english(meeting, admin, tmp_path):
    sheet(admin, meeting.register, tmp_path, ENGLISH).says(
        'Attendance sheet', 'Meeting', 'present', 'absent', 'remote', 'Confidence', 'Page 1 of 1', 'Root hash')


def test_the_code_is_a_checkpoint(meeting, admin, server, tmp_path):
    paper = sheet(admin, meeting.register, tmp_path)
    known = tmp_path / 'known'
    known.write_text(paper.codes().removesuffix('\n'), encoding='utf-8')  # zbarimg's own
    origin, size, root = known.read_text(encoding='utf-8').splitlines()[:3]
    paper.says(f'来源 {origin}', f'条数 {size}', f'根摘要 {root}')
    signed = rows(server, 'SELECT text FROM ledger_checkpoint WHERE size = ?', int(size))[0]['text']
    assert known.read_text(encoding='utf-8') == signed
    # What was looked at since then is in the ledger too: a bundle shows that it goes on from the paper.
    record, bundle = meeting.records(server)[0], tmp_path / 'bundle.zip'
    run('ledger', '--data', server.data, 'bundle', bundle, record['leaf'])
    assert 'is a part of it' in run('verify', bundle, '--known', known)


def test_who_is_on_it_can_see_who_looked(meeting, server, tmp_path):
    auditor = Program(server, 'demo-auditor')
    account = rows(server, "SELECT id FROM account WHERE name = 'demo-auditor'")[0]['id']
    sheet(auditor, meeting.register, tmp_path, blank=1)
    assert not rows(server, 'SELECT 1 FROM record_read WHERE reader_id = ?', account)
    sheet(auditor, meeting.register, tmp_path)
    noted = rows(server, 'SELECT member_id FROM record_read WHERE reader_id = ?', account)
    assert {row['member_id'] for row in noted} == set(meeting.members)
    assert rows(server, "SELECT outcome FROM audit WHERE action = 'register.sheet' AND target = ?", meeting.register)


def test_blank(meeting, admin, tmp_path):
    paper = sheet(admin, meeting.register, tmp_path, blank=1)
    paper.says('王小芳', '签名', '补录')
    text = paper.text()
    assert '出席' not in text and '遥控器' not in text and '赵六' not in text


# ---- one person's record ----

def slip(client, path, folder, headers=None):
    return Pdf(client.get(path, headers=headers or CHINESE), folder)


def test_slip(meeting, admin, server, tmp_path):
    record = next(row for row in meeting.records(server) if row['name'] == NAMES[1])
    paper = slip(admin, f"records/{record['id']}/slip", tmp_path)
    assert paper.pages() == 1
    paper.says('学习证明', NAMES[1], record['unit_name'], '全县大会', '状态 出席', '签到方式 遥控器', '认定 9:50', 'credit-1',
               f"记录编号 {record['id']}", f"账册条目 {record['leaf']}", '核验说明', 'verify.html', '账册检查点')
    assert '没有检查点' not in paper.text()
    slip(admin, f"records/{record['id']}/slip", tmp_path, ENGLISH).says('Record of attendance', 'How to verify', 'Credited 9:50')


def leaf_hash(receipt):
    """SHA-256(0x00 ‖ salt ‖ text) of docs/attendance.md, of what the receipt says."""
    lines, text, _checkpoint = receipt.split('\n\n', 2)
    said = dict(line.split(' ', 1) for line in lines.splitlines())
    return hashlib.sha256(b'\0' + base64.b64decode(said['salt']) + text.encode() + b'\n').digest()


def test_the_code_of_a_slip_is_enough_for_an_outsider(meeting, admin, server, tmp_path):
    record = meeting.records(server)[0]
    code = re.search(r'http\S+', slip(admin, f"records/{record['id']}/slip", tmp_path).codes())[0]
    link, said = code.split('#')
    assert link.endswith(f"/ledger/entries/{record['leaf']}/proof") and len(code) < 200
    identity, printed = said.split(',')
    receipt = admin.get(f'records/{identity}').json()['proof']['receipt']
    assert leaf_hash(receipt) == base64.b64decode(printed)
    proof = Client(server).get(link)  # nobody is signed in
    assert proof.status_code == 200 and proof.text.startswith('c2sp.org/tlog-proof')


def test_own_slip(meeting, server, tmp_path):
    member = Program(server, 'demo-member')
    own, other = ([row for row in meeting.records(server) if row['name'] == name][0] for name in NAMES[:2])
    slip(member, f"me/records/{own['id']}/slip", tmp_path).says(NAMES[0], '认定 10:00')
    slip(member, f"records/{own['id']}/slip", tmp_path).says(NAMES[0])
    account = rows(server, "SELECT id FROM account WHERE name = 'demo-member'")[0]['id']
    assert not rows(server, 'SELECT 1 FROM record_read WHERE reader_id = ?', account)
    for path in (f"me/records/{other['id']}/slip", f"records/{other['id']}/slip", 'records/x/slip'):
        assert_problem(member.get(path), 404, 'not_found')


def test_a_slip_of_somebody_else_is_noted(meeting, server, tmp_path):
    clerk = Program(server, 'demo-clerk')
    account = rows(server, "SELECT id FROM account WHERE name = 'demo-clerk'")[0]['id']
    record = meeting.records(server)[2]
    before = len(rows(server, 'SELECT 1 FROM record_read WHERE reader_id = ?', account))
    slip(clerk, f"records/{record['id']}/slip", tmp_path)
    noted = rows(server, 'SELECT member_id FROM record_read WHERE reader_id = ?', account)
    assert len(noted) == before + 1 and {'member_id': record['member_id']} in noted
    assert_problem(clerk.get(f"me/records/{record['id']}/slip"), 404, 'not_found')


# ---- registers that are open, or large ----

def open_register(server, n_people):
    """Of a meeting that goes on; every second one was entered. Its id, and a client of the server started again."""
    assert server.stop() == 0
    with past_of(server) as past:
        past.database.execute('PRAGMA foreign_keys = OFF')
        register = past.insert('register', id=new_id(), kind='meeting', event_id=new_id(), type_id='study', title='晨会',
                               unit_id=past.unit['id'], began_at_us=1, revision=1)
        place = past.one('SELECT id FROM place LIMIT 1')['id']
        for number in range(n_people):
            member = past.person(register, name=f'村民{number}', search_key=f'村民\n{number:04}\nc')
            if number % 2:
                past.presence(register, member, 60 * 10**6, None, place_id=place, how='paper')
    server.start()
    return register, Program(server, 'demo-admin')


def test_not_closed(server, tmp_path):
    register, admin = open_register(server, 100)
    paper = sheet(admin, register, tmp_path)
    assert paper.pages() == 4 and all('未结' in page for page in paper.text().split('\f')[:-1])
    paper.says('不是最终记录', '合计 应到 100 · 已签到 50', '第 4 页 / 共 4 页')
    assert '可信度' not in paper.text()
    paper.says('2 村民1 已签到', '补录 3 村民2 4 村民3 已签到')
    assert 'NOT CLOSED' in sheet(admin, register, tmp_path, ENGLISH).text()


def test_too_many_and_a_unit_of_them(server, tmp_path):
    register, admin = open_register(server, 1001)
    assert_problem(admin.get(f'registers/{register}/sheet'), 413, 'too_large')
    unit = rows(server, 'SELECT id FROM unit WHERE parent_id NOT NULL AND id NOT IN (SELECT unit_id FROM register_person)'
                        ' AND NOT EXISTS (SELECT 1 FROM unit AS below WHERE below.parent_id = unit.id) LIMIT 1')[0]['id']
    sheet(admin, register, tmp_path, unit=unit).says('合计 应到 0')


def test_refused(meeting, admin, server):
    assert_problem(admin.get('registers/x/sheet'), 404, 'not_found')
    assert_problem(admin.get(f'registers/{meeting.register}/sheet', params={'unit': 'x'}), 400, 'invalid')
    assert_problem(Program(server, 'demo-member').get(f'registers/{meeting.register}/sheet'), 403, 'forbidden')
