// SPDX-License-Identifier: Apache-2.0
// The people of the demo district at their desks, and one demand's way past them.
//
//   const cast = await castOf(server);
//   const way = await cast.demand({ words: '…', place: '北门社区' });    // by a citizen
//   await way.demand('beimen2', 'screen-valid', { class: 'estate' });    // login, step, body
//   await way.matter('xinfang3', 'dispatch', { lead: cast.unit('住房和城乡') });
//   await way.task('zhujian1', 'sign');
//
// Every step goes over the interface: dossier, the action it offers, its form with the version.
// `cast.hit` gathers what was taken ("matter dispatch").
import assert from 'node:assert/strict';

import { huiyin } from '../server.mjs';
import { Client, citizen, newKey } from './lib.mjs';

const SECRET = '群众的事无小事-2026';

export class Cast {
  constructor(server) {
    this.server = server;
    this.desks = new Map();
    this.hit = new Set();
  }

  /**
   * The officer of that log-in name, logged in. Who has no password gets one as an administrator gives it;
   * a first password (`given`) is changed.
   */
  async as(login) {
    let desk = this.desks.get(login);
    if (!desk) {
      desk = this.enter(login);
      this.desks.set(login, desk);
    }
    return desk;
  }

  async enter(login) {
    const client = new Client(this.server);
    let known = this.server.officers.find((o) => o.login === login);
    if (!known) {
      const { password } = JSON.parse(huiyin('user', 'password', login, '--json', '--data', this.server.data));
      known = { login, password, given: true };
    }
    const me = await client.logIn(known);
    if (known.given) assert.equal(me.must_change, true, 'a given password is to be changed');
    if (!me.must_change) return client;
    const changed = await client.post('/api/v1/me/password', { old_password: known.password, new_password: SECRET });
    assert.ok(changed.status < 300, JSON.stringify(changed.body));
    known.password = SECRET;
    known.given = false;
    return client;
  }

  async learn(login) {
    const desk = await this.as(login);
    this.choices = (await desk.get('/api/v1/choices')).body;
    this.placeIds = new Map();
    const open = [undefined];
    const anybody = citizen(this.server);
    while (open.length) {
      const parent = open.pop();
      const { body } = await anybody.get(`/api/v1/public/places${parent ? `?parent=${parent}` : ''}`);
      for (const p of body.places) {
        this.placeIds.set(p.name, p.id);
        if (p.has_children) open.push(p.id);
      }
    }
    return this;
  }

  unit(part) {
    const found = this.choices.units.filter((u) => u.label.includes(part));
    assert.equal(found.length, 1, `${part}: ${found.map((u) => u.label)}`);
    return found[0].value;
  }

  place(part) {
    if (this.placeIds.has(part)) return this.placeIds.get(part);
    const found = [...this.placeIds.keys()].filter((n) => n.includes(part));
    assert.equal(found.length, 1, `${part}: ${found}`);
    return this.placeIds.get(found[0]);
  }

  /** A demand, by a citizen unless `by` names an officer. place: part of a place's name. */
  async demand({ place, by, ...body }) {
    const client = by ? await this.as(by) : citizen(this.server);
    const said = by && !body.channel ? { read_back: 'agreed' } : {};
    const sent = await client.submit({ ...said, ...body, ...(place ? { place_id: this.place(place) } : {}) });
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    this.hit.add('demand receive');
    return new Way(this, sent.body.num, sent.body.code);
  }
}

const FOLDER = { demand: 'demands', matter: 'matters', task: 'tasks' };

/** Refused with that status, and as a problem that says so. */
export function refused(answer, status, code) {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(answer.headers.get('content-type'), /problem\+json/);
  assert.equal(answer.body.status, status);
  assert.ok(answer.body.detail?.length > 1, 'a sentence for people');
  if (code) assert.equal(answer.body.code, code);
  return answer.body;
}

export class Way {
  constructor(cast, num, code) {
    Object.assign(this, { cast, num, code, matterNum: null, serial: 1 });
  }

  path(kind, num) {
    return `/api/v1/${FOLDER[kind]}/${num ?? this.numOf(kind)}`;
  }

  numOf(kind) {
    if (kind === 'demand') return this.num;
    assert.ok(this.matterNum, 'no matter was opened yet');
    return kind === 'matter' ? this.matterNum : `${this.matterNum}-${this.serial}`;
  }

  async see(login, kind = 'demand', num) {
    const desk = await this.cast.as(login);
    const got = await desk.get(this.path(kind, num));
    assert.equal(got.status, 200, `${login} ${this.path(kind, num)} ${JSON.stringify(got.body)}`);
    return got;
  }

  async state(login, kind = 'matter', num) {
    return (await this.see(login, kind, num)).body.state;
  }

  /** Takes the step; its answer. The dossier must offer it, unless options.offered is false. */
  async step(kind, login, name, body, num) {
    const desk = await this.cast.as(login);
    const dossier = await this.see(login, kind, num);
    const action = dossier.body.actions.find((a) => a.name === name);
    assert.ok(action, `${login}: ${name} is not among ${dossier.body.actions.map((a) => a.name)} of a ${dossier.body.state} ${kind}`);
    assert.equal(action.href, `${this.path(kind, num)}/${name}`);
    const done = await desk.post(action.href, action.fields.length ? (body ?? {}) : undefined, { etag: dossier.etag, key: newKey() });
    assert.equal(done.status, 200, `${kind} ${name} by ${login}: ${JSON.stringify(done.body)}`);
    this.cast.hit.add(`${kind} ${name}`);
    return done.body;
  }

  /** The step as a request of its own, whether it is offered or not: the answer as it comes. */
  async tries(kind, login, name, body, num) {
    const desk = await this.cast.as(login);
    const dossier = await desk.get(this.path(kind, num));
    return desk.post(`${this.path(kind, num)}/${name}`, body, { etag: dossier.etag ?? '"1"', key: newKey() });
  }

  async offers(login, kind = 'demand', num) {
    return (await this.see(login, kind, num)).body.actions.map((a) => a.name);
  }

  async demand(login, name, body) {
    const done = await this.step('demand', login, name, body);
    if (done.created) this.matterNum = done.created;
    return done;
  }

  matter(login, name, body) {
    return this.step('matter', login, name, body);
  }

  /** The task of that serial, else the one that was dispatched last to a lead (`this.serial`). */
  task(login, name, body, serial = this.serial) {
    return this.step('task', login, name, body, `${this.matterNum}-${serial}`);
  }

  mine() {
    return citizen(this.cast.server).get(`/api/v1/public/demands/${this.num}`, { code: this.code });
  }

  /** A step of the citizen's own. */
  async says(name, body) {
    const me = citizen(this.cast.server);
    const page = await this.mine();
    assert.equal(page.status, 200, JSON.stringify(page.body));
    const action = page.body.actions.find((a) => a.name === name);
    assert.ok(action, `${name} is not among ${page.body.actions.map((a) => a.name)} of a ${page.body.state} demand`);
    const done = await me.post(action.href, body, { etag: page.etag, key: newKey(), code: this.code });
    assert.equal(done.status, 200, `${name}: ${JSON.stringify(done.body)}`);
    this.cast.hit.add(`demand ${name}`);
    this.cast.hit.add(`public demand ${name}`);
    return done.body;
  }

  async wants(name, body) {
    const page = await this.mine();
    const me = citizen(this.cast.server);
    return me.post(`/api/v1/public/demands/${this.num}/${name}`, body, { etag: page.etag, key: newKey(), code: this.code });
  }
}

/** login: an officer who may look at what forms offer. */
export async function castOf(server, login = 'xinfang3') {
  return new Cast(server).learn(login);
}
