// SPDX-License-Identifier: Apache-2.0
// Runs long.
// What the table of commands promises: help for each, in both languages, and the exit codes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, must, run, scratch } from './lib.mjs';

const commands = ask('help').commands;
const han = /\p{Script=Han}/u;

test('every command has a line in both languages, and so has every option', () => {
  const english = new Map(ask('help', '--lang', 'en').commands.map((c) => [c.name, c]));
  assert.ok(commands.length > 30);
  for (const c of commands) {
    const en = english.get(c.name);
    assert.match(c.help, han, c.name);
    assert.doesNotMatch(en.help, han, c.name);
    assert.notEqual(en.help, '', c.name);
    for (const [i, o] of c.options.entries()) {
      assert.match(o.name, /^--[a-z-]+$/);
      assert.match(o.help, han, `${c.name} ${o.name}`);
      assert.doesNotMatch(en.options[i].help, han, `${c.name} ${o.name}`);
    }
  }
});

test('every command explains itself without touching anything', () => {
  for (const c of commands) {
    const words = c.name.split(' ');
    assert.equal(run([...words, '--help']).out, must(['help', ...words]).out, c.name);
    assert.ok(run([...words, '--help']).out.startsWith(`huiyin ${c.name}`));
  }
});

test('names are unique', () => {
  assert.equal(new Set(commands.map((c) => c.name)).size, commands.length);
});

for (const [what, args, code, said] of [
  ['nothing at all', [], 2, /用法/],
  ['an unknown command', ['dance'], 2, /没有命令“dance”/],
  ['an unknown option', ['version', '--loud'], 2, /没有选项 --loud/],
  ['an option of another command', ['version', '--demo'], 2, /没有选项 --demo/],
  ['an option without its value', ['version', '--data'], 2, /缺少值/],
  ['a flag with a value', ['version', '--json=1'], 2, /不带值/],
  ['an option given twice', ['version', '--lang', 'zh', '--lang', 'zh'], 2, /重复/],
  ['a missing argument', ['clock', 'explain'], 2, /用法：huiyin clock explain NUMBER/],
  ['one argument too many', ['version', 'now'], 2, /用法：huiyin version/],
  ['another language', ['version', '--lang', 'fr'], 2, /zh/],
  ['help on what is not there', ['help', 'dance'], 2, /没有命令/],
  ['a data directory that is not there', ['user', 'list', '--data', '/nonexistent/x'], 4, /huiyin init/],
  ['a configuration that is not there', ['config', '--config', '/nonexistent.conf'], 4, /nonexistent/],
]) {
  test(`${what} ends with ${code}`, () => {
    const r = run(args);
    assert.equal(r.code, code, r.out + r.err);
    assert.match(r.err + r.out, said);
  });
}

test('a failure with --json is one object on standard error', () => {
  const r = run(['user', 'list', '--data', '/nonexistent/x', '--json']);
  assert.equal(r.out, '');
  assert.equal(JSON.parse(r.err).code, 'not_found');
});

test('options may stand anywhere, and -- ends them', () => {
  assert.deepEqual(must(['--json', 'version']).json(), must(['version', '--json']).json());
  assert.equal(run(['clock', 'offset', '--data', scratch(), '--', '-5']).code, 4); // read as the argument, no register there
});

test('the language follows --lang, then the environment', () => {
  assert.match(run(['dance', '--lang', 'en']).err, /no command/);
  assert.match(run(['dance'], { env: { LC_ALL: 'en_US.UTF-8' } }).err, /no command/);
  assert.match(run(['dance'], { env: { LC_ALL: 'zh_CN.UTF-8' } }).err, han);
});

test('the sample configuration is one that the program reads', () => {
  const { text } = ask('config', '--sample');
  for (const line of text.split('\n')) assert.match(line, /^(#|$)/);
  assert.match(text, /trusted_proxy/);
});
