#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The templates of documents that are shipped: data/documents/KIND.docx, made after GB/T 9704-2012.

    tools/documents.py            writes them
    tools/documents.py --check    fails when they differ

A4, margins 37 and 28 mm, type area 156 x 225 mm, 22 lines of 28 characters, body 3 (16 pt) FangSong,
title 2 (22 pt) XiaoBiaoSong, first headings HeiTi, second KaiTi, red letterhead over a red line,
版记 at the end, page numbers 4 (14 pt) outside. Fonts are named, never embedded. An office changes what
it likes in WPS and uploads the file as its own."""
import io
import pathlib
import sys
import zipfile
from xml.sax.saxutils import escape

OUT = pathlib.Path(__file__).resolve().parent.parent / "data" / "documents"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ' \
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RED = "C00000"

# style: (Chinese font, half-points, more of the run, more of the paragraph). Lines are 225 mm / 22.
FANG, SONG, HEI, KAI, TITLE = "仿宋_GB2312", "宋体", "黑体", "楷体_GB2312", "方正小标宋简体"
LINE = '<w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>'
TIGHT = '<w:spacing w:before="20" w:after="20" w:line="320" w:lineRule="atLeast"/>'
STYLES = {
    "Letterhead": (TITLE, 60, f'<w:color w:val="{RED}"/><w:spacing w:val="20"/>',
                   '<w:spacing w:before="480" w:after="360" w:line="240" w:lineRule="auto"/>'
                   '<w:jc w:val="center"/>'),
    "Number": (FANG, 32, "", LINE + '<w:jc w:val="center"/>'),
    "RedLine": (FANG, 10, "",
                f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="1" w:color="{RED}"/></w:pBdr>'
                '<w:spacing w:before="0" w:after="360" w:line="200" w:lineRule="exact"/>'),
    "DocTitle": (TITLE, 44, "",
                 '<w:spacing w:before="240" w:after="480" w:line="680" w:lineRule="exact"/>'
                 '<w:jc w:val="center"/>'),
    "Addressee": (FANG, 32, '<w:spacing w:val="-4"/>', LINE),
    "Body": (FANG, 32, '<w:spacing w:val="-4"/>', LINE + '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'),
    "First": (HEI, 32, '<w:spacing w:val="-4"/>', '<w:keepNext/>' + LINE + '<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
    "Second": (KAI, 32, '<w:spacing w:val="-4"/>', '<w:keepNext/>' + LINE + '<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
    "Signed": (FANG, 32, "", '<w:keepLines/>' + LINE + '<w:ind w:right="1280"/><w:jc w:val="right"/>'),
    "Cell": (FANG, 24, "", TIGHT),
    "CellMiddle": (FANG, 24, "", TIGHT + '<w:jc w:val="center"/>'),
    "CellHead": (HEI, 24, "", '<w:keepNext/>' + TIGHT + '<w:jc w:val="center"/>'),
    "Imprint": (FANG, 28, "", '<w:spacing w:before="40" w:after="40" w:line="440" w:lineRule="atLeast"/>'),
    "Mark": (HEI, 24, '<w:color w:val="7F7F7F"/>', '<w:jc w:val="center"/>'),
    "Trace": (SONG, 15, '<w:color w:val="7F7F7F"/>', '<w:jc w:val="center"/>'),
    "PageOdd": (SONG, 28, "", '<w:jc w:val="right"/><w:ind w:right="320"/>'),
    "PageEven": (SONG, 28, "", '<w:ind w:left="320"/>'),
}


def fonts(name):
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def styles():
    one = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{key}"><w:name w:val="{key}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{ppr}</w:pPr>'
        f'<w:rPr>{fonts(font)}{more}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        for key, (font, size, more, ppr) in STYLES.items())
    return (f'{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANG)}'
            '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
            '</w:rPrDefault><w:pPrDefault/></w:docDefaults>'
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
            '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
            '<w:tblPr><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
            f'</w:tblCellMar></w:tblPr></w:style>{one}</w:styles>')


def run(text):
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(style, text):
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text) if text else ""}</w:p>'


def block(mark, *inside):
    name = mark.lstrip("#?^")
    return p("Body", "{{" + mark + "}}") + "".join(inside) + p("Body", "{{/" + name + "}}")


def cell(width, content, span=1):
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{grid}<w:vAlign w:val="center"/></w:tcPr>'
            f'{content}</w:tc>')


def row(cells, head=False):
    rule = "<w:tblHeader/>" if head else ""
    return f'<w:tr><w:trPr><w:cantSplit/>{rule}</w:trPr>{"".join(cells)}</w:tr>'


def table(widths, rows, lines="all"):
    side = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    edges = ("top", "left", "bottom", "right", "insideH", "insideV") if lines == "all" else ("top", "bottom", "insideH")
    return ('<w:tbl><w:tblPr><w:tblW w:w="' + str(sum(widths)) + '" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>'
            + "".join(side.format(e) for e in edges)
            + '</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
            + "".join(f'<w:gridCol w:w="{w}"/>' for w in widths) + "</w:tblGrid>" + "".join(rows) + "</w:tbl>")


def listing(name, columns):
    """columns: title, text, width, style. One row for each of the list."""
    heads = [cell(w, p("CellHead", title)) for title, _, w, _ in columns]
    marked = []
    for i, (_, text, w, style) in enumerate(columns):
        text = ("{{#" + name + "}}" if i == 0 else "") + text + ("{{/" + name + "}}" if i == len(columns) - 1 else "")
        marked.append(cell(w, p(style, text)))
    return table([c[2] for c in columns], [row(heads, True), row(marked)])


def sheet(pairs, widths=(1350, 3150, 1350, 3000)):
    """Label and value, two pairs a row; a pair alone takes the row."""
    rows = []
    for line in pairs:
        if len(line) == 1:
            label, value = line[0]
            rows.append(row([cell(widths[0], p("CellHead", label)),
                             cell(sum(widths[1:]), value if value.startswith("<") else p("Cell", value), 3)]))
        else:
            (a, b), (c, d) = line
            rows.append(row([cell(widths[0], p("CellHead", a)), cell(widths[1], p("Cell", b)),
                             cell(widths[2], p("CellHead", c)), cell(widths[3], p("Cell", d))]))
    return table(list(widths), rows)


def head(title):
    return (p("Letterhead", "{{letterhead}}")
            + p("Number", "{{number}}{{?signatory}}　　　　签发人：{{signatory}}{{/signatory}}")
            + p("RedLine", "") + p("DocTitle", title))


def plain_head(title):
    """Registers and forms: no red letterhead."""
    return p("DocTitle", title) + p("Number", "{{number}}")


def kept(paragraph):
    """On one page with what comes next."""
    return paragraph.replace("</w:pPr>", "<w:keepNext/></w:pPr>", 1)


def signed():
    # Signature and imprint never stand alone on a last page: what is said before them comes along.
    return "".join(kept(p(*one)) for one in (("Body", ""), ("Signed", "{{issuer}}"), ("Signed", "{{date}}"), ("Body", "")))


def imprint(width=8850):
    # Kept on one page: each line with the next.
    first = kept(p("Imprint", "{{?copies}}抄送：{{copies}}。{{/copies}}"))
    rows = [row([cell(width, first)]),
            row([cell(width, '<w:p><w:pPr><w:pStyle w:val="Imprint"/><w:tabs>'
                             f'<w:tab w:val="right" w:pos="{width - 160}"/></w:tabs></w:pPr>'
                             + run("{{issuer}}") + "<w:r><w:tab/></w:r>" + run("{{date}}印发") + "</w:p>")])]
    return table([width], rows, "rules")


def words():
    return block("#text", p("Body", "{{text}}"))


BULLETIN = (
    head("{{title}}")
    + p("Addressee", "各街道（乡镇），区级各部门：")
    + p("Body", "现将{{first_day}}至{{last_day}}群众诉求办理情况通报如下。")
    + p("First", "一、基本情况")
    + p("Body", "本期受理诉求{{demands_in}}件（{{growth}}），新立事项{{matters_in}}件；办结诉求{{demands_done}}件，"
                "销号事项{{matters_done}}件。至期末，超期诉求{{demands_overdue}}件，待签收任务{{unsigned}}件。"
                "本期事项按时率{{on_time}}，不满意率{{unsatisfied_rate}}。")
    + listing("compare", [("指标", "{{figure}}", 3600, "Cell"), ("上期", "{{before}}", 1750, "CellMiddle"),
                          ("本期", "{{now}}", 1750, "CellMiddle"), ("增减", "{{change}}", 1750, "CellMiddle")])
    + block("?unsatisfied",
            p("Second", "（一）不满意率较高的单位"),
            listing("unsatisfied", [("序号", "{{serial}}", 850, "CellMiddle"), ("单位", "{{unit}}", 4000, "Cell"),
                                    ("不满意", "{{unsatisfied}}", 2000, "CellMiddle"),
                                    ("不满意率", "{{unsatisfied_rate}}", 2000, "CellMiddle")]))
    + block("?classes",
            p("First", "二、热点分析"),
            p("Body", "反映较多的是：{{#classes}}{{class}}{{demands}}件，占{{share}}；{{/classes}}各单位要举一反三，"
                      "推动同类问题一并解决。"),
            listing("classes", [("序号", "{{serial}}", 850, "CellMiddle"), ("类别", "{{class}}", 4000, "Cell"),
                                ("件数", "{{demands}}", 2000, "CellMiddle"), ("占比", "{{share}}", 2000, "CellMiddle")]))
    + block("?text", p("First", "三、工作要求"), words())
    + kept(p("Body", "附件：1．各承办单位办理情况　2．各街道（乡镇）情况"))
    + signed() + imprint()
    + '<w:p><w:pPr><w:pStyle w:val="First"/><w:pageBreakBefore/></w:pPr>' + run("附件1　各承办单位办理情况") + "</w:p>"
    + listing("units", [("序号", "{{serial}}", 750, "CellMiddle"), ("单位", "{{unit}}", 2900, "Cell"),
                        ("交办", "{{matters}}", 800, "CellMiddle"), ("已答复", "{{answered}}", 900, "CellMiddle"),
                        ("超期", "{{late}}", 800, "CellMiddle"), ("按时率", "{{on_time}}", 1000, "CellMiddle"),
                        ("不满意", "{{unsatisfied}}", 800, "CellMiddle"),
                        ("不满意率", "{{unsatisfied_rate}}", 900, "CellMiddle")])
    + p("First", "附件2　各街道（乡镇）情况")
    + listing("places", [("序号", "{{serial}}", 750, "CellMiddle"), ("街道（乡镇）", "{{place}}", 3300, "Cell"),
                         ("受理", "{{demands_in}}", 1200, "CellMiddle"), ("办结", "{{demands_done}}", 1200, "CellMiddle"),
                         ("超期", "{{overdue}}", 1200, "CellMiddle"), ("待签收", "{{unsigned}}", 1200, "CellMiddle")]))

TASKS = listing("tasks", [("单位", "{{unit}}", 1900, "Cell"), ("方式", "{{role}}", 750, "CellMiddle"),
                          ("签收", "{{signed_at}}", 2700, "CellMiddle"), ("时限", "{{due_at}}", 1950, "CellMiddle"),
                          ("状态", "{{state}}", 1550, "CellMiddle")])

DOSSIER = (
    plain_head("一事一册")
    + sheet([[("事项编号", "{{num}}"), ("状态", "{{state}}")], [("标题", "{{title}}")],
             [("地点", "{{place}}"), ("类别", "{{class}}")], [("责任层级", "{{level}}"), ("主办单位", "{{lead}}")],
             [("立项日期", "{{opened_at}}"), ("交办日期", "{{dispatched_at}}")],
             [("办理时限", "{{due_at}}"), ("销号日期", "{{closed_at}}")], [("交办清单号", "{{list}}"), ("办理结果", "{{result}}")]])
    + p("First", "一、群众诉求")
    + block("#demands",
            sheet([[("诉求编号", "{{num}}"), ("反映时间", "{{said_at}}")], [("原话", "{{words}}")],
                   [("答复", "{{answer}}")], [("是否解决", "{{solved}}"), ("满意度", "{{grade}}")]]),
            p("Body", ""))
    + p("First", "二、承办与反馈") + TASKS
    + block("#tasks", block("#reports", p("Second", "{{unit}}　{{at}}"), p("Body", "{{words}}")))
    + block("?stages", p("First", "三、阶段、承诺与批示"),
            listing("stages", [("种类", "{{kind}}", 1000, "CellMiddle"), ("内容", "{{words}}", 3850, "Cell"),
                               ("单位", "{{unit}}", 2000, "Cell"), ("期限", "{{due_at}}", 2000, "CellMiddle")]))
    + p("First", "{{?stages}}四{{/stages}}{{^stages}}三{{/stages}}、办理经过")
    + listing("events", [("时间", "{{at}}", 2700, "CellMiddle"), ("环节", "{{action}}", 1250, "CellMiddle"),
                         ("单位、经办人", "{{unit}} {{by}}", 2000, "Cell"), ("说明", "{{notes}}", 2900, "Cell")])
    + block("?text", p("First", "备注"), words()))

TRANSFER = (
    head("交办清单")
    + p("Addressee", "清单号：{{list}}{{?meeting}}　会议：{{meeting}}{{/meeting}}　共{{count}}件")
    + listing("matters", [("序号", "{{serial}}", 700, "CellMiddle"), ("事项编号", "{{num}}", 1700, "Cell"),
                          ("事项", "{{title}}", 2200, "Cell"), ("群众诉求", "{{words}}", 3500, "Cell"),
                          ("地点", "{{place}}", 1500, "Cell"), ("牵头单位", "{{lead}}", 1400, "Cell"),
                          ("配合单位", "{{helpers}}", 1400, "Cell"), ("时限", "{{due_at}}", 1150, "CellMiddle")])
    + words() + kept(p("Body", "以上事项请按时限办理，书面反馈办理结果。")) + signed() + imprint(13550))

NOTICE = (
    head("督办单")
    + p("Addressee", "{{?warned}}{{warned}}{{/warned}}{{^warned}}{{lead}}{{/warned}}：")
    + p("Body", "下列事项{{?cause}}因“{{cause}}”予以督办{{/cause}}{{^cause}}已列入重点督办{{/cause}}，请按要求办理，"
                "{{?reply_by}}并于{{reply_by}}前书面回复办理情况。{{/reply_by}}"
                "{{^reply_by}}{{?answer_by}}并于{{answer_by}}前书面回复办理情况。{{/answer_by}}"
                "{{^answer_by}}并及时书面回复办理情况。{{/answer_by}}{{/reply_by}}")
    + block("?notice",
            sheet([[("督办单编号", "{{notice}}"), ("等次", "{{card}}")], [("督办事实", p("Cell", "{{#facts}}")
                    + p("Cell", "{{text}}") + p("Cell", "{{/facts}}"))],
                   [("触发条件", "{{threshold}}"), ("回复期限", "{{answer_by}}")],
                   [("后果", "{{?effect}}{{effect}}；{{/effect}}逾期不回复的，按规则继续督办，并计入考评。")]]),
            p("Body", ""))
    + sheet([[("事项编号", "{{num}}"), ("状态", "{{state}}")], [("标题", "{{title}}")],
             [("地点", "{{place}}"), ("类别", "{{class}}")], [("交办日期", "{{dispatched_at}}"), ("办理时限", "{{due_at}}")],
             [("群众诉求", p("Cell", "{{#demands}}") + p("Cell", "{{num}}：{{words}}") + p("Cell", "{{/demands}}"))]])
    + block("?text", p("First", "督办要求"), words())
    + kept(p("Body", "办理情况请按期书面报送。")) + signed() + imprint())

INTERVIEW = (
    plain_head("约谈记录")
    + sheet([[("事由", "{{title}}")], [("时间", "{{held_at}}"), ("地点", "{{where}}")],
             [("约谈人", "{{host}}"), ("记录人", "{{recorder}}")], [("被约谈单位", "{{unit}}"), ("被约谈人", "{{persons}}")]])
    + p("First", "一、约谈原因") + block("#reason", p("Body", "{{text}}"))
    + p("First", "二、约谈内容") + block("#said", p("Body", "{{text}}"))
    + p("First", "三、被约谈人表态") + block("#answer", p("Body", "{{text}}"))
    + p("First", "四、整改要求") + block("#demands", p("Body", "{{text}}"))
    + block("?text", p("First", "备注"), words())
    + p("Body", "") + p("Body", "约谈人（签名）：　　　　　　被约谈人（签名）：")
    + p("Body", "记录人（签名）：　　　　　　日期："))

EXAMINATION = (
    plain_head("责令检视记录")
    + sheet([[("被责令单位", "{{unit}}")], [("依据的榜单", "{{board}}")],
             [("列入黑榜", "第{{count}}次"), ("责令日期", "{{held_at}}")], [("责令人", "{{who}}")],
             [("签字人", "{{signed}}"), ("报告期限", "{{due_at}}")]])
    + p("First", "一、事由") + block("#reason", p("Body", "{{text}}"))
    + p("First", "二、要求和验收意见") + block("#measures", p("Body", "{{text}}"))
    + p("First", "三、检视报告{{?answered_at}}（{{answered_at}}）{{/answered_at}}")
    + block("#answer", p("Body", "{{text}}"))
    + block("?accepted_at", p("Body", "验收通过日期：{{accepted_at}}"))
    + block("?text", p("First", "备注"), words())
    + p("Body", "") + p("Body", "责令人（签名）：　　　　　　单位负责人（签名）："))

ANSWER = (
    head("关于“{{title}}”的答复")
    + p("Addressee", "{{?addressee}}{{addressee}}：{{/addressee}}{{^addressee}}诉求人：{{/addressee}}")
    + p("Body", "您于{{said_at}}反映的诉求（编号{{num}}）收悉。经办理，现答复如下。")
    + block("#answers", block("?answer", p("Second", "{{title}}（{{unit}}）"), block("#answer", p("Body", "{{text}}"))))
    + words()
    + kept(p("Body", "感谢您对我们工作的关心和支持。如对答复有不同意见，可凭诉求编号查询并提出。"))
    + signed() + imprint())

BOARD_COLUMNS = [("名次", "{{rank}}", 800, "CellMiddle"), ("单位", "{{unit}}", 2650, "Cell"),
                 ("工单量", "{{volume}}", 900, "CellMiddle"), ("按时办结率", "{{on_time}}", 1300, "CellMiddle"),
                 ("满意率", "{{satisfied}}", 1000, "CellMiddle"), ("得分", "{{score}}", 900, "CellMiddle"),
                 ("上榜原因", "{{reason}}", 1300, "Cell")]
BOARD = (
    head("{{title}}")
    + p("Addressee", "各街道（乡镇），区级各部门：")
    + p("Body", "现将{{period}}群众诉求办理红黑榜公布如下。")
    + p("First", "一、红榜") + listing("red", BOARD_COLUMNS)
    + p("First", "二、黑榜") + listing("black", BOARD_COLUMNS)
    + block("?basis", p("First", "三、评比办法"), block("#basis", p("Body", "{{text}}")))
    + words() + kept(p("Body", "请上榜单位总结做法、查找原因，推动诉求办理提质增效。")) + signed() + imprint())

# kind: body, on its side
TOPIC = (
    plain_head("“每月一题”主题卷宗")
    + sheet([[("主题", "{{name}}"), ("月份", "{{month}}")], [("类别", "{{class}}"), ("街道乡镇", "{{area}}")],
             [("当月名次", "{{rank}}"), ("承办单位", "{{lead}}")],
             [("反映集中程度", "{{concentration}}"), ("解决紧迫程度", "{{pressing}}")],
             [("选定人", "{{chosen_by}}"), ("选定日期", "{{chosen_at}}")]])
    + p("First", "一、选题理由") + block("#reason", p("Body", "{{text}}"))
    + p("First", "二、诉求情况")
    + p("Body", "共汇集诉求{{all}}件、{{heads}}人；保留{{kept}}件，其中有代表性的{{representative}}件，占{{share}}；"
                "不列入{{dropped}}件。不列入只是不作为本主题的材料，各件诉求照常办理。")
    + listing("places", [("地点", "{{name}}", 4850, "Cell"), ("诉求件数", "{{demands}}", 2000, "CellMiddle"),
                         ("人数", "{{heads}}", 2000, "CellMiddle")])
    + p("First", "三、当月问题库排序")
    + listing("ranking", [("名次", "{{place}}", 900, "CellMiddle"), ("类别", "{{class}}", 3150, "Cell"),
                          ("诉求件数", "{{demands}}", 1400, "CellMiddle"),
                          ("反映集中程度", "{{concentration}}", 1700, "CellMiddle"),
                          ("解决紧迫程度", "{{pressing}}", 1700, "CellMiddle")])
    + p("First", "四、承办情况和历年情况")
    + listing("units", [("现承办单位", "{{name}}", 6350, "Cell"), ("诉求件数", "{{demands}}", 2500, "CellMiddle")])
    + p("Body", "")
    + listing("history", [("年份", "{{year}}", 2000, "CellMiddle"), ("立项", "{{opened}}", 2250, "CellMiddle"),
                          ("已销号", "{{closed}}", 2300, "CellMiddle"), ("重复", "{{repeated}}", 2300, "CellMiddle")])
    + block("?promises", p("First", "五、此前的承诺"),
            listing("promises", [("事项编号", "{{matter}}", 1900, "Cell"), ("单位", "{{unit}}", 1700, "Cell"),
                                 ("承诺", "{{words}}", 2650, "Cell"), ("期限", "{{due_at}}", 1300, "CellMiddle"),
                                 ("兑现", "{{stands}}", 1300, "CellMiddle")]))
    + p("First", "{{?promises}}六{{/promises}}{{^promises}}五{{/promises}}、有代表性的诉求")
    + listing("representatives", [("诉求编号", "{{num}}", 1900, "Cell"), ("地点", "{{place}}", 1500, "Cell"),
                                  ("群众原话", "{{words}}", 3450, "Cell"), ("理由", "{{reason}}", 2000, "Cell")])
    + block("?summary", p("First", "经验做法"), block("#summary", p("Body", "{{text}}")))
    + block("?text", p("First", "备注"), words()))

VERIFICATION = (
    plain_head("核查报告")
    + sheet([[("事项编号", "{{matter}}"), ("核查任务", "{{num}}")], [("事项标题", "{{title}}")],
             [("地点", "{{place}}"), ("类别", "{{class}}")], [("核查单位", "{{unit}}"), ("核查人", "{{officer}}")],
             [("派发日期", "{{sent_at}}"), ("核查日期", "{{verified_at}}")], [("负责人同意", "{{agreed_at}}")]])
    + block("?asked", p("First", "核查要求"), block("#asked", p("Body", "{{text}}")))
    + p("First", "一、真实性") + block("#truth", p("Body", "{{text}}"))
    + p("First", "二、准确性") + block("#accuracy", p("Body", "{{text}}"))
    + p("First", "三、合法性") + block("#legality", p("Body", "{{text}}"))
    + p("First", "四、合理性") + block("#reasonableness", p("Body", "{{text}}"))
    + p("First", "五、核查情况") + block("#words", p("Body", "{{text}}"))
    + block("?visit", p("First", "六、实地走访调研{{?visited_at}}（{{visited_at}}）{{/visited_at}}"),
            block("#visit", p("Body", "{{text}}")))
    + block("?text", p("First", "备注"), words()))

MONTH_SUMS = [("本月", "{{demands}}", 900, "CellMiddle"), ("上年同月", "{{year_before}}", 1350, "CellMiddle"),
              ("同比", "{{on_year}}", 1450, "CellMiddle"), ("上月", "{{before}}", 900, "CellMiddle"),
              ("环比", "{{on_month}}", 1450, "CellMiddle")]
MONTH_MARKS = [("反复反映", "{{repeated}}", 1400, "CellMiddle"), ("久拖不决", "{{unsolved}}", 1400, "CellMiddle"),
               ("意见建议", "{{suggestions}}", 1400, "CellMiddle")]
MONTH = (
    head("{{title}}")
    + block("?addressee", p("Addressee", "{{addressee}}："))
    + p("Body", "现将本月民意诉求的分析情况{{?addressee}}反馈{{/addressee}}{{^addressee}}报告{{/addressee}}如下"
                "{{?scope}}（{{scope}}）{{/scope}}。{{stands}}。")
    + p("First", "一、总体情况")
    + p("Body", "本月反映诉求{{demands}}件，上年同月{{year_before}}件，同比{{on_year}}；上月{{before}}件，环比{{on_month}}。"
                "其中反复反映{{repeated}}件，意见建议{{suggestions}}件；反映满{{unsolved_days}}天仍未结束的{{unsolved}}件。")
    + block("?classes", listing("classes", [("类别", "{{name}}", 2800, "Cell")] + MONTH_SUMS))
    + p("First", "二、热点难点")
    + block("?hot", listing("hot", [("热点", "{{name}} {{words}}", 3250, "Cell"), ("地点", "{{place}}", 1700, "Cell"),
                                    ("本月", "{{demands}}", 800, "CellMiddle"), ("人数", "{{people}}", 800, "CellMiddle"),
                                    ("上月", "{{before}}", 800, "CellMiddle"), ("环比", "{{on_month}}", 1500, "CellMiddle")]))
    + block("^hot", p("Body", "没有可列的热点。"))
    + p("First", "三、反复反映、久拖不决和意见建议")
    + block("?classes", p("Second", "分类别"), listing("classes", [("类别", "{{name}}", 4650, "Cell")] + MONTH_MARKS))
    + block("?places", p("Second", "分区划"), listing("places", [("区划", "{{name}}", 4650, "Cell")] + MONTH_MARKS))
    + block("?units", p("Second", "分承办单位（含下级）"),
            listing("units", [("单位", "{{name}}", 4650, "Cell")] + MONTH_MARKS))
    + block("?yields", p("Second", "治本产出（本月报完成的根源问题措施）"),
            listing("yields", [("单位", "{{unit}}", 2000, "Cell"), ("产出", "{{yields}}", 1300, "CellMiddle"),
                               ("项数", "{{n}}", 800, "CellMiddle"), ("根源问题和措施", "{{of}}", 4750, "Cell")]))
    + block("?worst", p("First", "四、久拖不决最久的诉求"),
            listing("worst", [("编号", "{{num}}", 1750, "Cell"), ("标题", "{{title}}", 3000, "Cell"),
                              ("承办单位", "{{unit}}", 1750, "Cell"), ("反映日期", "{{said_at}}", 1450, "CellMiddle"),
                              ("天数", "{{days}}", 900, "CellMiddle")]))
    + block("?text", p("First", "{{?worst}}五{{/worst}}{{^worst}}四{{/worst}}、研判意见和对策建议"), words())
    + p("First", "统计口径") + block("#rules", p("Body", "{{text}}"))
    + kept(p("Body", "以上情况供研究决策参考。")) + signed() + imprint())

KINDS = {"bulletin": (BULLETIN, False), "dossier": (DOSSIER, False), "transfer": (TRANSFER, True),
         "notice": (NOTICE, False), "interview": (INTERVIEW, False), "examination": (EXAMINATION, False),
         "answer": (ANSWER, False),
         "board": (BOARD, False), "topic": (TOPIC, False), "verification": (VERIFICATION, False),
         "month": (MONTH, False)}


def section(side):
    size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if side else '<w:pgSz w:w="11906" w:h="16838"/>'
    # On its side the top margin of the upright page is at the binding edge, on the left.
    margin = ('<w:pgMar w:top="1588" w:right="1644" w:bottom="1468" w:left="1644"' if side else
              '<w:pgMar w:top="2098" w:right="1468" w:bottom="1984" w:left="1588"')
    return ('<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:headerReference w:type="even" r:id="rId3"/>'
            '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
            f'{size}{margin} w:header="851" w:footer="1100" w:gutter="0"/></w:sectPr>')


def footer(style):
    number = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
              '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')
    return (f'{HEAD}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run("— ")}{number}{run(" —")}</w:p>'
            f'{p("Trace", "{{trace}}")}</w:ftr>')


def parts(body, side):
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ml = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    package = 'xmlns="http://schemas.openxmlformats.org/package/2006/'
    kinds = {"document": "document.main", "styles": "styles", "settings": "settings", "header1": "header",
             "footer1": "footer", "footer2": "footer"}
    yield "[Content_Types].xml", (
        f'{HEAD}<Types {package}content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/word/{k}.xml" ContentType="{ml}.{v}+xml"/>' for k, v in kinds.items())
        + "</Types>")
    yield "_rels/.rels", (f'{HEAD}<Relationships {package}relationships"><Relationship Id="rId1" '
                          f'Type="{rel}/officeDocument" Target="word/document.xml"/></Relationships>')
    ids = [("styles", "styles"), ("settings", "settings"), ("header", "header1"), ("footer", "footer1"), ("footer", "footer2")]
    yield "word/_rels/document.xml.rels", (
        f'{HEAD}<Relationships {package}relationships">'
        + "".join(f'<Relationship Id="rId{i}" Type="{rel}/{t}" Target="{n}.xml"/>' for i, (t, n) in enumerate(ids, 1))
        + "</Relationships>")
    yield "word/document.xml", f"{HEAD}<w:document {W}><w:body>{body}{section(side)}</w:body></w:document>"
    yield "word/styles.xml", styles()
    yield "word/settings.xml", f'{HEAD}<w:settings {W}><w:evenAndOddHeaders/></w:settings>'
    yield "word/header1.xml", f'{HEAD}<w:hdr {W}>{p("Mark", "{{watermark}}")}</w:hdr>'
    yield "word/footer1.xml", footer("PageOdd")
    yield "word/footer2.xml", footer("PageEven")


def docx(kind):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, text in parts(*KINDS[kind]):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, text.encode())
    return out.getvalue()


def contents(data):
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return {n: z.read(n) for n in z.namelist()}


def main():
    wrong = []
    for kind in KINDS:
        path, made = OUT / f"{kind}.docx", docx(kind)
        if sys.argv[1:] != ["--check"]:
            OUT.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made)
        elif not path.exists() or contents(path.read_bytes()) != contents(made):
            wrong.append(path.name)
    if wrong:
        sys.exit(f"not as tools/documents.py makes them: {' '.join(wrong)}")


if __name__ == "__main__":
    main()
