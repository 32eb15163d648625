#!/usr/bin/python3
"""Makes the workbooks of this folder, which are kept: programs of other people wrote them, not ours.
Run it by hand when they have to change; test_xlsx_reader.c says what must be read from them."""
import datetime
import pathlib

import openpyxl

FOLDER = pathlib.Path(__file__).resolve().parent


def make_roster():
    """What an office has: a title over all columns, two header rows, gaps, formulas, a hidden sheet."""
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = '说明(隐藏)'
    notes.sheet_state = 'hidden'
    notes['A1'] = '不要看'
    sheet = book.create_sheet('党员名册')
    sheet['A1'] = '河东县党员名册'
    sheet.merge_cells('A1:F1')
    sheet['A2'] = '姓名'
    sheet.merge_cells('A2:A3')
    sheet['B2'] = '联系方式'
    sheet.merge_cells('B2:C2')
    sheet['B3'], sheet['C3'] = '手机号', '住址'
    sheet['D3'], sheet['E3'], sheet['F3'] = '身份证号', '入党日期', '党龄'
    sheet.append(['王小明', 13800001234, '河东村\n二组', 11010119900307001, datetime.date(2012, 7, 1),
                  '=YEAR(NOW())-YEAR(E4)'])
    sheet['A7'], sheet['D7'] = '李 华', '11010119900307001X'
    sheet['E7'] = datetime.datetime(1999, 12, 31, 8, 30)
    sheet['F7'] = True
    sheet['A8'], sheet['D8'] = '#N/A', 5.1022419800101e17
    book.create_sheet('空表')
    book.save(FOLDER / 'roster.xlsx')


def make_wide():
    book = openpyxl.Workbook()
    book.active.append([f'列{i}' for i in range(1, 201)])
    book.active.append(list(range(1, 201)))
    book.save(FOLDER / 'wide.xlsx')


make_roster()
make_wide()
