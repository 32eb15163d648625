"""Courses: who sees which, how they are found, how editors make and publish them."""
import pytest
from driver.api import Client, Program, assert_problem
from driver.course import (make_course, make_lesson, make_published, put_asset, show, take_step, titles)
from driver.viewing import beat, log_lines, plan, step
from driver.waiting import wait_until


@pytest.fixture(scope='module')
def server(module_yard):
    return module_yard.start()


@pytest.fixture(scope='module')
def editor(server):
    return Program(server, 'demo-editor')


@pytest.fixture(scope='module')
def member(server):
    return Program(server, 'demo-member')


@pytest.fixture(scope='module')
def nobody(server):
    return Client(server)


# ---- who sees what ----


def test_drafts_are_for_editors(editor, member, nobody):
    course = make_course(editor, '还没写完')['id']
    assert editor.get(f'courses/{course}').json()['state'] == 'draft'
    for client in (member, nobody):
        assert_problem(client.get(f'courses/{course}'), 404, 'not_found')
        assert '还没写完' not in titles(client.get('courses'))


@pytest.mark.parametrize('audience, seen', [
    ('public', (True, True, True)), ('signed_in', (False, True, True)), ('units', (False, False, True))])
def test_audience(server, editor, member, nobody, audience, seen):
    """The units of the last one are others than the member's."""
    unit = Program(server, 'demo-admin').post('units', json={'name': f'别的单位 {audience}'}).json()['id']
    course, lesson = make_published(server, editor, f'给谁看 {audience}', audience=audience, unit_ids=[unit])
    for client, is_seen in zip((nobody, member, editor), seen):
        status = 200 if is_seen else 404
        assert client.get(f'courses/{course}').status_code == status
        assert client.get(f'lessons/{lesson}').status_code == status
        assert (f'给谁看 {audience}' in titles(client.get('courses'))) == is_seen


def test_units_reach_below(server, editor, member):
    """A course for the county is seen by who belongs to a village of it."""
    admin = Program(server, 'demo-admin')
    county = admin.get('units').json()[0]['id']
    course, _ = make_published(server, editor, '给全县', audience='units', unit_ids=[county])
    assert editor.get(f'courses/{course}').json()['units'] == [
        {'id': county, 'name': admin.get('units').json()[0]['name']}]
    answer = member.get(f'courses/{course}').json()
    assert answer['title'] == '给全县' and answer['units'] == [] and answer['steps'] == []


def test_hidden_lessons(server, editor, nobody):
    course, lesson = make_published(server, editor, '两课')
    hidden = make_lesson(editor, course, '藏着')['id']
    assert [row['id'] for row in nobody.get(f'courses/{course}').json()['lessons']] == [lesson]
    assert [row['id'] for row in editor.get(f'courses/{course}').json()['lessons']] == [lesson, hidden]
    assert nobody.get(f'lessons/{hidden}').status_code == 404
    assert nobody.get(f'courses/{course}').json()['n_lessons'] == 1


def test_withdrawn(server, editor, nobody):
    course, lesson = make_published(server, editor, '撤回')
    assert nobody.get(f'lessons/{lesson}').status_code == 200
    take_step(editor, course, 'withdraw')
    assert nobody.get(f'lessons/{lesson}').status_code == 404
    assert editor.get(f'courses/{course}').json()['steps'] == ['publish']


# ---- steps ----


def test_refusals(server, editor):
    course = make_course(editor, '不能发布')['id']
    assert 'none of its lessons' in take_step(editor, course, status=409)['detail']
    lesson = make_lesson(editor, course, '空课')['id']
    show(editor, lesson)
    assert '空课' in take_step(editor, course, status=409)['detail']
    put_asset(server, lesson)
    editor.patch(f'courses/{course}', json={'audience': 'units'})
    assert 'which units' in take_step(editor, course, status=409)['detail']
    editor.patch(f'courses/{course}', json={'audience': 'public'})
    assert take_step(editor, course)['state'] == 'published'
    assert 'published already' in take_step(editor, course, status=409)['detail']
    assert_problem(editor.delete(f'courses/{course}'), 409, 'conflict')


def test_revision(editor):
    course = make_course(editor, '两人同改')
    path = f"courses/{course['id']}"
    first = editor.patch(path, json={'title': '甲'}, headers={'If-Match': f"\"{course['revision']}\""})
    assert first.status_code == 200 and first.json()['revision'] == course['revision'] + 1
    second = editor.patch(path, json={'title': '乙'}, headers={'If-Match': f"\"{course['revision']}\""})
    assert_problem(second, 412, 'stale')
    assert editor.get(path).json()['title'] == '甲'


@pytest.mark.parametrize('kind', ['series', 'topics', 'assets'])
def test_revision_of_the_rest(server, editor, kind):
    if kind == 'assets':
        lesson = make_lesson(editor, make_course(editor, '两人同改')['id'])['id']
        field, where, row = 'label', f'lessons/{lesson}/assets', put_asset(server, lesson, 'sound', 'zh')
    else:
        field, where, row = 'title', kind, editor.post(kind, json={'title': '原'}).json()['id']
    path = f'{kind}/{row}'

    def now():
        return next(one for one in editor.get(where).json()[kind] if one['id'] == row)
    seen = {'If-Match': f'"{now()["revision"]}"'}
    first = editor.patch(path, json={field: '甲'}, headers=seen)
    assert first.status_code == 200 and first.json()['revision'] == 2
    assert_problem(editor.patch(path, json={field: '乙'}, headers=seen), 412, 'stale')
    assert now()[field] == '甲'
    assert editor.patch(path, json={field: '乙'}).status_code == 200  # who sends none is not asked


def test_bad_input_changes_nothing(editor):
    course = make_course(editor, '原样')
    path = f"courses/{course['id']}"
    for body in ({'alias': 'Big Letters'}, {'language': '?'}, {'due_at': 'tomorrow'}, {'series_id': course['id']},
                 {'topic_id': 'x'}, {'unit_ids': ['x']}, {'title': 'a\u202eb'}, {'before_id': 'x'},
                 {'texts': [{'language': 'bo', 'title': ''}]}):
        assert editor.patch(path, json={'title': '改了', **body}).status_code == 400, body
    assert editor.get(path).json() == course


def test_aliases(editor):
    course = make_course(editor, '有别名', alias='first-aid')
    assert editor.get('courses/first-aid').json()['id'] == course['id']
    other = editor.post('courses', json={'title': '重名', 'alias': 'first-aid'})
    assert_problem(other, 409, 'conflict')
    assert editor.patch('courses/first-aid', json={'alias': ''}).status_code == 200
    assert editor.get('courses/first-aid').status_code == 404


# ---- finding ----


@pytest.fixture(scope='module')
def found(server, editor):
    """Courses that the searches below choose from."""
    topic = editor.post('topics', json={'title': '农业技术'}).json()['id']
    series = editor.post('series', json={'title': '冬季大培训'}).json()['id']
    made = {
        'title': make_published(server, editor, '草原鼠害防治要点', topic_id=topic)[0],
        'summary': make_published(server, editor, '牧区冬季生产', summary='讲饲草储备、草原鼠害防治和接羔')[0],
        'wifi': make_published(server, editor, '5G网络与Wi-Fi入户', series_id=series)[0],
        'other': make_published(server, editor, '基层财务公开', texts=[
            {'language': 'bo', 'title': 'གཞི་རིམ་ནོར་སྲིད།', 'summary': ''}])[0]}
    return made


@pytest.mark.parametrize('typed, expected', [
    ('鼠害', ['title', 'summary']),  # in the middle of a sentence; the title first
    ('草原鼠害', ['title', 'summary']), ('鼠', ['title', 'summary']), ('害鼠', []),
    ('接羔', ['summary']), ('农业', ['title']), ('大培训', ['wifi']), ('wi-fi', ['wifi']), ('WI', ['wifi']),
    ('5g网络', ['wifi']), ('网络 5g', ['wifi']), ('ནོར་སྲིད', ['other']), ('财务 公开', ['other']),
    ('"', []), ('* OR NEAR(', []), ("公开' --", ['other']), ('title:公开', [])])
def test_search(found, nobody, typed, expected):
    answer = nobody.get('courses', params={'query': typed})
    assert answer.status_code == 200, answer.text
    ids = [row['id'] for row in answer.json()['courses'] if row['id'] in found.values()]
    assert ids == [found[name] for name in expected]


def test_search_by_initials(found, nobody):
    rows = nobody.get('courses', params={'initials': 'CYSH'}).json()['courses']
    assert [row['id'] for row in rows] == [found['title']]
    assert rows[0]['initials'] == 'cyshfzyd'


def test_a_hidden_lesson_is_not_found(server, editor, nobody):
    course, _ = make_published(server, editor, '看得见')
    lesson = make_lesson(editor, course, '蘑菇栽培')['id']
    assert titles(nobody.get('courses', params={'query': '蘑菇'})) == []
    show(editor, lesson)
    assert titles(nobody.get('courses', params={'query': '蘑菇'})) == ['看得见']
    editor.delete(f'lessons/{lesson}')
    assert titles(nobody.get('courses', params={'query': '蘑菇'})) == []


def test_pages_and_filters(server, editor, nobody):
    topic = editor.post('topics', json={'title': '分页'}).json()['id']
    made = [make_published(server, editor, f'分页 {number}', topic_id=topic, is_required=number == 2)[0]
            for number in range(5)]
    seen, after = [], None
    while True:
        answer = nobody.get('courses', params={'topic': topic, 'limit': 2, **({'after': after} if after else {})})
        rows = answer.json()['courses']
        if not rows:
            break
        assert answer.json()['n_found'] == 5
        seen += [row['id'] for row in rows]
        after = seen[-1]
    assert seen == made[::-1]  # the newest first
    required = nobody.get('courses', params={'topic': topic, 'required': 1}).json()['courses']
    assert [row['id'] for row in required] == [made[2]]
    assert len(nobody.get('courses', params={'topic': topic, 'language': 'zh'}).json()['courses']) == 5
    assert titles(nobody.get('courses', params={'topic': topic, 'language': 'bo'})) == []
    assert nobody.get('courses', params={'state': 'burnt'}).status_code == 400


# ---- topics, series, orders ----


def test_topics(editor, nobody):
    first, second = (editor.post('topics', json={'title': title}).json()['id'] for title in ('甲类', '乙类'))
    editor.patch(f'topics/{second}', json={'before_id': first})
    order = [row['id'] for row in nobody.get('topics').json()['topics']]
    assert order.index(second) + 1 == order.index(first)
    course = make_course(editor, '有题', topic_id=first)['id']
    assert editor.delete(f'topics/{first}').status_code == 204
    assert 'topic_id' not in editor.get(f'courses/{course}').json()


def test_series(server, editor, nobody):
    series = editor.post('series', json={'title': '专题', 'texts': [
        {'language': 'mn-Mong', 'title': 'ᠬᠢᠴᠢᠶᠡᠯ', 'summary': ''}]}).json()
    assert series['texts'][0]['title'] == 'ᠬᠢᠴᠢᠶᠡᠯ'
    assert series['id'] not in [row['id'] for row in nobody.get('series').json()['series']]
    first, second = (make_published(server, editor, title, series_id=series['id'])[0] for title in ('一', '二'))
    assert titles(nobody.get('courses', params={'series': series['id']})) == ['一', '二']
    editor.patch(f'courses/{second}', json={'before_id': first})
    assert titles(nobody.get('courses', params={'series': series['id']})) == ['二', '一']
    assert editor.delete(f"series/{series['id']}").status_code == 204
    assert nobody.get(f'courses/{first}').status_code == 200


def test_order_of_lessons(editor):
    course = make_course(editor, '次序')['id']
    ids = [make_lesson(editor, course, f'第{number}课')['id'] for number in range(3)]
    answer = editor.put(f'courses/{course}/order', json={'lesson_ids': ids[::-1]})
    assert [row['id'] for row in answer.json()['lessons']] == ids[::-1]
    foreign = make_lesson(editor, make_course(editor, '别的课程')['id'])['id']
    for wrong in (ids[:2], ids + ids[:1], [], [foreign], ids[:2] + [foreign]):
        assert_problem(editor.put(f'courses/{course}/order', json={'lesson_ids': wrong}), 400, 'invalid')


# ---- lessons and what they are made of ----


def test_languages_of_a_lesson(server, editor, nobody):
    course, lesson = make_published(server, editor, '多语')
    lisu = put_asset(server, lesson, 'sound', 'lis', position=2, loudness_centi=-2010, translator='某某')
    put_asset(server, lesson, 'subtitle', 'bo')
    answer = nobody.get(f'lessons/{lesson}').json()
    assert [(row['language'], row['autonym']) for row in answer['languages']] == [('zh', '普通话'), ('lis', 'ꓡꓲ ꓢꓴ')]
    assert answer['languages'][1]['gain_centi'] == -290 and answer['languages'][1]['translator'] == '某某'
    assert answer['languages'][1]['name_zh'] == '傈僳语'
    assert [row['language'] for row in answer['subtitles']] == ['bo']
    assert nobody.get(f'courses/{course}').json()['languages'] == ['zh', 'lis']
    # the first one is the default
    first = next(row['id'] for row in editor.get(f'lessons/{lesson}/assets').json()['assets']
                 if row['language'] == 'zh')
    moved = editor.patch(f'assets/{lisu}', json={'before_id': first, 'label': '解说'}).json()
    assert moved['is_default'] and moved['label'] == '解说'
    assert [row['language'] for row in nobody.get(f'lessons/{lesson}').json()['languages']] == ['lis', 'zh']
    # withdrawn and restored
    assert editor.post(f'assets/{lisu}/steps', json={'step': 'withdraw'}).json()['state'] == 'withdrawn'
    assert [row['language'] for row in nobody.get(f'lessons/{lesson}').json()['languages']] == ['zh']
    assert_problem(editor.post(f'assets/{lisu}/steps', json={'step': 'withdraw'}), 409, 'conflict')
    assert editor.post(f'assets/{lisu}/steps', json={'step': 'restore'}).json()['state'] == 'ready'
    assert_problem(editor.patch(f'assets/{lisu}', json={'language': 'zh', 'label': ''}), 409, 'conflict')
    assert editor.delete(f'assets/{lisu}').status_code == 204
    assert_problem(editor.delete(f'assets/{lisu}'), 404, 'not_found')


def test_chapters(editor):
    lesson = make_lesson(editor, make_course(editor, '章节')['id'])['id']
    marks = [{'at_ms': 5000, 'title': '二'}, {'at_ms': 0, 'title': '一'}]
    answer = editor.patch(f'lessons/{lesson}', json={'marks': marks, 'texts': [
        {'language': 'bo', 'title': 'སློབ་ཚན།', 'summary': '第一段\n\n第二段'}]}).json()
    assert answer['marks'] == marks[::-1] and answer['texts'][0]['summary'] == '第一段\n\n第二段'


def test_recordings(server, editor, nobody):
    studio, admin = Program(server, 'demo-studio'), Program(server, 'demo-admin')
    meeting = plan(studio, admin.get('units').json()[0]['id'], title='全县会议回放')
    course = make_course(editor, '会议回放')['id']
    wish = {'kind': 'recording', 'meeting_id': meeting}
    assert_problem(editor.post(f'courses/{course}/lessons', json=wish), 400, 'invalid')
    step(studio, meeting, 'go_live', 'end', 'make_ready', 'publish')
    lesson = editor.post(f'courses/{course}/lessons', json=wish).json()
    assert lesson['title'] == '全县会议回放' and lesson['meeting_id'] == meeting and lesson['is_ready']
    assert [row['language'] for row in lesson['languages']] == ['zh-CN', 'bo']
    take_step(editor, course)
    assert nobody.get(f"lessons/{lesson['id']}").status_code == 200
    step(studio, meeting, 'unpublish')
    assert nobody.get(f"lessons/{lesson['id']}").status_code == 404


def test_library(server, editor, member, nobody):
    topic = editor.post('topics', json={'title': '首页'}).json()['id']
    course, _ = make_published(server, editor, '首页课', topic_id=topic, is_required=True,
                               due_at='2027-01-01T00:00:00Z')
    answer = nobody.get('library').json()
    assert answer['continue'] == answer['assigned'] == []
    assert answer['new'][0]['id'] == course
    row = next(row for row in answer['topics'] if row['id'] == topic)
    assert row['title'] == '首页' and row['n_courses'] == 1 and row['courses'][0]['id'] == course
    assert [row['id'] for row in member.get('library').json()['assigned']][:1] == [course]


# ---- languages ----


def test_languages(editor, nobody):
    rows = {row['tag']: row for row in nobody.get('languages').json()['languages']}
    assert rows['mn-Mong']['is_vertical'] and rows['ug']['is_rtl'] and not rows['bo']['is_own']
    own = editor.put('languages/jya', json={'autonym': 'རྒྱལ་རོང་', 'name_zh': '嘉绒语', 'script': 'Tibt'}).json()
    assert own == {'tag': 'jya', 'autonym': 'རྒྱལ་རོང་', 'name_zh': '嘉绒语', 'name_en': '嘉绒语', 'script': 'Tibt',
                   'is_rtl': False, 'is_vertical': False, 'code3': 'jya', 'is_own': True, 'has_clip': False}
    assert own in nobody.get('languages').json()['languages']
    assert editor.put('languages/bo', json={'autonym': 'བོད་ཡིག', 'name_zh': '藏文'}).json()['script'] == 'Tibt'
    assert editor.put('languages/not_a_tag', json={'autonym': 'x', 'name_zh': 'x'}).status_code == 400
    assert editor.delete('languages/jya').status_code == editor.delete('languages/bo').status_code == 204
    assert_problem(editor.delete('languages/jya'), 404, 'not_found')


def test_audit(server, editor):
    course = make_course(editor, '记在册上')['id']
    editor.delete(f'courses/{course}')
    rows = [row for row in Program(server, 'demo-admin').get('audit').json() if row.get('target') == course]
    assert [row['action'] for row in rows] == ['course.remove', 'course.create']
    assert rows[0]['detail'] == {'title': '记在册上'}


# ---- watching ----


def watch(client, lesson, status=201):
    answer = client.post('viewings', json={'lesson_id': lesson, 'device': '测试'})
    assert answer.status_code == status, answer.text
    return answer.json()


def tell(client, viewing, *beats):
    answer = client.post(f"viewings/{viewing['id']}/beats", json={'beats': list(beats)})
    assert answer.status_code == 200, answer.text


def test_a_viewing_of_a_lesson(server, editor, member, nobody):
    _, lesson = make_published(server, editor, '看课', audience='signed_in')
    put_asset(server, lesson, 'sound', 'lis', position=2)
    viewing = watch(member, lesson)
    base = viewing['base_url']
    assert base.startswith(f'/vod/{lesson}/~') and viewing['lesson_id'] == lesson and 'meeting_id' not in viewing
    assert viewing['live_url'] == viewing['phone_url'] == base + 'master.m3u8'
    assert viewing['tv_urls'] == [{'language': tag, 'url': f'{base}tv/{tag}.m3u8'} for tag in ('zh', 'lis')]
    assert not viewing['is_live'] and viewing['starts_wall_us'] == 0 and viewing['resume_ms'] == 0
    watch(nobody, lesson, 404)
    assert_problem(member.post('viewings', json={}), 400, 'invalid')
    assert_problem(member.post('viewings', json={'lesson_id': lesson, 'meeting_id': 'demo'}), 400, 'invalid')
    assert [line[4:8:3] for line in log_lines(server) if line[1] == 'opened' and line[3] == viewing['id']] == [
        [lesson, 'lesson']]


def test_an_editor_looks_at_a_draft(server, editor, member):
    lesson = make_lesson(editor, make_course(editor, '预览')['id'])['id']
    assert_problem(editor.post('viewings', json={'lesson_id': lesson}), 409, 'conflict')
    put_asset(server, lesson)
    watch(editor, lesson)
    watch(member, lesson, 404)


def test_resume_on_another_screen(server, editor, member):
    """To the millisecond, at once; what was seen to its end begins anew and needs to be seen no more."""
    course, lesson = make_published(server, editor, '续看', audience='signed_in', is_required=True)
    viewing = watch(member, lesson)
    tell(member, viewing, beat(1, position_ms=31234, seen=[{'from_ms': 0, 'to_ms': 31234}]))
    other = watch(Program(server, 'demo-member'), lesson)
    assert other['resume_ms'] == 31234
    assert watch(editor, lesson)['resume_ms'] == 0
    begun = wait_until(lambda: [row for row in member.get('library').json()['continue']
                                if row['lesson']['id'] == lesson], 'the beat is in the table')
    assert begun[0]['lesson']['resume_ms'] == 31234 and begun[0]['lesson']['course_title'] == '续看'
    assert course in [row['id'] for row in member.get('library').json()['assigned']]
    tell(member, other, beat(1, state='ended', position_ms=60000, is_final=True))
    wait_until(lambda: member.get(f'lessons/{lesson}').json()['is_seen'], 'the end is in the table')
    library = member.get('library').json()
    assert course not in [row['id'] for row in library['assigned']]
    assert lesson not in [row['lesson']['id'] for row in library['continue']]
    assert watch(member, lesson)['resume_ms'] == 0


def test_beats_behind_the_end(server, editor, member):
    _, lesson = make_published(server, editor, '不能超出')
    viewing = watch(member, lesson)
    answer = member.post(f"viewings/{viewing['id']}/beats", json={'beats': [
        beat(1, position_ms=90000, seen=[{'from_ms': 0, 'to_ms': 90000}])]})
    assert_problem(answer, 400, 'invalid')


def test_viewings_outlive_a_restart(yard):
    server = yard.start()
    _, lesson = make_published(server, Program(server, 'demo-editor'), '重启之后')
    viewing = watch(Program(server, 'demo-editor'), lesson)
    server.restart()
    editor = Program(server, 'demo-editor')
    tell(editor, viewing, beat(1, position_ms=5000, seen=[{'from_ms': 0, 'to_ms': 5000}]))
    assert watch(editor, lesson)['resume_ms'] == 5000


def test_a_recording_plays_as_a_meeting(server, editor, member):
    studio = Program(server, 'demo-studio')
    meeting = plan(studio, Program(server, 'demo-admin').get('units').json()[0]['id'])
    step(studio, meeting, 'go_live', 'end', 'make_ready', 'publish')
    course = make_course(editor, '回放课')['id']
    lesson = editor.post(f'courses/{course}/lessons', json={'kind': 'recording', 'meeting_id': meeting}).json()['id']
    take_step(editor, course)
    viewing = watch(member, lesson)
    assert viewing['meeting_id'] == meeting and viewing['lesson_id'] == lesson
    assert viewing['base_url'].startswith(f'/live/{meeting}/~')
