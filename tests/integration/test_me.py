"""One's own page: what the server knows of oneself, and who looked at it."""
import pytest
from driver.api import Program, assert_problem
from driver.openapi import OpenApi
from driver.two_towns import County

OPENAPI = OpenApi()


@pytest.fixture
def county(server, request):
    return County(server, request.node.name[5:35])


def myself(client):
    answer = client.get('me')
    assert answer.status_code == 200, answer.text
    OPENAPI.check(answer)
    return answer.json()


def seen(client):
    """(who, what), newest first, without what the making of the account left."""
    return [(row['by'], row['action']) for row in myself(client)['seen_by']
            if row['by'] != '示例管理员']


def test_a_member_sees_her_record(county):
    her = county.activated('王小芳', 'east1', phone='13955507788')
    mine = myself(her)
    assert (mine['display_name'], mine['roles'], mine['appointments']) == ('王小芳', ['member'], [])
    assert (mine['member']['id'], mine['member']['name']) == (her.member, '王小芳')
    assert mine['member']['phone'] == '139****7788'
    assert [row['unit_id'] for row in mine['member']['memberships']] == [county.units['east1']]
    assert_problem(her.get(f'members/{her.member}'), 403, 'forbidden')


def test_a_member_sees_who_looked(county):
    her = county.activated('王小芳', 'east1', phone='13955507788')
    assert seen(her) == []
    assert county.east.get(f'members/{her.member}').status_code == 200
    assert county.east.post(f'members/{her.member}/numbers').status_code == 200
    assert_problem(county.west.get(f'members/{her.member}'), 404, 'not_found')  # saw nothing
    east = myself(county.east)['display_name']
    assert seen(her) == [(east, 'member.numbers'), (east, 'member.see')]
    assert all(row['at'].endswith('Z') for row in myself(her)['seen_by'])


def test_her_own_reading_is_left_out(county):
    her = county.activated('王小芳', 'east1')
    account = her.get('session').json()['account']['id']
    row = county.admin.post('appointments', json={
        'member_id': her.member, 'role': 'clerk', 'unit_id': county.units['east']})
    assert row.status_code == 201 and row.json()['account_id'] == account
    assert her.get(f'members/{her.member}').status_code == 200
    assert seen(her) == []
    mine = myself(her)
    assert mine['roles'] == ['member']  # what holds everywhere
    assert [(held['role'], held['unit_id']) for held in mine['appointments']] == [
        ('clerk', county.units['east'])]
    assert her.get('session').json()['account']['roles'] == ['clerk', 'member']


def test_who_is_nobody_of_the_roster(county, server):
    mine = myself(Program(server, 'demo-auditor'))
    assert 'member' not in mine and mine['seen_by'] == []
    assert mine['roles'] == ['auditor']


def test_a_member_without_an_account_cannot_be_appointed(county):
    member = county.member('李大', 'east1')['id']
    body = {'member_id': member, 'role': 'clerk', 'unit_id': county.units['east1']}
    refused = county.admin.post('appointments', json=body)
    assert_problem(refused, 409, 'conflict')
    assert 'activation code' in refused.json()['detail']
    head = county.clerk('head-west', 'west', role='administrator')
    hidden = head.post('appointments', json={**body, 'unit_id': county.units['west']})
    assert_problem(hidden, 404, 'not_found')
