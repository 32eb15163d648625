"""Fixtures: a server of the module's own, or one of the test's own. On failure its log and data stay
behind and the path is printed; every server must end with 0 on SIGTERM and without a sanitizer's
report."""
import pathlib
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from driver.pages import make_pages  # noqa: E402
from driver.server import BINARY, Server  # noqa: E402

KEPT = []


def pytest_configure(config):
    config.addinivalue_line('markers', 'realtime: media run by the clock: alone, without other tests '
                            'beside them')


def pytest_sessionfinish(session):
    if hasattr(session.config, 'workeroutput'):
        session.config.workeroutput['kept'] = [(name, str(folder)) for name, folder in KEPT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Of pytest-xdist: a worker hands on what it kept."""
    KEPT.extend(getattr(node, 'workeroutput', {}).get('kept', []))


def pytest_sessionstart(session):
    if not pathlib.Path(BINARY).is_file():
        pytest.exit(f'there is no server at {BINARY}: build it by "scripts/test unit", or set '
                    'TONGPING_BIN', returncode=2)


def pytest_terminal_summary(terminalreporter):
    for name, folder in KEPT:
        terminalreporter.write_line(f'log and data of {name}: {folder}')


class Yard:
    """A folder with the servers that were started in it."""

    def __init__(self, name):
        self.name = name
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='tongping-'))
        self.servers = []

    def server(self, name='server', **options):
        """A server that is not started yet."""
        server = Server(self.folder / name, **options)
        self.servers.append(server)
        return server

    def start(self, name='server', **options):
        return self.server(name, **options).start()

    def path(self, name):
        return self.folder / name

    def close(self, failed):
        problems = []
        for server in self.servers:
            if server.is_running():
                status = server.stop()
                if status != 0:
                    problems.append(f'exit status {status} after SIGTERM: {server.log_text()[-2000:]}')
            problems += server.sanitizer_reports()
        if failed or problems:
            KEPT.append((self.name, self.folder))
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
        assert not problems, '\n'.join(problems)


def open_yard(request, name):
    yard = Yard(name)
    failed_before = request.session.testsfailed
    try:
        yield yard
    finally:
        yard.close(request.session.testsfailed > failed_before or
                   getattr(request.node, 'failed_here', False))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    outcome = yield
    if outcome.get_result().failed:
        item.failed_here = True  # testsfailed counts a test only after its fixtures have ended


@pytest.fixture
def yard(request):
    """For tests that start, break and restart servers of their own."""
    yield from open_yard(request, request.node.name)


@pytest.fixture(scope='module')
def module_yard(request):
    yield from open_yard(request, request.module.__name__)


@pytest.fixture(scope='module')
def server(module_yard, request):
    """One sample county for all tests of a module, with small pages; SETTINGS of the module are its
    settings."""
    settings = dict(getattr(request.module, 'SETTINGS', {}))
    settings.setdefault('web', {'directory': make_pages(module_yard.path('web') / 'pages')})
    return module_yard.start(settings=settings)
