"""Lessons beyond video as an editor makes them."""
from .course import make_course, make_lesson, show, take_step

QUESTIONS = [
    {'body': '支部委员会每届任期几年？', 'explanation': '见《条例》。',
     'choices': [{'text': '三年', 'is_right': True}, {'text': '五年', 'is_right': False}]},
    {'body': '“三会一课”包括哪些？',
     'choices': [{'text': '支部党员大会', 'is_right': True}, {'text': '支部委员会', 'is_right': True},
                 {'text': '茶话会', 'is_right': False}]},
]
CONTENT = {
    'pages': ('pages', {'pages': [{'title': '第一页', 'body': '一\n\n二', 'least_s': 10}, {'body': '三'}]}),
    'quiz': ('quiz', {'questions': QUESTIONS}),
}


def write(client, lesson, what, body, status=200):
    answer = client.put(f'lessons/{lesson}/{what}', json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def draft_lesson(client, kind, **more):
    """(course, lesson): written, shown, but the course is a draft."""
    course = make_course(client, f'课程 {kind}', **more)['id']
    lesson = make_lesson(client, course, kind=kind)['id']
    write(client, lesson, *CONTENT[kind])
    show(client, lesson)
    return course, lesson


def public_lesson(client, kind, **more):
    """Its id."""
    course, lesson = draft_lesson(client, kind, **more)
    take_step(client, course)
    return lesson
