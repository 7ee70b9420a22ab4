# SPDX-License-Identifier: Apache-2.0
# Fills a form as a clerk's spreadsheet program does:
#   form.py read FILE                     its rows as JSON, by column title
#   form.py fill FILE OUT < edits.json    [{"num": "…", "column": "进展", "value": "…"}]
#   form.py book FILE                     every worksheet: its name, its rows as lists of text
#   form.py parts FILE                    names of worksheets, and the locks and lists of the first
import json
import re
import sys
import xml.etree.ElementTree as tree
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
N = "{%s}" % MAIN
FIRST = "xl/worksheets/sheet1.xml"
tree.register_namespace("", MAIN)


def letters(ref):
    return re.match(r"[A-Z]+", ref).group(0)


def order(ref):
    n = 0
    for c in letters(ref):
        n = n * 26 + ord(c) - 64
    return n


def text(cell):
    return "".join(t.text or "" for t in cell.iter(N + "t")) or (cell.findtext(N + "v") or "")


def sheet(path):
    with zipfile.ZipFile(path) as z:
        return tree.fromstring(z.read(FIRST))


def header(root):
    for row in root.iter(N + "row"):
        titles = {text(c): letters(c.get("r")) for c in row}
        if "编号" in titles:
            return int(row.get("r")), titles
    raise SystemExit("no header")


def rows(root):
    at, titles = header(root)
    names = {v: k for k, v in titles.items()}
    for row in root.iter(N + "row"):
        if int(row.get("r")) > at:
            yield row, {names[letters(c.get("r"))]: text(c) for c in row if letters(c.get("r")) in names}


def put(row, ref, value):
    cell = next((c for c in row if c.get("r") == ref), None)
    if cell is None:
        cell = tree.Element(N + "c", {"r": ref})
        place = sum(1 for c in row if order(c.get("r")) < order(ref))
        row.insert(place, cell)
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    tree.SubElement(tree.SubElement(cell, N + "is"), N + "t").text = value


def fill(path, out, edits):
    root = sheet(path)
    _, titles = header(root)
    for edit in edits:
        hit = [row for row, cells in rows(root) if cells.get("编号") == edit["num"]]
        assert len(hit) == 1, (edit, len(hit))
        put(hit[0], "%s%s" % (titles[edit["column"]], hit[0].get("r")), edit["value"])
    with zipfile.ZipFile(path) as z, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as to:
        for name in z.namelist():
            to.writestr(name, tree.tostring(root) if name == FIRST else z.read(name))


def parts(path):
    root = sheet(path)
    with zipfile.ZipFile(path) as z:
        book = tree.fromstring(z.read("xl/workbook.xml"))
    return {
        "worksheets": [s.get("name") for s in book.iter(N + "sheet")],
        "protected": root.find(N + "sheetProtection") is not None,
        "lists": [v.get("sqref") for v in root.iter(N + "dataValidation")],
    }


def book(path):
    with zipfile.ZipFile(path) as z:
        names = [s.get("name") for s in tree.fromstring(z.read("xl/workbook.xml")).iter(N + "sheet")]
        roots = [tree.fromstring(z.read("xl/worksheets/sheet%d.xml" % (i + 1))) for i in range(len(names))]
    return [{"name": n, "rows": [grid(row) for row in r.iter(N + "row")]} for n, r in zip(names, roots)]


def grid(row):
    cells = {order(c.get("r")): text(c) for c in row}
    return [cells.get(i + 1, "") for i in range(max(cells, default=0))]


if sys.argv[1] == "book":
    print(json.dumps(book(sys.argv[2])))
elif sys.argv[1] == "read":
    print(json.dumps([cells for _, cells in rows(sheet(sys.argv[2]))]))
elif sys.argv[1] == "parts":
    print(json.dumps(parts(sys.argv[2])))
else:
    fill(sys.argv[2], sys.argv[3], json.load(sys.stdin))
