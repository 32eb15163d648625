"""Courses as an editor makes them; what a job would have prepared is put into the tables."""
import sqlite3
import time
import uuid

from .api import API


def make_course(client, title='党的建设工作条例解读', **more):
    answer = client.post('courses', json={'title': title, 'audience': 'public', **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers['Location'] == f"/{API.strip('/')}/courses/{answer.json()['id']}"
    return answer.json()


def make_lesson(client, course, title='第一课', **more):
    answer = client.post(f'courses/{course}/lessons', json={'kind': 'video', 'title': title, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def put_asset(server, lesson, kind='picture', language='', **more):
    """A row that is ready; its id."""
    row = {'id': str(uuid.uuid4()), 'lesson_id': lesson, 'kind': kind, 'position': 1,
           'language': language, 'state': 'ready', 'duration_ms': 60000, 'bytes': 1000,
           'created_at_us': time.time_ns() // 1000, 'changed_at_us': time.time_ns() // 1000, **more}
    with sqlite3.connect(server.data / 'tongping.db', timeout=10) as database:
        database.execute('PRAGMA foreign_keys = ON')
        database.execute(f"INSERT INTO asset ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                         list(row.values()))
        database.execute('UPDATE lesson SET duration_ms = 60000 WHERE id = ?', [lesson])
    return row['id']


def take_step(client, course, word='publish', status=200):
    answer = client.post(f'courses/{course}/steps', json={'step': word})
    assert answer.status_code == status, answer.text
    return answer.json()


def show(client, lesson, is_shown=True):
    answer = client.patch(f'lessons/{lesson}', json={'is_shown': is_shown})
    assert answer.status_code == 200, answer.text


def make_published(server, client, title='党的建设工作条例解读', **more):
    """A course with one lesson that can be seen: (course, lesson), both ids."""
    course = make_course(client, title, **more)['id']
    lesson = make_lesson(client, course)['id']
    put_asset(server, lesson)
    put_asset(server, lesson, 'sound', 'zh')
    show(client, lesson)
    take_step(client, course)
    return course, lesson


def titles(answer):
    assert answer.status_code == 200, answer.text
    return [row['title'] for row in answer.json()['courses']]
