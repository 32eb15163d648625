"""kill -9 at any moment: what was confirmed is there, and clients find their way back."""
import threading

from driver.api import Browser, Program, signed_in
from driver.seat import Seat

PASSWORD = 'a long enough password 1'


def test_what_was_confirmed_survives(yard):
    server = yard.start()
    admin = Program(server, 'demo-admin')
    browser = signed_in(server, 'demo-member')
    token = browser.post('tokens', json={'label': 'x', 'days': 1}).json()['token']
    made = admin.post('accounts', json={'name': 'survivor', 'display_name': 'x',
                                        'password': PASSWORD, 'roles': ['clerk']})
    assert made.status_code == 201
    server.kill()
    server.start()
    again = Browser(server)
    again.cookies.update(browser.cookies)
    assert again.get('session').json()['account']['name'] == 'demo-member'
    assert Program(server, token).get('session').status_code == 200
    assert Program(server, 'demo-admin').get(f'accounts/{made.json()["id"]}').status_code == 200
    assert signed_in(server, 'survivor', PASSWORD)


def test_kill_while_writing(yard):
    """Accounts are made until the server dies: every one whose 201 arrived is there afterwards."""
    server = yard.start()
    confirmed = []

    def write():
        admin = Program(server, 'demo-admin')
        try:
            for number in range(500):
                answer = admin.post('accounts', json={
                    'name': f'account-{number}', 'display_name': 'x', 'password': PASSWORD,
                    'roles': ['member']})
                if answer.status_code == 201:
                    confirmed.append(answer.json()['id'])
                    if len(confirmed) == 5:
                        enough.set()
        except OSError:
            pass  # the server has died: requests' errors are OSErrors

    enough = threading.Event()
    writer = threading.Thread(target=write)
    writer.start()
    assert enough.wait(60)
    server.kill()
    writer.join()
    server.start()
    admin = Program(server, 'demo-admin')
    missing = [identity for identity in confirmed
               if admin.get(f'accounts/{identity}').status_code != 200]
    assert not missing


def test_clients_come_back_after_a_kill(yard):
    server = yard.start()
    browser = signed_in(server, 'demo-member')
    seat = Seat(server, secret=browser.secret(), origin=server.url)
    resume = seat.hello()['resume']
    server.kill()
    assert seat.wait_closed() == 1006
    seat.close()
    server.command[server.command.index('--listen') + 1] = server.host
    server.start()
    with Seat(server, secret=browser.secret(), origin=server.url) as again:
        # The seat itself was in memory; the client is not asked to sign in, it gets a new one.
        assert again.hello(resume=resume)['account']['name'] == 'demo-member'


def test_killed_again_and_again(yard):
    """Also while it starts, recovers and stops."""
    server = yard.start()
    for _ in range(5):
        server.kill()
        server.launch()
        server.kill()
        server.start()
        assert Program(server, 'demo-admin').get('session').status_code == 200
