#!/usr/bin/python3
"""county.py FOLDER [MEMBERS] [UNITS]: spreadsheets of an invented county, the same for the same numbers:
units.csv, members.csv and, where openpyxl is there, units.xlsx and members.xlsx. Nobody in it exists;
identity numbers are of a division code that was never given (999999)."""
import csv
import random
import sys
from pathlib import Path

SURNAMES = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤'
GIVEN = '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉梅建国志华文红春生学才金荣海燕永福德贵小龙晓东雪峰佳慧宇轩子涵'
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
UNIT_HEADER = ['上级组织', '组织名称', '层级', '代码', '外部编号']
MEMBER_HEADER = ['姓名', '性别', '身份证号', '手机号', '所在党支部', '类别']


def identity_number(index):
    """A number of 18 characters with a right check character (GB 11643-1999)."""
    year, month, day = 1940 + index % 65, 1 + index // 65 % 12, 1 + index // 780 % 28
    body = f'999999{year}{month:02}{day:02}{index // 21840 % 1000:03}'
    return body + '10X98765432'[sum(int(c) * w for c, w in zip(body, WEIGHTS)) % 11]


def make_units(n_units):
    """One county, townships of 1 + 30, villages and branches below; paths are unique."""
    rows = [['', '云岭县委', '县', '999999000000', 'u0']]
    branches = []
    n_townships = max(1, n_units // 60)
    townships = [f'{SURNAMES[i % len(SURNAMES)]}{GIVEN[i % len(GIVEN)]}镇' for i in range(n_townships)]
    for i, township in enumerate(townships):
        rows.append(['云岭县委', township, '乡镇', f'999999{i + 1:03}000', f't{i}'])
    i = 0
    while len(rows) < n_units:
        township = i % n_townships
        village = f'{SURNAMES[(i * 7) % len(SURNAMES)]}家村{i // n_townships + 1}'
        rows.append([f'云岭县委/{townships[township]}', village, '村', '', f'v{i}'])
        for branch in ('第一党支部', '第二党支部'):
            if len(rows) < n_units:
                rows.append([f'云岭县委/{townships[township]}/{village}', branch, '党支部', '', f'b{i}{branch}'])
                branches.append(f'{townships[township]}/{village}/{branch}')
        i += 1
    return rows, branches


def make_members(n_members, branches, seed=1):
    chance = random.Random(seed)
    rows = []
    for i in range(n_members):
        name = chance.choice(SURNAMES) + ''.join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))
        rows.append([name, chance.choice('男女'), identity_number(i), f'199{i:08}',
                     branches[i * len(branches) // n_members],
                     chance.choices(('正式党员', '预备党员', '入党积极分子'), (90, 5, 5))[0]])
    return rows


def write_csv(path, header, rows, encoding='utf-8-sig'):
    with open(path, 'w', newline='', encoding=encoding) as file:
        csv.writer(file, lineterminator='\r\n').writerows([header, *rows])


def write_xlsx(path, header, rows):
    import openpyxl
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet('花名册')
    for row in [header, *rows]:
        sheet.append(row)
    book.save(path)


def write_county(folder, n_members=35000, n_units=1500, with_xlsx=True):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    units, branches = make_units(n_units)
    members = make_members(n_members, branches)
    for name, header, rows in (('units', UNIT_HEADER, units), ('members', MEMBER_HEADER, members)):
        write_csv(folder / f'{name}.csv', header, rows)
        if with_xlsx:
            write_xlsx(folder / f'{name}.xlsx', header, rows)
    return units, members


if __name__ == '__main__':
    write_county(sys.argv[1], *map(int, sys.argv[2:4]))
