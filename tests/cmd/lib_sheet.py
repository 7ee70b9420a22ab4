# SPDX-License-Identifier: Apache-2.0
# Workbooks for tests, good and bad:  lib_sheet.py good|bomb|mixed FILE
import sys
import zipfile

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="%s/%s" Target="%s"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def text(ref, value):
    return '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (ref, value)


def number(ref, value):
    return '<c r="%s"><v>%s</v></c>' % (ref, value)


def book(path, rows):
    sheet = '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", TYPES)
        z.writestr("_rels/.rels", RELS % (REL, "officeDocument", "xl/workbook.xml"))
        z.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="a" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>" % (MAIN, REL),
        )
        z.writestr("xl/_rels/workbook.xml.rels", RELS % (REL, "worksheet", "worksheets/sheet1.xml"))
        z.writestr("xl/worksheets/sheet1.xml", sheet % (MAIN, rows))


HEAD = '<row r="1">' + text("A1", "编号") + text("B1", "反映时间") + text("C1", "诉求内容") + "</row>"


def main(kind, path):
    if kind == "bomb":
        row = '<row>' + text("A2", "0" * 30000) + "</row>"
        book(path, HEAD + row * 40000)
        return
    # The same column typed as text, as a date alone, as a day number with and without a fraction.
    cells = [text("B2", "2024/5/6 9:32:09"), text("B3", "2024-05-06"), number("B4", 45418), number("B5", 45418.75)]
    rows = "".join(
        '<row r="%d">%s%s%s</row>' % (i, number("A%d" % i, i), cell, text("C%d" % i, "第%d件" % i))
        for i, cell in enumerate(cells, 2)
    )
    book(path, HEAD + rows)


main(sys.argv[1], sys.argv[2])
