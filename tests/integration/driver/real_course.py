"""Lessons made of real files by the real tool on a running server, and played as a player would."""
import pathlib
import re
import stat
import urllib.parse

from driver import tus
from driver.api import Program
from driver.course_tool import TOOL
from driver.raw_http import RawHttp
from driver.waiting import wait_until

ENDED = ('done', 'failed', 'cancelled')


def held_tool(folder):
    """The real tool, which prepares nothing while `folder`/hold is there."""
    path = pathlib.Path(folder) / 'held-tool'
    path.write_text(f'#!/bin/sh\nif [ "$1" = prepare ]; then\n    while [ -e "{folder}/hold" ]; do sleep 0.05; done\n'
                    f'fi\nexec "{TOOL}" "$@"\n', encoding='utf-8')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def settings(tool=TOOL, **more):
    return {'course': {'tool': str(tool), 'min_free': '1MiB', **more}}


def bring(server, lesson, path, purpose='video', **more):
    """The whole file; the id of its job."""
    data = pathlib.Path(path).read_bytes()
    about = tus.about(lesson, pathlib.Path(path).name, purpose, **more)
    answer = tus.create(Program(server, 'demo-editor'), len(data), about, data=data)
    assert answer.status_code == 201, answer.text
    return answer.headers['Location'].rsplit('/', 1)[1]


def job_of(server, job):
    jobs = Program(server, 'demo-editor').get('jobs').json()['jobs']
    return next(row for row in jobs if row['id'] == job)


def wait_job(server, job, *states):
    return wait_until(lambda: (row := job_of(server, job))['state'] in (states or ENDED) and row,
                      f'the end of {job}', deadline_s=90)


def prepare(server, lesson, path, *rest, **more):
    ended = wait_job(server, bring(server, lesson, path, *rest, **more))
    assert ended['state'] == 'done', ended
    return ended


class Playing:
    """A viewing; paths are below its base_url."""

    def __init__(self, server, client, lesson):
        self.server = server
        answer = client.post('viewings', json={'lesson_id': lesson, 'device': '测试'})
        assert answer.status_code == 201, answer.text
        self.base = urllib.parse.urlsplit(answer.json()['base_url']).path

    def get(self, name, status=200):
        with RawHttp(self.server) as http:
            answer = http.request('GET', self.base + name)
        assert status is None or answer.status == status, (name, answer.status, answer.body[:300])
        return answer

    def text(self, name):
        return self.get(name).body.decode()

    def check_plays(self):
        """Every playlist of the lesson has segments, and the first of each is there."""
        master = self.text('master.m3u8')
        lists = re.findall(r'^(?!#)(\S+?\.m3u8)', master, re.M) + re.findall(r'URI="([^"?]+\.m3u8)', master)
        assert lists, master
        for name in lists:
            playlist = self.text(name)
            segments = re.findall(r'^(?!#)(\S+)$', playlist, re.M)
            assert segments, playlist
            folder = name.rpartition('/')[0]
            path = segments[0].partition('?')[0]
            self.get(f'{folder}/{path}' if folder else path)
        return master
