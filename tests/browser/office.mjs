// SPDX-License-Identifier: Apache-2.0
// Officers by the interface, for the steps of a journey that are not its point.
import assert from 'node:assert/strict';
import { Client, newKey, officerOf } from '../api/lib.mjs';

export function openOffice(server) {
  const seated = new Map();

  async function sit(login) {
    if (!seated.has(login)) {
      const client = new Client(server);
      await client.logIn(officerOf(server, login));
      seated.set(login, client);
    }
    return seated.get(login);
  }

  async function see(login, subject, num) {
    return (await sit(login)).get(`/api/v1/${subject}s/${num}`);
  }

  async function me(login) {
    return (await (await sit(login)).get('/api/v1/me')).body;
  }

  async function post(login, subject, num, name, body) {
    const client = await sit(login);
    const dossier = await see(login, subject, num);
    const action = dossier.body.actions?.find((a) => a.name === name);
    const href = action?.href ?? `/api/v1/${subject}s/${num}/${name}`;
    const sent = action && !action.fields.length ? undefined : body;
    return client.post(href, sent, { etag: dossier.etag, key: newKey() });
  }

  async function act(login, subject, num, name, body = {}) {
    const r = await post(login, subject, num, name, body);
    assert.equal(r.status, 200, `${login} ${name}: ${JSON.stringify(r.body)}`);
    return r.body;
  }

  const tryAct = async (...all) => (await post(...all)).status;

  async function unit(name) {
    const { body } = await (await sit('xinfang4')).get('/api/v1/choices');
    return body.units.find((u) => u.label === name).value;
  }

  /** A received demand of 北门社区 to a matter at the district's dispatching desk: its number. */
  async function toDispatch(num) {
    await act('beimen1', 'demand', num, 'screen-valid', {});
    const { created } = await act('beimen1', 'demand', num, 'open-matter', {});
    await act('beimen1', 'matter', created, 'level-up', { reason: '社区办不了' });
    await act('dongcheng2', 'matter', created, 'level', { lvl: 'district' });
    return created;
  }

  /** One task from signing, or from where it stands, to the head's agreement. */
  async function work(handler, head, task, words, { signed = false } = {}) {
    if (!signed) await act(handler, 'task', task, 'sign', {});
    await act(handler, 'task', task, 'verify', { truth: '属实' });
    await act(handler, 'task', task, 'report', { words, result: 'solved' });
    await act(head, 'task', task, 'agree');
  }

  /** The housing office's lead task, the review and the answer (with a photo). */
  async function handleAndAnswer(matter, words, { signed, photo } = {}) {
    const { body } = await see('zhujian1', 'matter', matter);
    const lead = body.tasks.filter((k) => k.role === 'lead').pop();
    await work('zhujian1', 'zhujian2', lead.num, words, { signed });
    await act('xinfang7', 'matter', matter, 'review-agree', { solved: 'yes', thorough: 'yes' });
    const files = photo ? [(await (await sit('zhujian1')).upload(photo)).body.ref] : [];
    await act('zhujian1', 'matter', matter, 'answer', { words, result: 'solved', attachments: files });
  }

  async function toAnswer(num, lead, words) {
    const matter = await toDispatch(num);
    await act('xinfang4', 'matter', matter, 'dispatch', { lead: await unit(lead) });
    await handleAndAnswer(matter, words);
    return { matter };
  }

  return { me, see, act, tryAct, unit, toDispatch, work, handleAndAnswer, toAnswer };
}
