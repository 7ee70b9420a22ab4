#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""data/function_words.txt: words of everyday language that name no trouble (src/text/function_words.h).

    tools/function_words.py DICT STOPWORDS > data/function_words.txt

DICT: jieba's dictionary (dict.txt, MIT; a word, how often it was counted, its class).
STOPWORDS: stopwords-iso.json (MIT). What is taken from them is said by word classes and counts
alone; no word is taken or left out by name.
"""
import json
import sys

CLOSED = set('c p d y e o f t tg m mq q k h zg dg'.split())  # and u…, r…
OFTEN = 100  # a closed word counted less may be a slip of the dictionary
HEAD = """\
# 不指向具体事情的词：连词、介词、助词、代词、副词、语气词、叹词、拟声词、方位词、时间词、数词、量词、词缀。
# Words of the closed classes, times and numbers among them. Made by tools/function_words.py from jieba's
# dictionary (MIT) and stopwords-iso (MIT). one: characters that both know as such; word: of two and three
# characters; not: words of other classes of two characters, one of which stands under one.
"""


def closed(cls):
    return cls in CLOSED or cls[0] in 'ur'


def han(word):
    return all('\u4e00' <= c <= '\u9fff' for c in word)


def main(dictionary, stopwords):
    known = {}
    for line in open(dictionary, encoding='utf8'):
        word, count, cls = line.rstrip('\n').split(' ')
        if han(word) and (word not in known or int(count) > known[word][0]):
            known[word] = (int(count), cls)
    stops = {w for w in json.load(open(stopwords, encoding='utf8'))['zh'] if han(w)}
    one = {w for w in stops if len(w) == 1 and w in known and closed(known[w][1])}
    words = {w for w, (n, c) in known.items() if len(w) in (2, 3) and closed(c) and n >= OFTEN}
    words |= {w for w in stops if len(w) in (2, 3) and (w not in known or closed(known[w][1]))}
    others = {w for w, (_, c) in known.items() if len(w) == 2 and not closed(c) and set(w) & one}
    print(HEAD, end='')
    for name, group in (('one', one), ('word', words), ('not', others - words)):
        group = sorted(group)
        for i in range(0, len(group), 25):
            print(name, *group[i:i + 25])


main(*sys.argv[1:])
