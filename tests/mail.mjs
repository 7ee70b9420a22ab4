// SPDX-License-Identifier: Apache-2.0
// A real mail server for tests (Debian's aiosmtpd), delivering to a maildir of its own, and what it
// received: { to, subject, text, page, files: [{ name, type, bytes }], head }.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from './server.mjs';

const field = (head, name) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
const decode = (word) => word.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, b) => Buffer.from(b, 'base64').toString());

/** Head and leaves of a message or of one of its parts. */
function partOf(raw) {
  const cut = raw.indexOf('\n\n');
  const head = raw.slice(0, cut).replace(/\n[ \t]+/g, ' ');
  const body = raw.slice(cut + 2);
  const type = field(head, 'Content-Type');
  const edge = /^multipart\/.*boundary="([^"]+)"/i.exec(type)?.[1];
  if (edge) {
    const inner = `\n${body}`.split(`\n--${edge}--`)[0].split(`\n--${edge}\n`).slice(1);
    return { head, leaves: inner.flatMap((p) => partOf(p).leaves) };
  }
  const bytes = /base64/i.test(field(head, 'Content-Transfer-Encoding')) ? Buffer.from(body, 'base64') : Buffer.from(body);
  return { head, leaves: [{ type: type.split(';')[0], name: /filename="([^"]*)"/.exec(head)?.[1], bytes }] };
}

function messageOf(raw) {
  const { head, leaves } = partOf(raw.replace(/\r\n/g, '\n'));
  const shown = (type) => leaves.find((l) => !l.name && l.type === type)?.bytes.toString() ?? '';
  return {
    to: field(head, 'X-RcptTo') || field(head, 'To'),
    subject: decode(field(head, 'Subject')),
    text: shown('text/plain') || (leaves.length === 1 ? leaves[0].bytes.toString() : ''),
    page: shown('text/html'),
    files: leaves.filter((l) => l.name),
    head,
  };
}

export class Postman {
  static async make() {
    const p = new Postman();
    p.box = join(mkdtempSync(join(tmpdir(), 'huiyin-mail-')), 'box');
    p.port = await freePort();
    return p;
  }

  async start() {
    this.child = spawn('/usr/bin/python3', ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${this.port}`, '-c', 'aiosmtpd.handlers.Mailbox', this.box], { stdio: 'ignore' });
    for (let i = 0; i < 200; i++) {
      const up = await new Promise((resolve) => {
        const s = connect(this.port, '127.0.0.1', () => s.end(() => resolve(true)));
        s.on('error', () => resolve(false));
      });
      if (up) return this;
      await sleep(100);
    }
    throw new Error('aiosmtpd did not come up');
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill();
    await gone;
  }

  /** Stopped, and what it received is gone. */
  async close() {
    await this.stop();
    rmSync(join(this.box, '..'), { recursive: true, force: true });
  }

  mails() {
    const folder = join(this.box, 'new');
    return existsSync(folder) ? readdirSync(folder).map((name) => messageOf(readFileSync(join(folder, name), 'latin1'))) : [];
  }

  settings() {
    return `mail_host = 127.0.0.1\nmail_port = ${this.port}\nmail_tls = none\nmail_from = huiyin@county.example\n`;
  }
}
