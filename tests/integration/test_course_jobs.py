"""tongping-course: jobs of each kind, broken off and gone on with, and the walls of the sandbox."""
import os
import pathlib
import pwd
import shutil
import signal
import subprocess

import pytest

from driver.course_corpus import AAC, KEYS, X264, clip, ffmpeg
from driver.course_tool import ENVIRONMENT, TOOL, Job, play, probe
from driver.waiting import wait_until


def picture_tracks(job):
    return job.assets('picture')[0].tracks


@pytest.fixture(scope='module')
def long_clip(tmp_path_factory):
    """24 s whose picture must be encoded."""
    path = tmp_path_factory.mktemp('long') / 'a.mkv'
    clip(path, '-c:v', 'mpeg4', '-q:v', '6', *AAC, seconds='24')
    return path


def segments_there(job, name='v180'):
    path = job.folder / 'out/a0' / f'{name}.part'
    return path.stat().st_size // 40 if path.exists() else 0


@pytest.fixture(scope='module')
def unbroken(long_clip):
    job = Job(long_clip.parent, long_clip, 'whole').choose_all()
    assert job.run() == 0
    return job


@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGTERM])
def test_goes_on_where_it_was_broken_off(long_clip, unbroken, tmp_path, how):
    job = Job(tmp_path, long_clip, 'broken').choose_all()
    child = job.start()
    wait_until(lambda: segments_there(job) >= 5 or child.poll() is not None,
               'five segments', deadline_s=60)
    child.send_signal(how)
    child.communicate(timeout=20)
    assert child.returncode == (3 if how == signal.SIGTERM else -signal.SIGKILL)
    kept = (job.folder / 'out/a0/v180.m4s').read_bytes()
    assert segments_there(job) >= 5 and not (job.folder / 'out/a0/asset.json').exists()
    assert job.run() == 0
    assert (job.folder / 'out/a0/v180.m4s').read_bytes()[:20000] == kept[:20000], 'it began anew'
    assert play(picture_tracks(job)) == ''
    for ours, theirs in zip(picture_tracks(job), picture_tracks(unbroken), strict=True):
        ours_seen, theirs_seen = ours.packets(), theirs.packets()
        assert ours.times == theirs.times and ours.end == theirs.end
        assert len(ours_seen) == len(theirs_seen)
        assert sorted(packet[0] for packet in ours_seen) == sorted(packet[0] for packet in theirs_seen)


def test_finished_assets_are_kept(tmp_path):
    clip(tmp_path / 'a.mp4', *X264, *KEYS, *AAC)
    job = Job(tmp_path, tmp_path / 'a.mp4').choose_all()
    assert job.run() == 0
    before = {path: path.stat().st_mtime_ns for path in job.folder.glob('out/*/*')}
    assert job.run() == 0
    assert [event['id'] for event in job.events if event['event'] == 'asset'] == ['a0', 'a1']
    assert {path: path.stat().st_mtime_ns for path in job.folder.glob('out/*/*')} == before


def test_large_picture_alone(tmp_path):
    """Nothing is encoded, so that small pictures out of large ones are what it costs: fewer of them."""
    clip(tmp_path / 'a.mp4', *X264, *KEYS, size='854x480', seconds='2', sound='')
    job = Job(tmp_path, tmp_path / 'a.mp4').choose_all()
    job.order['heights'] = [1080]
    assert job.run() == 0
    picture = job.assets('picture')[0]
    assert [(track.facts['name'], track.facts['is_copy']) for track in picture.tracks] == [('v480', True)]
    assert picture.facts['sprites']['every_ms'] == 20_000


def test_output_has_a_limit(tmp_path):
    clip(tmp_path / 'a.mp4', *X264, *KEYS, *AAC)
    job = Job(tmp_path, tmp_path / 'a.mp4').choose_all()
    job.order['max_bytes'] = 100_000
    assert job.run() == 1
    assert job.events[-1]['problem'] == 'Preparing the file gives more bytes than one lesson may have.'


def test_full_disk_is_tried_again(tmp_path):
    """A file system of 1 MiB; what was done is still there when there is room."""
    small = tmp_path / 'small'
    small.mkdir()
    if os.geteuid() != 0 or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=12m', 'none', small]).returncode:
        pytest.skip('needs root')
    try:
        clip(tmp_path / 'a.mp4', *X264, *KEYS, *AAC, size='320x180', seconds='30')
        job = Job(small, tmp_path / 'a.mp4').choose_all()
        filler = small / 'filler'
        room = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
        filler.write_bytes(bytes(max(room - 100_000, 0)))
        assert job.run() == 3
        assert job.events[-1]['problem'].startswith('The disk is full')
        filler.unlink()
        assert job.run() == 0
    finally:
        subprocess.run(['umount', small], check=True)


def made_picture(tmp_path):
    """courses/ with a finished picture of 6 s."""
    clip(tmp_path / 'a.mp4', *X264, *KEYS, *AAC, seconds='6')
    job = Job(tmp_path, tmp_path / 'a.mp4', 'first').choose_all()
    assert job.run() == 0
    (tmp_path / 'assets').mkdir()
    os.rename(job.folder / 'out/a0', tmp_path / 'assets/p0')
    return tmp_path / 'assets/p0'


@pytest.mark.parametrize('seconds, warning', [
    ('6', None), ('3', 'The sound is more than a second shorter'),
    ('9', 'The sound is more than a second longer')])
def test_dub(tmp_path, seconds, warning):
    made_picture(tmp_path)
    ffmpeg('-f', 'lavfi', '-i', f'sine=frequency=500:duration={seconds}', tmp_path / 'dub.wav')
    job = Job(tmp_path, tmp_path / 'dub.wav', 'dub')
    job.order.update(kind='sound', picture='assets/p0', assets=[{'id': 's', 'kind': 'sound', 'stream': 0}])
    assert job.run() == 0, job.events
    sound = job.asset('s')
    assert abs(sound.tracks[0].end - 6) < 0.0215 and len(sound.tracks[0].rows) == 3
    assert sound.facts.get('warning', '').startswith(warning or '') and bool(sound.facts.get('warning')) == bool(warning)
    assert sound.facts['own_duration_us'] == pytest.approx(float(seconds) * 1e6, abs=50_000)
    loudness = ['-af', 'ebur128=framelog=verbose', '-f', 'null', '-']
    said = subprocess.run(['ffmpeg', '-hide_banner', '-i', sound.tracks[0].path, *loudness], capture_output=True, text=True)
    if seconds == '6':  # mono counts on both sides: 3 LU
        measured = float(said.stderr.split('I:')[-1].split()[0])
        assert measured + 3 == pytest.approx(-23, abs=0.7)


def test_dub_without_its_picture(tmp_path):
    ffmpeg('-f', 'lavfi', '-i', 'sine=duration=2', tmp_path / 'dub.wav')
    job = Job(tmp_path, tmp_path / 'dub.wav')
    job.order.update(kind='sound', picture='assets/none', assets=[{'id': 's', 'kind': 'sound', 'stream': 0}])
    assert job.run() == 1
    assert job.events[-1]['problem'] == 'The picture that the sound belongs to cannot be read.'


def test_subtitles_of_gb18030(tmp_path):
    text = '1\r\n00:00:01,000 --> 00:00:02,000\r\n全县动员，做好冬季防火工作\r\n\r\n'
    (tmp_path / 'a').write_bytes(text.encode('gb18030'))
    job = Job(tmp_path, tmp_path / 'a')
    job.order.update(kind='subtitle', duration_us=5_000_000, assets=[{'id': 's', 'kind': 'subtitle'}])
    assert probe(tmp_path / 'a')[1]['kind'] == 'subtitle'
    assert job.run() == 0, job.events
    assert '全县动员' in (job.folder / 'out/s/cues.vtt').read_text('utf-8')


def make_pdf(path, pages):
    """A PDF whose pages are A4 with a word each."""
    objects = ['<< /Type /Catalog /Pages 2 0 R >>',
               f"<< /Type /Pages /Count {pages} /Kids [{' '.join(f'{4 + 2 * i} 0 R' for i in range(pages))}] >>",
               '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>']
    for i in range(pages):
        text = f'BT /F1 48 Tf 100 700 Td (page {i + 1}) Tj ET'
        objects += [f'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R '
                    '/Resources << /Font << /F1 3 0 R >> >> >>',
                    f'<< /Length {len(text)} >>\nstream\n{text}\nendstream']
    out, offsets = '%PDF-1.4\n', []
    for i, body in enumerate(objects):
        offsets.append(len(out))
        out += f'{i + 1} 0 obj\n{body}\nendobj\n'
    table = ''.join(f'{offset:010d} 00000 n \n' for offset in offsets)
    path.write_text(f'{out}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n'
                    f'<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n')


def document(tmp_path, source, kind='document'):
    job = Job(tmp_path, source)
    job.order.update(kind=kind, assets=[{'id': 'd', 'kind': 'document'}])
    return job


def test_document(tmp_path):
    make_pdf(tmp_path / 'a.pdf', 3)
    assert probe(tmp_path / 'a.pdf')[1]['pages'] == 3
    job = document(tmp_path, tmp_path / 'a.pdf')
    assert job.run() == 0, (job.events, job.complaint)
    pages = job.asset('d').facts['pages']
    assert [page['file'] for page in pages] == ['p1.jpg', 'p2.jpg', 'p3.jpg']
    assert 1230 <= pages[0]['width'] <= 1245 and 1750 <= pages[0]['height'] <= 1760
    assert (job.folder / 'out/d/s3.jpg').read_bytes()[:2] == b'\xff\xd8'


def test_document_of_too_many_pages(tmp_path):
    make_pdf(tmp_path / 'a.pdf', 301)
    job = document(tmp_path, tmp_path / 'a.pdf')
    assert job.run() == 1 and job.events[-1]['problem'] == 'The document has more than 300 pages.'


def test_document_that_is_damaged(tmp_path):
    (tmp_path / 'a.pdf').write_text('%PDF-1.4\nnothing\n')
    job = document(tmp_path, tmp_path / 'a.pdf')
    assert job.run() == 1 and job.events[-1]['problem'].startswith('The document is damaged')


def test_still_picture(tmp_path):
    ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=2600x1300:rate=1', '-frames:v', '1', tmp_path / 'a.png')
    job = document(tmp_path, tmp_path / 'a.png', 'picture')
    assert job.run() == 0, (job.events, job.complaint)
    assert job.asset('d').facts['pages'] == [{'file': 'p1.jpg', 'small': 's1.jpg', 'width': 2000, 'height': 1000}]


# ---- the sandbox ----

WALLS = {'own-folder', 'read-outside', 'write-outside', 'connect', 'fork', 'execute', 'ptrace', 'mount',
         'memory', 'file-size', 'cpu-time', 'descriptors'}
# A sanitizer's shadow is larger than any limit of memory (media/course/sandbox.h).
if b'libasan' in pathlib.Path(TOOL).read_bytes():
    WALLS.remove('memory')


def check_walls(folder, **more):
    done = subprocess.run([TOOL, 'sandbox-check', '--folder', folder], capture_output=True, text=True,
                          env={**ENVIRONMENT, **more})
    assert done.returncode == 0, done.stdout + done.stderr
    assert {line.split()[0]: line.split()[1] for line in done.stdout.splitlines()} == dict.fromkeys(WALLS, 'closed')


def test_sandbox_has_no_hole(tmp_path):
    check_walls(tmp_path)


def test_sandbox_without_landlock(tmp_path):
    """A root folder of its own hides what Landlock would."""
    if subprocess.run(['unshare', '--user', '--map-root-user', '--mount', 'true']).returncode:
        pytest.skip('needs name spaces')
    check_walls(tmp_path, TONGPING_COURSE_NO_LANDLOCK='1')


def test_sandbox_of_an_ordinary_user(tmp_path):
    if os.geteuid() != 0:
        pytest.skip('is one already')
    folder = pathlib.Path('/tmp') / f'tongping-walls-{os.getpid()}'
    tool = folder / 'tool'
    nobody = pwd.getpwnam('nobody')
    folder.mkdir()
    try:
        shutil.copy(TOOL, tool)
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        done = subprocess.run([tool, 'sandbox-check', '--folder', folder], capture_output=True, text=True,
                              user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], env=ENVIRONMENT)
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        shutil.rmtree(folder)


def test_runs_when_nobody_else_wants_to(tmp_path):
    clip(tmp_path / 'a.mkv', '-c:v', 'mpeg4', seconds='20', size='1280x720', sound='')
    job = Job(tmp_path, tmp_path / 'a.mkv').choose_all().write()
    plain = {name: value for name, value in ENVIRONMENT.items() if name != 'TONGPING_COURSE_NOT_IDLE'}
    child = subprocess.Popen([TOOL, 'prepare', '--folder', job.folder], env=plain, stdout=subprocess.PIPE)
    try:
        child.stdout.readline()  # it has begun
        assert os.sched_getscheduler(child.pid) == os.SCHED_IDLE
        assert os.getpriority(os.PRIO_PROCESS, child.pid) == 19
        assert len(os.listdir(f'/proc/{child.pid}/task')) == 1
    finally:
        child.kill()
        child.wait()
