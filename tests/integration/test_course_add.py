"""`tongping course add`: a folder of old films with a spreadsheet of their titles."""
import pathlib
import subprocess

import openpyxl
import pytest
from driver import tus
from driver.api import Program
from driver.server import run_verb
from driver.waiting import wait_until

HEADER = ['文件名', '课程名称', '课件', '专题', '语言', '主题', '必修', '谁可以看']


def films(yard, *names):
    folder = yard.path('films')
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(f'film {name}'.encode())
    return folder


def sheet(yard, rows, encoding='utf-8'):
    path = yard.path('titles.csv')
    path.write_bytes('\n'.join(','.join(row) for row in [HEADER, *rows]).encode(encoding))
    return path


def start(yard):
    return yard.start(settings={'course': {'tool': str(tus.fake_tool(yard.path('tool'))), 'min_free': '16MiB'}})


def add(server, *words):
    return run_verb('course', '--data', server.data, '--min-free', '16MiB', 'add', *words)


def courses(server):
    return Program(server, 'demo-editor').get('courses').json()['courses']


def lessons(server):
    course, = courses(server)
    return Program(server, 'demo-editor').get(f"courses/{course['id']}").json()['lessons']


ROWS = [['a.mp4', '果树', '第一讲', '农技', '藏语', '', '是', '公开'], ['b', '果树', '第二讲', '农技', 'zh', '', '', '']]


def test_beside_a_server(yard):
    server = start(yard)
    folder = films(yard, 'a.mp4', 'b.mp4', 'c.mp4')
    path = sheet(yard, ROWS, 'gb18030')
    dry = add(server, path, folder, '--dry-run')
    assert (dry.returncode, dry.stdout.splitlines()) == (
        0, ['1 films of the folder are not in the sheet.', 'would be: 2 new (1 MiB), 0 known, 0 wrong'])
    assert courses(server) == []
    done = add(server, path, folder)
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == '2 of 2: b', done
    course, = courses(server)
    assert (course['title'], course['series_title'], course['state'], course['audience'], course['is_required']) == (
        '果树', '农技', 'draft', 'public', True)
    wait_until(lambda: [lesson['is_ready'] for lesson in lessons(server)] == [True, True], 'both', deadline_s=60)
    assert [lesson['title'] for lesson in lessons(server)] == ['第一讲', '第二讲']
    assert list((server.data / 'courses/uploads').glob('*-*')) == []
    assert (folder / 'a.mp4').read_bytes() == b'film a.mp4', 'the films stay'
    again = add(server, path, folder)
    assert again.returncode == 0 and again.stdout.splitlines() == [
        "row 2: the file 'a.mp4' is there already, as the lesson '第一讲'.",
        "row 3: the file 'b' is there already, as the lesson '第二讲'.",
        '1 films of the folder are not in the sheet.', '0 new (0 MiB), 2 known, 0 wrong']
    more = sheet(yard, [*ROWS, ['c.mp4', '果树', '第三讲', '农技', '', '', '', '']])
    assert add(server, more, folder).stdout.splitlines()[-1] == '1 of 1: c.mp4'
    assert [lesson['title'] for lesson in lessons(server)] == ['第一讲', '第二讲', '第三讲']
    log = Program(server, 'demo-auditor').get('audit', params={'action': 'import'}).json()
    assert 'command line' in str(log)


def test_every_wrong_row_is_told_and_nothing_done(yard):
    server = start(yard)
    folder = films(yard, 'a.mp4', 'b.mp4')
    (folder / 'empty.mp4').touch()
    path = sheet(yard, [
        ['a.mp4', '果树', '第一讲', '', '火星语', '', '', ''], ['none.mp4', '果树', '第二讲', '', '', '', '', ''],
        ['../a.mp4', '果树', '第三讲', '', '', '', '', ''], ['empty.mp4', '果树', '第四讲', '', '', '', '', ''],
        ['b.mp4', '果树', '第五讲', '', '', '农业', '', ''], ['b.mp4', '果树', '', '', '', '', '', ''],
        ['a.mp4', '果树', '讲' * 200, '', '', '', '', ''], ['b.mp4', '果树', '第九讲', '', '', '', '是', '']])
    done = add(server, path, folder)
    assert done.returncode == 2
    assert done.stderr == 'tongping: nothing was brought in: put the wrong rows right first (8)\n'
    said = done.stdout.splitlines()
    assert [line.split(':')[0] for line in said[:8]] == [f'row {n}' for n in range(2, 10)]
    for line, words in zip(said, ("no language '火星语'", "no file 'none.mp4'", 'does not lie in the folder',
                                  'is empty', "no topic '农业'", "'课件' is empty", 'stands in row 2 already',
                                  'stands in row 6 already'), strict=False):
        assert words in line, line
    assert courses(server) == []


def test_without_a_server(yard):
    """It waits in the data folder; the next start prepares it, also when that is long after."""
    server = start(yard)
    assert server.stop() == 0
    folder = films(yard, 'a.mp4')
    assert add(server, sheet(yard, ROWS[:1]), folder).returncode == 0
    upload, = (server.data / 'courses/uploads').glob('*-*')
    subprocess.run(['touch', '-d', '3 hours ago', upload], check=True)
    server.start()
    wait_until(lambda: [lesson['is_ready'] for lesson in lessons(server)] == [True], 'the lesson', deadline_s=60)


def test_another_film_of_the_same_lesson(yard):
    server = start(yard)
    folder = films(yard, 'a.mp4', 'x.mp4')
    add(server, sheet(yard, ROWS[:1]), folder)
    done = add(server, sheet(yard, [['x.mp4', *ROWS[0][1:]]]), folder)
    assert done.returncode == 2 and "row 2: the lesson '第一讲' has another film already." in done.stdout


def test_workbook_and_disk(yard):
    server = start(yard)
    folder = films(yard, 'a.mp4')
    path = yard.path('titles.xlsx')
    book = openpyxl.Workbook()
    for row in (HEADER, ROWS[0]):
        book.active.append(row)
    book.save(path)
    full = run_verb('course', '--data', server.data, '--min-free', '1000TiB', 'add', path, folder)
    assert full.returncode == 2 and full.stderr.startswith('tongping: there is no room for these films: ')
    assert courses(server) == []
    assert add(server, path, folder).returncode == 0
    assert len(courses(server)) == 1


@pytest.mark.parametrize('words, said', [
    (('bring', 'a', 'b'), 'only action'), (('add', 'a'), 'word is missing'), (('add', '/none', '/tmp'), 'cannot read'),
    (('add', '/dev/null', '/none'), 'no folder')])
def test_refusals(yard, words, said):
    pathlib.Path(yard.path('data')).mkdir(parents=True)
    done = run_verb('course', '--data', yard.path('data'), *words)
    assert done.returncode == 2 and said in done.stderr and len(done.stderr.splitlines()) == 1, done
