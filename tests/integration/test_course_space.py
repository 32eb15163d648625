"""Quotas: what the courses of an office take on the disk is bounded when a file is announced, and by nothing
else. The tool here only pretends (driver/tus.py)."""
import concurrent.futures

import pytest
from driver import tus
from driver.api import Program, assert_problem
from driver.county import COUNTY, TOWN, VILLAGE, build_county
from driver.waiting import wait_until

MB = 10**6


@pytest.fixture
def start(yard):
    def begin(**more):
        tool = tus.fake_tool(yard.path('tool'))
        return yard.start(settings={'course': {'tool': str(tool), 'min_free': '1MiB', **more}})
    return begin


def make_lesson(server, office=None):
    """Of a course of that office; course and lesson."""
    editor = Program(server, 'demo-editor')
    wish = {'title': '课程', **({'office_id': office} if office else {})}
    course = editor.post('courses', json=wish).json()['id']
    lesson = editor.post(f'courses/{course}/lessons', json={'kind': 'video', 'title': '课'}).json()['id']
    return course, lesson


def bring(server, lesson, length, **headers):
    return tus.create(Program(server, 'demo-editor'), length, tus.about(lesson), **headers)


def space(server, course=None):
    return Program(server, 'demo-editor').get('course-space', params={'course_id': course} if course else {}).json()


def set_quota(server, unit, size):
    answer = Program(server, 'demo-admin').put(f'units/{unit}/course-quota', json={'bytes': size})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_without_a_quota_nothing_is_bounded(start):
    server = start()
    course, lesson = make_lesson(server)
    assert space(server, course) == {'used_bytes': 0, 'total_bytes': 0}
    assert bring(server, lesson, 1 << 33).status_code == 201
    assert space(server, course) == {'used_bytes': 1 << 33, 'total_bytes': 1 << 33}
    assert_problem(Program(server, 'demo-editor').get('course-space', params={'course_id': 'x'}), 404, 'not_found')


def test_the_sentence_says_what_is_left(start):
    server = start(quota=10 * MB)
    course, lesson = make_lesson(server)
    assert bring(server, lesson, 6 * MB).status_code == 201
    assert space(server, course) == {'used_bytes': 6 * MB, 'total_bytes': 6 * MB, 'left_bytes': 4 * MB, 'bound_bytes': 10 * MB,
                                     'bound_used_bytes': 6 * MB}
    refused = bring(server, lesson, 5 * MB)
    assert_problem(refused, 413, 'too_large')
    assert refused.json()['detail'] == ('This file of 5 MB does not fit: 6 of 10 MB are used, 4 MB are left for '
                                        'courses that belong to no office.')
    chinese = bring(server, lesson, 5 * MB, **{'Accept-Language': 'zh-CN'}).json()['detail']
    assert chinese == '这个文件有 5 MB，放不下：不属于任何组织的课程空间共 10 MB，已用 6 MB，还剩 4 MB。'
    # what was refused has left nothing, also when its bytes came along
    body = tus.create(Program(server, 'demo-editor'), 5 * MB, tus.about(lesson), data=b'x' * 5 * MB)
    assert_problem(body, 413, 'too_large')
    assert len(list((server.data / 'courses' / 'uploads').iterdir())) == 1
    assert bring(server, lesson, 4 * MB).status_code == 201


def test_two_at_once_do_not_pass_together(start):
    server = start(quota=10 * MB)
    _, lesson = make_lesson(server)
    for _ in range(5):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: bring(server, lesson, 6 * MB), range(8)))
        assert sorted(answer.status_code for answer in answers) == [201] + [413] * 7
        location = next(answer.headers['Location'] for answer in answers if answer.status_code == 201)
        assert tus.delete(Program(server, 'demo-editor'), location).status_code == 204


def test_what_goes_gives_room_back(start):
    server = start(quota=MB)
    editor = Program(server, 'demo-editor')
    course, lesson = make_lesson(server)
    data = b'first'.ljust(MB)
    answer = tus.create(editor, MB, tus.about(lesson), data=data)
    job = answer.headers['Location'].rsplit('/', 1)[1]
    assert answer.status_code == 201, answer.text
    wait_until(lambda: tus.execute(server, 'SELECT state FROM course_job WHERE id = ?', job) == [('done',)], 'the job')
    # the file is gone, what was made of it counts
    made = sum(path.stat().st_size for path in (server.data / 'courses' / 'assets').rglob('*') if path.is_file())
    assert 0 < made < MB
    assert space(server, course)['used_bytes'] == made
    assert bring(server, lesson, MB).status_code == 413
    assert editor.delete(f'courses/{course}').status_code == 204
    assert space(server)['used_bytes'] == 0
    assert bring(server, make_lesson(server)[1], MB).status_code == 201


def test_a_cancelled_and_a_failed_job(start):
    server = start(quota=MB)
    editor = Program(server, 'demo-editor')
    _, lesson = make_lesson(server)
    answer = tus.create(editor, MB, tus.about(lesson), data=b'broken'.ljust(MB))
    job = answer.headers['Location'].rsplit('/', 1)[1]
    wait_until(lambda: tus.execute(server, 'SELECT state FROM course_job WHERE id = ?', job) == [('failed',)], 'the job')
    assert space(server)['used_bytes'] == MB  # may be tried again
    assert bring(server, lesson, 1).status_code == 413
    tus.execute(server, 'UPDATE course_job SET ended_at_us = 1 WHERE id = ?', job)
    answer = tus.create(editor, MB, tus.about(lesson), data=b'slow'.ljust(MB))
    assert answer.status_code == 201
    job = answer.headers['Location'].rsplit('/', 1)[1]
    assert editor.post(f'jobs/{job}/steps', json={'step': 'cancel'}).status_code == 200
    assert space(server)['used_bytes'] == 0


def test_each_quota_on_the_way_up_holds(start):
    server = start(quota=MB)
    build_county(server)
    course, lesson = make_lesson(server, VILLAGE)
    assert Program(server, 'demo-editor').get(f'courses/{course}').json()['office'] == {'id': VILLAGE, 'name': '河东村'}
    set_quota(server, COUNTY, 10 * MB)
    assert set_quota(server, TOWN, 8 * MB) == {'used_bytes': 0, 'left_bytes': 8 * MB, 'quota_bytes': 8 * MB,
                                                'may_set': True}
    assert bring(server, lesson, 7 * MB).status_code == 201
    assert bring(server, lesson, 2 * MB).json()['detail'].endswith('for the courses of 东山镇.')
    _, above = make_lesson(server, COUNTY)
    assert bring(server, above, 4 * MB).json()['detail'].endswith('3 MB are left for the courses of 清河县.')
    assert bring(server, above, 3 * MB).status_code == 201
    assert bring(server, lesson, MB).json()['detail'].endswith('0 MB are left for the courses of 清河县.')
    admin = Program(server, 'demo-admin')
    for unit in (COUNTY, TOWN):
        assert admin.delete(f'units/{unit}/course-quota').status_code == 204
    # then the default: of what is the unit's own
    assert space(server, course) == {'used_bytes': 7 * MB, 'total_bytes': 10 * MB, 'left_bytes': 0, 'bound_name': '河东村',
                                     'bound_bytes': MB, 'bound_used_bytes': 7 * MB}
    assert admin.get('audit', params={'action': 'unit.quota_remove'}).json()


def test_a_full_quota_stops_nothing_else(start):
    server = start()
    build_county(server)
    _, lesson = make_lesson(server, TOWN)
    location = bring(server, lesson, 1000).headers['Location']
    set_quota(server, COUNTY, 0)
    editor = Program(server, 'demo-editor')
    assert bring(server, lesson, 1).status_code == 413
    assert tus.patch(editor, location, 0, b'first'.ljust(1000)).status_code == 204
    job = location.rsplit('/', 1)[1]
    wait_until(lambda: tus.execute(server, 'SELECT state FROM course_job WHERE id = ?', job) == [('done',)], 'the job')
    assert editor.patch(f'lessons/{lesson}', json={'is_shown': True}).status_code == 200
    wish = {'title': '会议', 'type_id': 'broadcast', 'unit_id': COUNTY, 'visibility': 'public',
            'starts_at': '2031-01-01T01:00:00Z', 'ends_at': '2031-01-01T02:00:00Z',
            'languages': [{'tag': 'zh', 'is_floor': True, 'offset_ms': 0}], 'is_recorded': True}
    studio = Program(server, 'demo-studio')
    meeting = studio.post('meetings', json=wish)
    assert meeting.status_code == 201, meeting.text
    assert studio.post(f"meetings/{meeting.json()['id']}/steps", json={'step': 'open'}).status_code == 200
