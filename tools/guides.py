#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The one-page guides name the buttons that the program has: every step of a role stands, in bold, in
the guide of that role, and what stands in bold beside a step's name is no step of another role.
    tools/guides.py [PROGRAM]      PROGRAM: build/huiyin
"""
import json
import os
import re
import subprocess
import sys

GUIDES = {  # role: its guide
    'operator': 'jiesuyuan', 'collector': 'caijiyuan', 'screener': 'zhenbie', 'dispatcher': 'paidan',
    'arbiter': 'paidan', 'handler': 'chengban', 'head': 'chengban', 'reviewer': 'shenhe',
    'callback': 'huifang', 'closer': 'xiaohao', 'lookback': 'huitoukan', 'leader': 'lingdao',
    'supervisor': 'lingdao', 'exchange': 'duijie',
}
# Steps that everybody at a desk may take: said once, in the page for all roles.
ALL = 'README'


def main():
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
    program = sys.argv[1] if len(sys.argv) > 1 else os.path.join(root, 'build', 'huiyin')
    steps = json.loads(subprocess.check_output([program, 'roles', '--json']))['steps']
    text = {}
    for name in sorted(set(GUIDES.values()) | {ALL}):
        with open(os.path.join(root, 'docs', 'guide', name + '.zh.md'), encoding='utf-8') as f:
            text[name] = f.read()
    bad = []
    labels = {}
    for s in steps:
        for role in s['roles']:
            if role in GUIDES:
                labels.setdefault(s['label'], set()).add(GUIDES[role])
    for label, guides in sorted(labels.items()):
        for guide in sorted(guides):
            if f'**{label}**' not in text[guide] and f'**{label}**' not in text[ALL]:
                bad.append(f'docs/guide/{guide}.zh.md: no button {label}')
    for guide, body in text.items():
        for bold in re.findall(r'\*\*([^*]+)\*\*', body):
            if guide != ALL and bold in labels and guide not in labels[bold]:
                bad.append(f'docs/guide/{guide}.zh.md: {bold} is no step of this role')
    if bad:
        print('\n'.join(bad))
    return 1 if bad or not labels else 0


if __name__ == '__main__':
    sys.exit(main())
