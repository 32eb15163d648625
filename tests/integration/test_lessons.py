"""Lessons beyond video over the API: pages and their time line, quizzes, questions to the teacher."""
import pytest
from driver.api import Client, Program, assert_problem
from driver.course import take_step
from driver.lesson import QUESTIONS, draft_lesson, public_lesson, write

NOWHERE = '01990000-0000-7000-8000-000000000000'


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
def stranger(server):
    return Client(server)


# ---- pages ----

def test_pages_make_the_time_line(editor, member):
    lesson = public_lesson(editor, 'pages')
    first, second = member.get(f'lessons/{lesson}/pages').json()['pages']
    assert (first['title'], first['body'], first['from_ms'], first['to_ms']) == ('第一页', '一\n\n二', 0, 10000)
    assert (second['from_ms'], second['to_ms'], second['picture']) == (10000, 15000, '')
    assert member.get(f'lessons/{lesson}').json()['duration_ms'] == 15000
    third = {'title': '新的一页', 'least_s': 0}
    pages = write(editor, lesson, 'pages', {'pages': [third, {**{'id': first['id']}, 'body': '改过'}]})['pages']
    assert [page['id'] for page in pages][1] == first['id'] and len(pages) == 2
    assert [(page['from_ms'], page['to_ms']) for page in pages] == [(0, 0), (0, 5000)]
    assert member.get(f'lessons/{lesson}').json()['duration_ms'] == 5000


@pytest.mark.parametrize('pages', [[{}], [{'title': '一', 'least_s': 3601}], [{'body': 'x' * 8001}],
                                   [{'title': '一'}] * 201, [{'body': 'a\x07'}], 'x'])
def test_bad_pages_change_nothing(editor, pages):
    _course, lesson = draft_lesson(editor, 'pages')
    before = editor.get(f'lessons/{lesson}/pages').json()
    assert_problem(editor.put(f'lessons/{lesson}/pages', json={'pages': [{'title': '零'}, *pages]}), 400, 'invalid')
    assert editor.get(f'lessons/{lesson}/pages').json() == before


def test_a_page_in_further_languages(editor, member):
    lesson = public_lesson(editor, 'pages')
    texts = [{'language': 'bo', 'title': 'ཀ', 'body': 'ཁ\n\nག'}, {'language': 'lis', 'title': 'ꓡ', 'body': ''}]
    write(editor, lesson, 'pages', {'pages': [{'title': '一', 'texts': texts}, {'title': '二'}]})
    assert [page['texts'] for page in member.get(f'lessons/{lesson}/pages').json()['pages']] == [texts, []]
    for wrong in ([*texts, texts[0]], [{**texts[0], 'language': 'no tag'}], [{**texts[0], 'body': 'x' * 8001}]):
        answer = editor.put(f'lessons/{lesson}/pages', json={'pages': [{'title': '一', 'texts': wrong}]})
        assert_problem(answer, 400, 'invalid')


# ---- two editors ----

def test_nobody_overwrites_what_she_has_not_seen(editor, server, member):
    for kind, empty in (('pages', {'pages': []}), ('quiz', {'questions': []})):
        lesson = public_lesson(editor, kind)
        path = f'lessons/{lesson}'
        seen = editor.get(f'{path}/{kind}').json()['revision']
        assert seen == editor.get(path).json()['revision']
        other = Program(server, 'demo-admin')
        match = {'If-Match': f'"{seen}"'}
        assert other.put(f'{path}/{kind}', json=empty, headers=match).json()['revision'] > seen
        kept = editor.get(f'{path}/{kind}').json()
        assert_problem(editor.put(f'{path}/{kind}', json=empty, headers=match), 412, 'stale')
        assert_problem(editor.patch(path, json={'title': '改'}, headers=match), 412, 'stale')
        assert editor.get(f'{path}/{kind}').json() == kept
        now = {'If-Match': f'"{kept["revision"]}"'}
        assert editor.patch(path, json={'title': '改'}, headers=now).json()['revision'] > kept['revision']
        assert 'revision' not in member.get(f'{path}/{kind}').json()


def test_who_changed_it_is_told_to_editors(editor, server, member):
    lesson = public_lesson(editor, 'quiz')
    course = editor.get(f'lessons/{lesson}').json()['course_id']
    assert editor.get(f'courses/{course}').json()['changed_by'] == editor.get('session').json()['account']['display_name']
    other = Program(server, 'demo-admin')
    other.patch(f'lessons/{lesson}', json={'summary': '改'})
    name = other.get('session').json()['account']['display_name']
    row = editor.get(f'courses/{course}').json()['lessons'][0]
    assert (row['changed_by'], row['changed_at'][:2]) == (name, '20')
    assert editor.get(f'lessons/{lesson}').json()['changed_by'] == name
    other.patch(f'courses/{course}', json={'summary': '改'})
    rows = {row['id']: row for row in editor.get('courses', params={'limit': 100}).json()['courses']}
    assert rows[course]['changed_by'] == name
    for answer in (member.get(f'courses/{course}'), member.get(f'lessons/{lesson}'), member.get('courses')):
        assert answer.status_code == 200 and 'changed_by' not in answer.text


# ---- quizzes ----

def test_a_quiz_tells_what_is_right_afterwards(editor, member, stranger):
    lesson = public_lesson(editor, 'quiz')
    assert editor.get(f'lessons/{lesson}/quiz').json()['questions'][0]['choices'][0]['is_right'] is True
    for reader in (member, stranger):
        text = reader.get(f'lessons/{lesson}/quiz').text
        assert 'is_right' not in text and 'explanation' not in text and '见《条例》' not in text
    one, two = member.get(f'lessons/{lesson}/quiz').json()['questions']
    assert (one['is_multiple'], two['is_multiple']) == (False, True)

    def attempt(*chosen):
        answers = [{'question_id': question['id'], 'chosen': list(places)}
                   for question, places in zip((one, two), chosen)]
        answer = member.post(f'lessons/{lesson}/answers', json={'answers': answers})
        assert answer.status_code == 201, answer.text
        return answer.json()
    result = attempt([0], [0])
    assert result['attempt']['n_right'] == 1 and result['attempt']['n_questions'] == 2
    assert [mark['is_right'] for mark in result['marks']] == [True, False]
    assert result['marks'][1]['right'] == [0, 1] and result['marks'][1]['chosen'] == [0]
    assert result['marks'][0]['explanation'] == QUESTIONS[0]['explanation']
    assert attempt([0], [1, 0])['attempt']['n_right'] == 2
    assert attempt()['attempt']['n_right'] == 0
    attempts = member.get(f'lessons/{lesson}/quiz').json()['attempts']
    assert [one['n_right'] for one in attempts] == [0, 2, 1]
    assert editor.get(f'lessons/{lesson}/quiz').json()['attempts'] == []  # these are another one's


def test_bad_answers(editor, member, stranger):
    lesson = public_lesson(editor, 'quiz')
    question = member.get(f'lessons/{lesson}/quiz').json()['questions'][0]['id']
    for answers in ([{'question_id': question, 'chosen': [2]}], [{'question_id': NOWHERE, 'chosen': []}],
                    [{'question_id': question, 'chosen': [0]}] * 2, [{'question_id': question, 'chosen': [0.5]}],
                    [{'question_id': question}]):
        assert_problem(member.post(f'lessons/{lesson}/answers', json={'answers': answers}), 400, 'invalid')
    assert member.get(f'lessons/{lesson}/quiz').json()['attempts'] == []
    assert_problem(stranger.post(f'lessons/{lesson}/answers', json={'answers': []}), 401, 'unauthenticated')
    for _ in range(30):
        assert member.post(f'lessons/{lesson}/answers', json={'answers': []}).status_code == 201
    assert_problem(member.post(f'lessons/{lesson}/answers', json={'answers': []}), 429, 'rate_limited')


@pytest.mark.parametrize('choices', [
    [{'text': '一', 'is_right': True}], [{'text': '一', 'is_right': False}, {'text': '二', 'is_right': False}],
    [{'text': '一', 'is_right': True}, {'text': ' ', 'is_right': False}]])
def test_bad_quizzes(editor, choices):
    _course, lesson = draft_lesson(editor, 'quiz')
    assert_problem(editor.put(f'lessons/{lesson}/quiz', json={'questions': [{'body': '？', 'choices': choices}]}),
                   400, 'invalid')
    assert len(editor.get(f'lessons/{lesson}/quiz').json()['questions']) == 2


# ---- questions to the teacher ----

def ask(client, lesson, body, **more):
    answer = client.post(f'lessons/{lesson}/questions', json={'body': body, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def bodies(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return [row['body'] for row in answer.json()['questions']]


def test_questions_and_answers(server, editor, member, stranger):
    lesson, clerk = public_lesson(editor, 'pages'), Program(server, 'demo-clerk')
    path = f'lessons/{lesson}/questions'
    made = ask(member, lesson, '第九秒\n是什么？', at_ms=9000)
    assert made['is_own'] and made['at_ms'] == 9000 and made['answered_at'] is None and not made['is_public']
    whole = ask(clerk, lesson, '整课')
    assert whole['at_ms'] is None
    assert bodies(member, path) == ['第九秒\n是什么？'] and bodies(stranger, path) == []
    assert bodies(editor, path) == ['整课', '第九秒\n是什么？']
    assert made['id'] in [row['id'] for row in editor.get('questions', params={'open': '1'}).json()['questions']]
    answer = {'body': '是这个。', 'is_public': False}
    assert_problem(member.post(f'questions/{made["id"]}/answer', json=answer), 403, 'forbidden')
    told = editor.post(f'questions/{made["id"]}/answer', json=answer).json()
    assert told['answer'] == '是这个。' and told['answered_by'] and told['asker_name']
    assert bodies(clerk, path) == ['整课']
    editor.post(f'questions/{made["id"]}/answer', json={**answer, 'is_public': True})
    seen = clerk.get(path).json()['questions'][1]
    assert seen['body'] == made['body'] and seen['asker_name'] == '' and not seen['is_own']
    assert bodies(stranger, path) == [made['body']]
    assert made['id'] not in [row['id'] for row in editor.get('questions', params={'open': '1'}).json()['questions']]
    assert_problem(member.delete(f'questions/{made["id"]}'), 409, 'conflict')
    assert_problem(member.delete(f'questions/{whole["id"]}'), 404, 'not_found')
    assert clerk.delete(f'questions/{whole["id"]}').status_code == 204
    assert bodies(editor, path) == [made['body']]


def test_too_many_and_too_long(server, editor, stranger):
    lesson, studio = public_lesson(editor, 'quiz'), Program(server, 'demo-studio')
    for body in ('', ' \n ', 'x' * 1001):
        assert_problem(studio.post(f'lessons/{lesson}/questions', json={'body': body}), 400, 'invalid')
    assert_problem(stranger.post(f'lessons/{lesson}/questions', json={'body': 'x'}), 401, 'unauthenticated')
    for n in range(10):
        ask(studio, lesson, str(n))
    assert_problem(studio.post(f'lessons/{lesson}/questions', json={'body': 'x'}), 429, 'rate_limited')


# ---- who may ----

def test_what_is_not_published_is_not_there(editor, member, stranger):
    course, lesson = draft_lesson(editor, 'quiz')
    for client in (member, stranger):
        for path in ('pages', 'quiz', 'questions'):
            assert_problem(client.get(f'lessons/{lesson}/{path}'), 404, 'not_found')
    assert_problem(member.post(f'lessons/{lesson}/answers', json={'answers': []}), 404, 'not_found')
    assert_problem(member.post(f'lessons/{lesson}/questions', json={'body': 'x'}), 404, 'not_found')
    assert_problem(member.put(f'lessons/{lesson}/quiz', json={'questions': []}), 403, 'forbidden')
    take_step(editor, course)
    assert len(member.get(f'lessons/{lesson}/quiz').json()['questions']) == 2
    take_step(editor, course, 'withdraw')
    assert_problem(member.get(f'lessons/{lesson}/quiz'), 404, 'not_found')


def test_it_survives_a_kill(yard):
    server = yard.start()
    editor = Program(server, 'demo-editor')
    lesson = public_lesson(editor, 'pages')
    asked = ask(Program(server, 'demo-member'), lesson, '在吗？')['id']
    server.kill()
    server.start()
    again = Program(server, 'demo-editor')
    assert len(again.get(f'lessons/{lesson}/pages').json()['pages']) == 2
    assert [row['id'] for row in again.get(f'lessons/{lesson}/questions').json()['questions']] == [asked]
