"""sheet_rows.py FILE: the sheets of an XLSX as JSON, each a list of rows."""
import json
import sys

import openpyxl

with open(sys.argv[1], 'rb') as file:  # a download has no ending
    book = openpyxl.load_workbook(file)
print(json.dumps([[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]))
