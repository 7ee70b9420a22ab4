// SPDX-License-Identifier: Apache-2.0
// The demo district's people and the usual way of a demand, for tests that look at one turn of it.
//   const office = await Office.of(server);
//   const demand = await office.demand({ words });          // { num, code }
//   const matter = await office.dispatched(demand.num);      // '…' of the matter, lead 住建, at the district
//   await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
//   await office.refused('zhujian1', 'matter', matter, 'close', 403);
import assert from 'node:assert/strict';
import { citizen, logIn, newKey } from './lib.mjs';

const folder = { demand: 'demands', matter: 'matters', task: 'tasks' };

export class Office {
  static async of(server) {
    const o = new Office();
    o.server = server;
    o.clients = new Map();
    o.person = citizen(server);
    const { body } = await (await o.by('xinfang3')).get('/api/v1/choices');
    o.units = new Map(body.units.map((u) => [u.name ?? u.label, u.id ?? u.value]));
    o.place = await o.placeOf('东城街道', '北门社区');
    return o;
  }

  async by(login) {
    if (!this.clients.has(login)) this.clients.set(login, await logIn(this.server, login));
    return this.clients.get(login);
  }

  unit(start) {
    const found = [...this.units].find(([name]) => name.startsWith(start));
    assert.ok(found, `no unit ${start}`);
    return found[1];
  }

  async placeOf(...names) {
    let parent = '';
    for (const name of names) {
      const { body } = await this.person.get(`/api/v1/public/places?parent=${parent}`);
      const found = body.places.find((p) => p.name === name);
      assert.ok(found, `no place ${name}`);
      parent = found.id;
    }
    return parent;
  }

  async see(login, subject, num) {
    const dossier = await (await this.by(login)).get(`/api/v1/${folder[subject]}/${num}`);
    assert.equal(dossier.status, 200, JSON.stringify(dossier.body));
    return dossier;
  }

  /** A step, found among the actions that this person is offered. */
  async act(login, subject, num, step, body = {}) {
    const dossier = await this.see(login, subject, num);
    const action = dossier.body.actions.find((a) => a.name === step);
    assert.ok(action, `${login} is not offered ${step} but ${dossier.body.actions.map((a) => a.name)}`);
    // A step without a form takes no body.
    const sent = action.fields.length ? body : undefined;
    const done = await (await this.by(login)).post(action.href, sent, { etag: dossier.etag, key: newKey() });
    assert.equal(done.status, 200, `${login} ${step}: ${JSON.stringify(done.body)}`);
    return done.body;
  }

  /** The same step is neither offered nor, when asked for all the same, taken. */
  async refused(login, subject, num, step, status, body = {}) {
    const client = await this.by(login);
    const dossier = await client.get(`/api/v1/${folder[subject]}/${num}`);
    const offered = (dossier.body.actions ?? []).map((a) => a.name);
    assert.ok(!offered.includes(step), `${login} is offered ${step}`);
    const tried = await client.post(`/api/v1/${folder[subject]}/${num}/${step}`, body, { etag: dossier.etag ?? '"1"' });
    assert.equal(tried.status, status, `${login} ${step}: ${JSON.stringify(tried.body)}`);
    return tried.body;
  }

  async demand(over = {}, client = this.person) {
    const said = client.officer && !over.channel ? { read_back: 'agreed' } : {};
    const sent = await client.submit({ ...said, words: '小区门口的路灯坏了三个月', place_id: this.place, ...over });
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    return sent.body;
  }

  async opened(num, valid = {}) {
    await this.act('beimen2', 'demand', num, 'screen-valid', valid);
    return (await this.act('beimen2', 'demand', num, 'open-matter')).created;
  }

  /** A matter at the district's desk, waiting to be levelled. */
  async climbed(num, valid = {}) {
    const matter = await this.opened(num, valid);
    await this.act('beimen2', 'matter', matter, 'level-up', { reason: '社区无力解决' });
    await this.act('dongcheng2', 'matter', matter, 'level-up', { reason: '涉及区级部门' });
    return matter;
  }

  async dispatched(num, { valid = {}, level = {}, ...over } = {}) {
    const matter = await this.climbed(num, valid);
    await this.act('xinfang3', 'matter', matter, 'level', { lvl: 'district', ...level });
    await this.act('xinfang3', 'matter', matter, 'dispatch', { lead: this.unit('区住'), ...over });
    return matter;
  }

  async reported(num, { report = {}, ...over } = {}) {
    const matter = await this.dispatched(num, over);
    const task = `${matter}-1`;
    await this.act('zhujian1', 'task', task, 'sign');
    await this.act('zhujian1', 'task', task, 'verify', { truth: '属实' });
    await this.act('zhujian1', 'task', task, 'report', { words: '已换新灯', result: 'solved', missing: '无', ...report });
    return matter;
  }

  async answered(num, { review = {}, answer = {}, ...over } = {}) {
    const matter = await this.reported(num, over);
    await this.act('zhujian2', 'task', `${matter}-1`, 'agree');
    await this.act('xinfang7', 'matter', matter, 'review-agree', { solved: 'yes', ...review });
    await this.act('zhujian1', 'matter', matter, 'answer', { words: '路灯已修好', ...answer });
    return matter;
  }

  async mine({ num, code }) {
    const answer = await this.person.get(`/api/v1/public/demands/${num}`, { code });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer;
  }

  async citizenActs(demand, step, body) {
    const mine = await this.mine(demand);
    const done = await this.person.act(mine, step, body, { code: demand.code });
    assert.equal(done.status, 200, `${step}: ${JSON.stringify(done.body)}`);
    return done.body;
  }
}
