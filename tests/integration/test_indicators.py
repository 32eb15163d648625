"""Figures from elsewhere in the ranking of units: one writes, another publishes, the ledger has it; drafts count only for
who asks to see them."""
import datetime
import io

import openpyxl
import pytest
from driver.api import assert_problem
from driver.openapi import OpenApi
from driver.roster import query
from driver.two_towns import County

OPENAPI = OpenApi()
YEAR = datetime.date.today().year


@pytest.fixture
def county(server, request):
    return County(server, request.node.name[5:35])


def good(answer, status=200):
    assert answer.status_code == status, answer.text
    OPENAPI.check(answer)
    return answer.json() if answer.content else None


def draft(county, values, **more):
    return {'unit_id': county.units['county'], 'year': YEAR, 'name': '安全生产', 'measure': '分', 'weight': 50,
            'is_higher_better': True, 'source': '县应急管理局', 'is_preview': False,
            'values': [{'unit_id': county.units.get(unit, unit), 'value': value} for unit, value in values], **more}


def write(client, body):
    return good(client.post('indicators', json=body), 201)['indicator']


def publish(client, indicator):
    return client.post(f'indicators/{indicator["id"]}/publish', json={'revision': indicator['revision']})


def ranking(county, **params):
    return good(county.admin.get('reports/units', params={'unit': county.units['county'], **params}))


def crowd(county):
    for village in 'east1', 'west1':
        for number in range(10):
            county.member(f'{village}人{number:02d}', village)


def standing(answer):
    return [(row['unit_name'].rsplit('-', 1)[1], row.get('rank'), row.get('score')) for row in answer['rows']]


def leaves(county, indicator):
    return [text for text, in query(county.server, "SELECT text FROM ledger_leaf WHERE kind = 'indicator' AND subject_id = ?"
                                                   ' ORDER BY leaf_index', indicator['id'])]


def test_two_persons_and_the_ledger(county):
    other = county.clerk('second', 'county', role='administrator')
    crowd(county)
    assert standing(ranking(county)) == [('east', None, None), ('west', None, None)]  # nobody has anything: no ranks
    made = write(county.admin, draft(county, [('east', 80500), ('west', 92000)]))
    assert (made['state'], made['revision'], 'leaf' in made) == ('draft', 1, False)
    assert standing(ranking(county)) == [('east', None, None), ('west', None, None)]
    seen = ranking(county, draft=1)
    # attended is none, hours 0 × 40, met 0 × 20, the best 1000 × 50: 50000 / 110
    assert standing(seen) == [('west', 1, 454), ('east', 2, 0)]
    assert seen['formula']['with_drafts'] and seen['formula']['indicators'][0]['state'] == 'draft'
    assert not leaves(county, made)

    problem = publish(county.admin, made)
    assert_problem(problem, 409, 'conflict')
    assert 'somebody else' in problem.json()['detail']
    put = {key: value for key, value in draft(county, [('east', 93000), ('west', 92000)]).items()
           if key not in ('unit_id', 'year')}
    changed = good(county.admin.put(f'indicators/{made["id"]}', json={**put, 'weight': 60}))['indicator']
    assert changed['revision'] == 2
    assert_problem(publish(other, made), 412, 'stale')
    done = good(publish(other, changed))
    assert (done['state'], done['published_by']) == ('published', f'书记 {county.name}-second')
    assert_problem(publish(other, changed), 409, 'conflict')
    assert_problem(county.admin.put(f'indicators/{made["id"]}', json=put), 409, 'conflict')

    answer = ranking(county)
    assert standing(answer) == [('east', 1, 60000 // 120), ('west', 2, 0)]
    assert answer['rows'][0]['indicators'] == '安全生产 93分 → 100%'
    term, = answer['formula']['indicators']
    assert [term[key] for key in ('name', 'weight', 'source', 'published_by')] == [
        '安全生产', 60, '县应急管理局', f'书记 {county.name}-second']
    text, = leaves(county, made)
    assert text.startswith('tongping-indicator 1\n') and '\nrevision 2\n' in text and '\nweight 60\nbetter higher\n' in text
    assert f'\nvalue {county.units["east"]} 93000 -\n' in text and f'\nvalue {county.units["west"]} 92000 -\n' in text

    assert_problem(county.admin.delete(f'indicators/{made["id"]}'), 400, 'invalid')
    good(county.admin.delete(f'indicators/{made["id"]}', params={'reason': '来源更正'}), 204)
    assert_problem(county.admin.delete(f'indicators/{made["id"]}', params={'reason': '来源更正'}), 409, 'conflict')
    assert standing(ranking(county, draft=1)) == [('east', None, None), ('west', None, None)]
    assert leaves(county, made)[1].startswith(f'tongping-indicator-withdrawn 1\nid {made["id"]}\n')
    row, = good(county.admin.get('indicators', params={'unit': county.units['county'], 'year': YEAR}))
    assert (row['state'], row['withdrawn_reason']) == ('withdrawn', '来源更正')
    again = write(county.admin, draft(county, [('east', 1)]))  # made anew under the same name
    good(county.admin.delete(f'indicators/{again["id"]}'), 204)
    assert len(good(county.admin.get('indicators', params={'unit': county.units['county']}))) == 1


def test_the_less_the_better_and_who_has_no_value(county):
    other = county.clerk('second', 'county', role='administrator')
    crowd(county)
    body = draft(county, [('east', 3000), ('west', 1000)], name='信访', is_higher_better=False, weight=100)
    good(publish(other, write(county.admin, body)))
    assert standing(ranking(county)) == [('west', 1, 100000 // 160), ('east', 2, 0)]
    alone = draft(county, [('east', 5000)], name='独有', weight=100)
    good(publish(other, write(county.admin, alone)))
    assert standing(ranking(county)) == [('west', 1, 625), ('east', 2, 0)]  # one value tells nothing apart
    waiting = write(county.admin, draft(county, [('east', 9000), ('west', 1000)], name='待定'))
    unit = county.units['county']

    def above(**params):
        answer = county.admin.get('reports/units/file', params={'unit': unit, 'format': 'xlsx', **params})
        assert answer.status_code == 200, answer.text
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        return [row[0].value for row in sheet.iter_rows(max_row=4)][2]

    assert '信访 × 100（越低越好，来源：县应急管理局' in above() and '草案' not in above() and '待定' not in above()
    assert above(draft=1).startswith('【含草案') and '待定【草案，未发布】' in above(draft=1)
    table = county.admin.get('reports/units/file', params={'unit': unit, 'format': 'csv', 'draft': 1}).text
    assert '待定（草案） 9分 → 100%' in table and '信访 3分 → 0%' in table
    assert_problem(county.admin.get('reports/units', params={'draft': 'yes'}), 400, 'invalid')
    assert waiting['state'] == 'draft'


def test_bad_rows_have_a_sentence_and_nothing_is_stored(county):
    body = draft(county, [('east', 1), ('nowhere', 2), ('east', 3), ('county', 4), ('west', 10**13)])
    answer = good(county.admin.post('indicators', json=body, headers={'Accept-Language': 'zh-CN'}))
    assert [(fault['row'], fault['problem']) for fault in answer['faults']] == [
        (1, '下级中没有这个组织。'), (2, '这个组织已经有数值。'), (3, '下级中没有这个组织。'), (4, '这个数值超出范围。')]
    assert not answer['is_stored'] and 'indicator' not in answer
    preview = good(county.admin.post('indicators', json=draft(county, [('east', 1)], is_preview=True)))
    assert preview == {'is_stored': False, 'faults': []}
    assert good(county.admin.get('indicators', params={'unit': county.units['county']})) == []
    write(county.admin, draft(county, [('east', 1)]))
    assert_problem(county.admin.post('indicators', json=draft(county, [('west', 1)])), 409, 'conflict')
    assert_problem(county.admin.post('indicators', json=draft(county, [('east', 1)], name='  ')), 400, 'invalid')


def test_who_sees_and_who_writes(county):
    lead = county.clerk('lead', 'east', role='administrator')
    made = write(county.admin, draft(county, [('east', 1000), ('west', 2000)]))
    row, = good(county.east.get('indicators', params={'year': YEAR}))
    assert [value['unit_id'] for value in row['values']] == [county.units['east']]  # what others have is not told
    assert_problem(county.east.post('indicators', json=draft(county, [('east1', 1)])), 403, 'forbidden')
    assert_problem(lead.post('indicators', json=draft(county, [('east1', 1)])), 404, 'not_found')
    assert_problem(publish(lead, made), 404, 'not_found')
    assert_problem(lead.delete(f'indicators/{made["id"]}'), 404, 'not_found')
    own = draft(county, [('east', 1), ('east1', 1)], unit_id=county.units['east'])
    answer = good(lead.post('indicators', json=own))
    assert [fault['row'] for fault in answer['faults']] == [0]  # nobody judges the own unit
    assert good(county.west.get('indicators'))[0]['values'][0]['unit_id'] == county.units['west']
