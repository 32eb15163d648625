"""Units and members for tests: made through the API, looked at in the database."""
import contextlib
import csv
import io
import sqlite3

from .waiting import wait_until

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(birth='19870305', order=1, place='110105'):
    """With its check character, GB 11643-1999."""
    digits = f'{place}{birth}{order:03d}'
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits))
    return digits + '10X98765432'[total % 11]


@contextlib.contextmanager
def database(server):
    """Of a server that runs or not."""
    found = [path for path in server.data.iterdir() if path.suffix == '.db']
    assert len(found) == 1, found
    connection = sqlite3.connect(found[0], timeout=10)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def query(server, sql, *values):
    with database(server) as connection:
        return connection.execute(sql, values).fetchall()


def make_unit(admin, name, parent_id=None):
    body = {'name': name, **({'parent_id': parent_id} if parent_id else {})}
    answer = admin.post('units', json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()['id']


def bring_members(server, admin, unit_id, people):
    """`people`: (name, identity number or '', phone or ''). Name → member id."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(['姓名', '身份证号', '手机号', '所在党支部'])
    unit_name = query(server, 'SELECT name FROM unit WHERE id = ?', unit_id)[0][0]
    for name, number, phone in people:
        writer.writerow([name, number, phone, unit_name])
    parent = query(server, 'SELECT parent_id FROM unit WHERE id = ?', unit_id)[0][0]
    where = {'unit': parent} if parent else {}
    answer = admin.post('imports', params={'kind': 'members', 'name': 'people.csv', **where},
                        data=out.getvalue().encode())
    assert answer.status_code == 201, answer.text
    path = f'imports/{answer.json()["id"]}'
    ready = wait_until(lambda: (state := admin.get(path).json())['state'] in ('ready', 'failed') and state,
                       'the file is read')
    assert ready['state'] == 'ready' and ready['counts']['wrong'] == 0, (
        ready, admin.get(f'{path}/rows').text)
    assert admin.post(f'{path}/apply').status_code in (200, 202)
    done = wait_until(lambda: (state := admin.get(path).json())['state'] in ('done', 'failed') and state,
                      'the file is written')
    assert done['state'] == 'done', done
    names = [name for name, _, _ in people]
    marks = ','.join('?' * len(names))
    return dict(query(server, f'SELECT name, id FROM member WHERE name IN ({marks})', *names))


def appoint(server, account_name, role, unit_id):
    """Roles of catalog/store/role.h as numbers."""
    with database(server) as connection:
        connection.execute(
            "INSERT INTO appointment (id, account_id, role, unit_id, appointed_by, appointed_at_us)"
            " SELECT lower(hex(randomblob(16))), id, ?, ?, 'test', 1 FROM account WHERE name = ?",
            (role, unit_id, account_name))
        connection.execute('UPDATE account SET appointed_roles = appointed_roles | ? WHERE name = ?',
                           (role, account_name))
