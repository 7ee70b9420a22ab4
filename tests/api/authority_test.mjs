// SPDX-License-Identifier: Apache-2.0
// Runs long.
// Who may do what, over the interface: every route, every role, on what is theirs and what is not.
//
// The steps are walked so that nothing changes: where the state is right with a version that is
// stale, where it is wrong with the current one. Who may take the step gets 412 or 409, everybody
// else is stopped before. What each role may do is read from
// tests/roles.golden, written by hand from the domain document; who sees what stands below.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { stored } from '../database.mjs';
import { huiyin, startServer } from '../server.mjs';
import { castOf, refused } from './cast.mjs';
import { citizen, Client, newKey } from './lib.mjs';

const V1 = '/api/v1';
// Tokens that nobody may read but by contact or unmask.
const secret = { name: '欧阳隐名', phone: '13987654321', mail: 'geheim@example.cn', idno: '51370119900101987X' };
const BARRED_WORDS = '东城街道干部吃拿卡要不办证';
const HOUSING = '住房和城乡';

let server, cast, spec, may;
const fixture = {};
const answers = []; // { who, path, text } of everything that is no contact or unmask

before(async () => {
  server = await startServer();
  cast = await castOf(server);
  spec = (await citizen(server).get(`${V1}/openapi.json`)).body;
  may = readGolden();
  await makeFixtures();
});
after(() => server?.stop());

/** Map "subject step" → { roles, states } out of the hand-written table. */
function readGolden() {
  const table = new Map();
  for (const line of readFileSync(new URL('../roles.golden', import.meta.url), 'utf8').split('\n')) {
    const m = /^may (\w+) \| (\w+) (\w+) \| (.+)$/.exec(line);
    if (!m || m[1] === 'system') continue;
    for (const step of m[4].split(' ')) {
      const row = table.get(`${m[2]} ${step}`) ?? { roles: new Set(), at: new Set() };
      row.roles.add(m[1]);
      row.at.add(`${m[1]} ${m[3]}`);
      table.set(`${m[2]} ${step}`, row);
    }
  }
  return table;
}

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');

async function uploaded() {
  const up = await citizen(server).upload({ name: 'a.png', bytes: picture, type: 'image/png' });
  assert.equal(up.status, 201, JSON.stringify(up.body));
  return up.body;
}

async function makeFixtures() {
  const person = { privacy: 'confidential', ...secret };
  delete person.idno;
  const photo = await uploaded();
  fixture.photo = photo.id;
  // At the community's desk.
  fixture.near = await cast.demand({ words: '门口积水', place: '北门社区', attachments: [photo.ref], ...person, notify: 'mail' });
  // In the hands of a department.
  const far = await cast.demand({ by: 'xinfang1', words: '外墙瓷砖脱落', privacy: 'named', ...secret });
  await far.demand('xinfang1', 'screen-valid', {});
  await far.demand('xinfang3', 'open-matter', {});
  await far.matter('xinfang3', 'level', { lvl: 'district' });
  await far.matter('xinfang4', 'dispatch', { lead: cast.unit(HOUSING) });
  await far.task('zhujian1', 'sign');
  await far.matter('lingdao1', 'instruct', { words: '请一周内报告', units: [cast.unit(HOUSING)] });
  fixture.far = far;
  // Before the reviewers.
  const under = await cast.demand({ by: 'xinfang1', words: '围墙开裂', privacy: 'anonymous' });
  await under.demand('xinfang1', 'screen-valid', {});
  await under.demand('xinfang3', 'open-matter', {});
  await under.matter('xinfang3', 'level', { lvl: 'district' });
  await under.matter('xinfang4', 'dispatch', { lead: cast.unit(HOUSING) });
  await under.task('zhujian1', 'sign');
  await under.task('zhujian1', 'verify', { truth: '属实' });
  await under.task('zhujian1', 'report', { words: '已加固', result: 'solved' });
  await under.task('zhujian2', 'agree');
  fixture.under = under;
  // About the street that it comes from: that street and its communities are barred.
  const proof = await uploaded();
  fixture.proof = proof.id;
  const about = await cast.demand({ by: 'xinfang1', words: BARRED_WORDS, title: BARRED_WORDS, place_id: cast.place('北门社区'), complained_unit: cast.unit('东城街道'), attachments: [proof.ref], privacy: 'named', ...secret });
  await about.demand('xinfang1', 'screen-valid', {});
  await about.demand('xinfang3', 'open-matter', {});
  await about.matter('xinfang3', 'level', { lvl: 'district' });
  await about.matter('xinfang4', 'dispatch', { lead: cast.unit('综合行政执法') });
  fixture.about = about;
  fixture.nobody = await cast.demand({ words: '匿名反映夜间施工', privacy: 'anonymous' });
  fixture.other = await cast.demand({ words: '别人的诉求', privacy: 'anonymous' });
}

/** Everybody whose password the demo shows, one of another department and one of another street. */
function people() {
  return [...server.officers.map((o) => ({ login: o.login, roles: new Set(o.roles) })), { login: 'chengguan2', roles: new Set(['head']) }, { login: 'xicheng3', roles: new Set(['operator', 'collector', 'handler', 'screener', 'dispatcher', 'callback']) }];
}

const ADMINISTRATOR = ['admin_system', 'admin_security', 'admin_audit', 'publisher'];
const isDistrict = (p) => !/^(zhujian|chengguan|dongcheng|beimen|xicheng)/.test(p.login);

/** Who sees what, by hand: subtree or participation; not the barred subtree; not who keeps the machines. */
const compares = (p) => ['operator', 'collector', 'screener', 'dispatcher'].some((r) => p.roles.has(r));
function sees(person, what) {
  if ([...person.roles].every((r) => ADMINISTRATOR.includes(r))) return false;
  if (isDistrict(person)) return true;
  if (what === 'near') return /^(dongcheng|beimen)/.test(person.login);
  if (what === 'far') return /^zhujian/.test(person.login);
  if (what === 'about') return /^chengguan/.test(person.login);
  return false;
}

const subjects = () => [
  { what: 'near', kind: 'demand', num: fixture.near.num, state: 'received' },
  { what: 'far', kind: 'demand', num: fixture.far.num, state: 'in_matter' },
  { what: 'far', kind: 'matter', num: fixture.far.matterNum, state: 'handling' },
  { what: 'far', kind: 'task', num: `${fixture.far.matterNum}-1`, state: 'signed' },
  { what: 'far', kind: 'matter', num: fixture.under.matterNum, state: 'in_review' },
  { what: 'about', kind: 'demand', num: fixture.about.num, state: 'in_matter' },
  { what: 'about', kind: 'matter', num: fixture.about.matterNum, state: 'handling' },
  { what: 'about', kind: 'task', num: `${fixture.about.matterNum}-1`, state: 'sent' },
];

/** The least that the shape of a body asks for. */
function leastBody(schema) {
  if (!schema) return undefined;
  const body = {};
  for (const name of schema.required) {
    const f = schema.properties[name];
    if (f.enum) body[name] = f.enum.find((v) => v);
    else if (f.type === 'integer') body[name] = Math.max(f.minimum ?? 1, 1);
    else if (f.type === 'boolean') body[name] = true;
    else if (f.type === 'array') body[name] = Array.from({ length: f.minItems ?? 1 }, (_, i) => String(i + 1));
    else if (f.format === 'date-time') body[name] = '2026-12-01T00:00:00+08:00';
    else if (f.pattern) body[name] = '1';
    else body[name] = '情况说明'.slice(0, f.maxLength);
  }
  return body;
}

function bodyOf(op) {
  const ref = op.requestBody?.content['application/json']?.schema.$ref;
  return ref ? leastBody(spec.components.schemas[ref.split('/').pop()]) : undefined;
}

async function ask(client, who, method, path, options) {
  const got = await client.ask(method, path, options);
  answers.push({ who, path, text: Buffer.isBuffer(got.body) ? got.body.toString('latin1') : JSON.stringify(got.body) });
  return got;
}

const STEP = /^\/api\/v1\/(demand|matter|task)s\/\{num\}\/([a-z-]+)$/;
const CONTACT = ['contact', 'unmask'];
const steps = () => Object.entries(spec.paths).flatMap(([path, verbs]) => {
  const m = STEP.exec(path);
  return m && verbs.post && !CONTACT.includes(m[2]) ? [{ kind: m[1], step: m[2], op: verbs.post }] : [];
});

describe('every step, every role, on what is theirs and what is not', () => {
  test('the routes are those of the hand-written table', () => {
    const officers = [...may].filter(([, row]) => [...row.roles].some((r) => r !== 'citizen')).map(([name]) => name);
    assert.deepEqual(steps().map((s) => `${s.kind} ${s.step}`).sort(), officers.sort());
    for (const s of steps()) {
      const roles = [...may.get(`${s.kind} ${s.step}`).roles].filter((r) => r !== 'citizen').sort();
      const said = s.op['x-roles'].filter((r) => r !== 'system' && r !== 'import').sort();
      assert.deepEqual(said, roles, `${s.kind} ${s.step}`);
    }
  });

  test('officers', async () => {
    const wrong = [];
    const reached = new Set();
    let asked = 0;
    for (const person of people()) {
      const desk = await cast.as(person.login);
      for (const s of subjects()) {
        const seen = sees(person, s.what);
        const got = await ask(desk, person.login, 'GET', `${V1}/${s.kind}s/${s.num}`);
        if (got.status !== (seen ? 200 : 404)) wrong.push(`${person.login} GET ${s.what} ${s.kind}: ${got.status}`);
        const offered = new Set(got.body.actions?.map((a) => a.name));
        const jobs = steps().filter((r) => r.kind === s.kind).map(async (r) => {
          const row = may.get(`${r.kind} ${r.step}`);
          const holds = [...row.roles].some((role) => person.roles.has(role));
          const here = [...person.roles].some((role) => row.at.has(`${role} ${s.state}`));
          const reply = await ask(desk, person.login, 'POST', `${V1}/${s.kind}s/${s.num}/${r.step}`, { body: bodyOf(r.op), etag: here || !seen ? '"0"' : got.etag, key: newKey() });
          asked++;
          let want;
          if (!holds) want = [403];
          else if (!seen) want = [404];
          else if (!here) want = [403, 409];
          else want = [403, 412];
          if (!want.includes(reply.status)) wrong.push(`${person.login} ${r.kind} ${r.step} on ${s.what} (${s.state}): ${reply.status} ${reply.body?.detail}, not ${want}`);
          if (offered.has(r.step) && reply.status !== 412) wrong.push(`${person.login} is offered ${r.kind} ${r.step} on ${s.what} and gets ${reply.status}`);
          if (reply.status === 412 || reply.status === 409) reached.add(`${r.kind} ${r.step}`);
        });
        await Promise.all(jobs);
      }
    }
    assert.deepEqual(wrong, []);
    const never = steps().map((s) => `${s.kind} ${s.step}`).filter((n) => !reached.has(n));
    assert.deepEqual(never, [], 'each step lets somebody through');
    assert.ok(asked > 3000, `${asked} requests`);
  });

  test('nobody is logged in', async () => {
    for (const [path, verbs] of Object.entries(spec.paths))
      for (const [verb, op] of Object.entries(verbs)) {
        if (!op.security?.length) continue;
        const at = path.replace('{num}', fixture.far.num).replace('{id}', fixture.photo);
        const got = await ask(citizen(server), 'nobody', verb.toUpperCase(), at, { body: bodyOf(op), etag: '"0"', key: newKey() });
        refused(got, 401);
      }
  });

  test('a citizen with the code of another demand, a wrong code, none', async () => {
    const me = citizen(server);
    const paths = Object.entries(spec.paths).filter(([p]) => p.startsWith(`${V1}/public/demands/{num}`));
    assert.ok(paths.length > 8);
    for (const [path, verbs] of paths)
      for (const [verb, op] of Object.entries(verbs)) {
        const target = await cast.demand({ words: '门口积水' }); // guesses at one number are slowed down
        const at = path.replace('{num}', target.num).replace('{id}', fixture.photo);
        const send = (code) => ask(me, 'citizen', verb.toUpperCase(), at, { body: bodyOf(op), etag: '"0"', key: newKey(), code });
        const others = refused(await send(fixture.other.code), 404);
        const wrong = refused(await send('AAAAAAAAAA'), 404);
        assert.equal(others.detail, wrong.detail, 'neither can be tried out');
        refused(await send(undefined), 401);
      }
    // What is theirs is let through: as far as the state, which comes after the version.
    const { etag } = await ask(me, 'citizen', 'GET', `${V1}/public/demands/${fixture.near.num}`, { code: fixture.near.code });
    for (const [path, verbs] of paths) {
      const m = /\{num\}\/([a-z-]+)$/.exec(path);
      if (!verbs.post || !m) continue;
      const send = (version) => ask(me, 'citizen', 'POST', path.replace('{num}', fixture.near.num), { body: bodyOf(verbs.post), etag: version, key: newKey(), code: fixture.near.code });
      refused(await send('"0"'), 412);
      if (!may.get(`demand ${m[1]}`).at.has('citizen received')) refused(await send(etag), 409);
    }
  });
});

describe('every other route', () => {
  /** What the table of routes gives to some roles only; whose subject it is, each one's own test asks. */
  const forRoles = () => JSON.parse(huiyin('routes', '--json'))
    .filter((r) => r.who === 'officer' && r.roles && !STEP.test(r.path))
    .map((r) => ({ ...r, roles: r.roles.split(','), name: `${r.method.toLowerCase()} ${r.path}` }));
  /** path → what officers get: a status, or a function of the person. What is not here is unknown to this test. */
  const table = () => ({
    'get /health': 200,
    'get /ready': 200,
    'get /print.css': 200,
    'get /plain': 200,
    'post /plain': 400,
    'get /plain/follow': 200,
    'post /plain/follow': 400,
    'get /plain.css': 200,
    'get /api/v1/docs': 200,
    'get /api/v1/docs.css': 200,
    'get /api/v1/openapi.json': 200,
    'get /api/v1/public/place': 200,
    'get /api/v1/public/figures': 200,
    'get /api/v1/public/places': 200,
    'get /api/v1/public/outlines': 200,
    'get /api/v1/public/locate': 400,
    'get /api/v1/public/responsible': 400,
    'get /api/v1/public/answers': 200,
    'post /api/v1/public/similar': 400,
    'get /api/v1/choices': 200,
    'get /api/v1/officers': 200,
    'get /api/v1/me': 200,
    'get /api/v1/work': 200,
    'get /api/v1/live': (p) => (ADMINISTRATOR.some((r) => p.roles.has(r)) ? 204 : 200), // no list of their own
    'post /api/v1/work/file': 400,
    'get /api/v1/work/views': 200,
    'post /api/v1/work/views': 400,
    // Of which version is asked for before whose it is.
    'post /api/v1/work/views/{id}/change': 428,
    'post /api/v1/work/views/{id}/remove': 428,
    'get /api/v1/find': 400,
    'get /api/v1/alarms': 200,
    'get /api/v1/alarms/mine': 200,
    'get /api/v1/urgent/rules': 200,
    'post /api/v1/urgent/try': 400,
    'post /api/v1/search': 400,
    'get /api/v1/agencies': 200,
    'get /api/v1/agencies/file': 200,
    'get /api/v1/agencies/{serial}': 200,
    'get /api/v1/documents': 400,
    'post /api/v1/documents': 400,
    'get /api/v1/documents/{id}': 404,
    'get /api/v1/documents/{id}/docx': 404,
    'get /api/v1/documents/{id}/pdf': 404,
    'post /api/v1/documents/{id}/pdf': 404,
    'get /api/v1/bundles': 200,
    'get /api/v1/practice': 404, // no practice register
    'get /api/v1/supervised': 200,
    'get /api/v1/agreements/{num}/{serial}': 404, // no agreement
    'get /api/v1/bundles/{num}': 404, // the number of a demand
    'get /api/v1/campaigns': 200,
    'get /api/v1/campaigns/{code}': 404,
    'get /api/v1/public/calls': 200,
    'get /api/v1/public/posters/{code}': 404,
    'get /api/v1/questionnaires': 200,
    'get /api/v1/questionnaires/{code}': 404,
    'get /api/v1/questionnaires/{code}/file': 404,
    'get /api/v1/public/questionnaires/{code}': 404,
    'post /api/v1/public/questionnaires/{code}/sheets': 400,
    'get /api/v1/spots': 400, // of which kind
    'get /api/v1/spots/due': 200,
    'get /api/v1/spots/print': 400,
    'get /api/v1/spots/{id}': 404, // the id of an attachment
    'get /api/v1/spots/{id}/png': 404,
    'get /api/v1/visits': 200,
    'get /api/v1/inspections': 200,
    'get /api/v1/inspections/{num}': 404, // the number of a demand
    'get /api/v1/inspections/{num}/recompute': 404,
    'post /api/v1/inspections/{num}/look': 400,
    'post /api/v1/inspections/{num}/findings': 400,
    'get /api/v1/findings': 200,
    'get /api/v1/findings/{num}': 404,
    // Of which version is asked for before who it is.
    'post /api/v1/findings/{num}/check': 428,
    'post /api/v1/findings/{num}/drop': 428,
    'get /api/v1/visits/{id}': 404, // the id of an attachment
    'post /api/v1/attachments': 400,
    'options /api/v1/uploads': 204,
    'options /api/v1/uploads/{id}': 204,
    // Which version is spoken is asked for before whose upload it is.
    'post /api/v1/uploads': 412,
    'get /api/v1/uploads/{id}': 412,
    'post /api/v1/uploads/{id}': 412,
    'patch /api/v1/uploads/{id}': 412,
    'delete /api/v1/uploads/{id}': 412,
    'post /api/v1/login': 400,
    'post /api/v1/me/password': 403,
    'post /api/v1/demands': (p) => (['operator', 'collector', 'exchange'].some((r) => p.roles.has(r)) ? 400 : 403),
    'get /api/v1/attachments/{id}': (p) => (sees(p, 'about') ? 200 : 404),
    'get /api/v1/demands/{num}': (p) => (sees(p, 'about') ? 200 : 404),
    'get /api/v1/matters/{num}': (p) => (sees(p, 'about') ? 200 : 404),
    'get /api/v1/tasks/{num}': (p) => (sees(p, 'about') ? 200 : 404),
    'get /api/v1/clocks/{num}': (p) => (sees(p, 'about') ? 200 : 404),
    'get /api/v1/slip/{num}': (p) => (sees(p, 'about') ? 200 : 404),
    'get /api/v1/remind/{num}': (p) => (sees(p, 'about') ? 200 : 404),
    'post /api/v1/demands/{num}/contact': (p) => (p.login === 'xinfang1' ? 200 : sees(p, 'about') ? 400 : 404),
    'post /api/v1/demands/{num}/unmask': (p) => (sees(p, 'about') ? 200 : 404),
    'get /api/v1/public/demands/{num}': 401,
    'get /api/v1/public/demands/{num}/attachments/{id}': 401,
    'get /api/v1/models': (p) => (['analyst', 'supervisor', 'leader', 'admin_system'].some((r) => p.roles.has(r)) ? 200 : 403),
    'post /api/v1/models/{target}/rule': (p) => (['analyst', 'admin_system'].some((r) => p.roles.has(r)) ? 428 : 403),
    'post /api/v1/suggestions': (p) => (['operator', 'collector', 'exchange', 'screener'].some((r) => p.roles.has(r)) ? 400 : 403),
    'get /api/v1/demands/{num}/same': (p) => (!compares(p) ? 403 : sees(p, 'about') ? 200 : 404),
    'get /api/v1/demands/{num}/schemes': (p) => (sees(p, 'about') ? 200 : 404),
    'post /api/v1/same': (p) => (compares(p) ? 400 : 403),
    'get /api/v1/directory': 200,
    'get /api/v1/directory/{version}': 200,
    'get /api/v1/directory/{version}/diff': 400,
    'get /api/v1/directory/{version}/file': 200,
    'get /api/v1/directory/report': (p) => (['admin_system', 'dispatcher', 'arbiter', 'supervisor', 'leader', 'analyst'].some((r) => p.roles.has(r)) ? 200 : 403),
    // Who dispatches for a street or community only is told so after the version was asked for.
    'post /api/v1/directory': (p) => (['admin_system', 'dispatcher'].some((r) => p.roles.has(r)) ? 428 : 403),
    'post /api/v1/directory/change': (p) => (['admin_system', 'dispatcher'].some((r) => p.roles.has(r)) ? 428 : 403),
    'post /api/v1/logout': null, // in the test of the door
  });
  const bodies = {
    'post /api/v1/login': {},
    'post /api/v1/me/password': { old_password: 'not the password', new_password: 'another one 2026' },
    'post /api/v1/demands': {},
    'post /api/v1/demands/{num}/unmask': { reason: '核实情况' },
  };

  test('each is in the table, and the table has no other', () => {
    const rest = Object.entries(spec.paths).flatMap(([path, verbs]) => Object.keys(verbs).map((v) => `${v} ${path}`))
      .filter((r) => !(r.startsWith('post ') && STEP.test(r.split(' ')[1]) && !/contact|unmask/.test(r)) && !/^post \/api\/v1\/public\/demands\/\{num\}\//.test(r));
    const known = new Set(forRoles().map((r) => r.name));
    assert.deepEqual(rest.filter((r) => !known.has(r)).sort(), Object.keys(table()).filter((r) => !known.has(r)).sort());
  });

  test('a route for some roles is refused to all others, and only to them', async () => {
    const wrong = [];
    for (const person of people()) {
      const desk = await cast.as(person.login);
      for (const { method, path, roles, name } of forRoles()) {
        if (table()[name] !== undefined) continue;
        const at = path.replace('{num}', fixture.about.num).replace('{id}', fixture.proof).replace(/\{(code|kind)\}/, 'no-such');
        const got = await desk.ask(method, at, { key: newKey() });
        const may = roles.some((r) => person.roles.has(r));
        if (may ? [401, 403, 500].includes(got.status) : got.status !== 403)
          wrong.push(`${person.login} ${name}: ${got.status} ${JSON.stringify(got.body)?.slice(0, 120)}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  test('officers', async () => {
    const wrong = [];
    for (const person of people()) {
      const desk = await cast.as(person.login);
      for (const [route, want] of Object.entries(table())) {
        if (want === null || (route.includes('/me/password') && person.login !== 'lingdao1')) continue;
        const [verb, path] = route.split(' ');
        const num = /matters|remind/.test(path) ? fixture.about.matterNum : /tasks|slip/.test(path) ? `${fixture.about.matterNum}-1` : fixture.about.num;
        const at = path.replace('{num}', num).replace('{id}', fixture.proof).replace(/\{(version|serial)\}/, '1');
        const client = CONTACT.some((c) => path.endsWith(c)) ? null : person.login;
        const options = { body: bodies[route], key: newKey() };
        const got = client ? await ask(desk, client, verb.toUpperCase(), at, options) : await desk.ask(verb.toUpperCase(), at, options);
        const expected = typeof want === 'function' ? want(person) : want;
        if (got.status !== expected) wrong.push(`${person.login} ${verb} ${at}: ${got.status} ${JSON.stringify(got.body)?.slice(0, 120)}, not ${expected}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});

describe('the unit complained about', () => {
  const lists = ['act', 'mine', 'part', 'open', 'all', 'overdue', 'urgent', 'again', 'returned'];

  test('finds nothing by any route', async () => {
    const { about } = fixture;
    for (const login of ['dongcheng1', 'dongcheng2', 'dongcheng3', 'dongcheng4', 'beimen1', 'beimen2']) {
      const desk = await cast.as(login);
      for (const list of lists) {
        const got = await ask(desk, login, 'GET', `${V1}/work?list=${list}&limit=100`);
        assert.equal(got.status, 200);
        assert.ok(!got.body.rows.some((r) => r.num.startsWith(about.num) || r.num.startsWith(about.matterNum)), `${login} ${list}`);
      }
      for (const num of [about.num, about.matterNum, `${about.matterNum}-1`])
        for (const way of ['find?num=', 'clocks/']) refused(await ask(desk, login, 'GET', `${V1}/${way}${num}`), 404);
      refused(await ask(desk, login, 'GET', `${V1}/attachments/${fixture.proof}`), 404);
      refused(await ask(desk, login, 'POST', `${V1}/demands/${about.num}/contact`), 404);
      refused(await ask(desk, login, 'POST', `${V1}/demands/${about.num}/unmask`, { body: { reason: '想知道是谁' } }), 404);
    }
    const leaks = answers.filter((a) => /^(dongcheng|beimen)/.test(a.who) && a.text.includes(BARRED_WORDS));
    assert.deepEqual(leaks.map((l) => `${l.who} ${l.path}`), []);
  });

  test('allowed to handle it by a reviewer, it reads the released text and nothing of the citizen', async () => {
    const words = '住建局窗口两次叫我去私下见面';
    const way = await cast.demand({ by: 'xinfang1', words, title: words, place_id: cast.place('鼓楼社区'), complained_unit: cast.unit(HOUSING), privacy: 'named', ...secret });
    await way.demand('xinfang1', 'screen-valid', {});
    await way.demand('xinfang3', 'open-matter', {});
    await way.matter('xinfang3', 'level', { lvl: 'district' });
    const { officers } = (await (await cast.as('quwei1')).get(`${V1}/officers`)).body;
    await way.matter('quwei1', 'allow-barred', { go_between: officers.find((o) => o.label.includes('陈回访')).value, reason: '档案只在该局' });
    assert.equal(refused(await way.tries('matter', 'xinfang3', 'dispatch', { lead: cast.unit(HOUSING) }), 400).field, 'words');
    const released = '请提供雨棚审批档案';
    await way.matter('xinfang3', 'dispatch', { lead: cast.unit(HOUSING), words: released });
    const desk = await cast.as('zhujian1');
    const task = `${way.matterNum}-1`;
    const read = [];
    const look = async (path) => {
      const got = await desk.get(V1 + path);
      assert.equal(got.status, 200, `${path} ${JSON.stringify(got.body)}`);
      read.push({ path, text: typeof got.body === 'string' ? got.body : JSON.stringify(got.body) });
      return got.body;
    };
    const list = await look('/work?list=act');
    assert.ok(list.rows.some((r) => r.num === task), 'its task is on its list');
    const dossier = await look(`/tasks/${task}`);
    assert.ok(JSON.stringify(dossier).includes(released));
    assert.ok((await look(`/slip/${task}`)).includes(released));
    await look(`/remind/${task}`);
    await look(`/find?num=${task}`);
    await look(`/clocks/${task}`);
    const row = list.rows.find((r) => r.num === task);
    assert.deepEqual([row.words, row.privacy], [undefined, undefined], 'nothing of the citizen');
    for (const path of [`/demands/${way.num}`, `/matters/${way.matterNum}`, `/find?num=${way.num}`, `/clocks/${way.matterNum}`, `/slip/${way.matterNum}-2`]) refused(await desk.get(V1 + path), 404);
    refused(await desk.post(`${V1}/demands/${way.num}/contact`), 404);
    const tells = [words, words.slice(0, 8), '鼓楼', ...Object.values(secret)];
    assert.deepEqual(read.filter((r) => tells.some((t) => r.text.includes(t))).map((r) => r.path), []);
    await way.task('zhujian1', 'sign');
    refused(await way.tries('task', 'zhujian1', 'note', { words: '请撤诉', tell_citizens: true }), 409);
    await way.task('zhujian1', 'verify', { truth: '属实' });
    await way.task('zhujian1', 'report', { words: '档案附后', result: 'explained' });
    await way.task('zhujian2', 'agree');
    await way.matter('quwei1', 'review-agree', {});
    refused(await way.tries('matter', 'zhujian1', 'answer', { words: '答复' }), 404);
    const go = await cast.as('xinfang5');
    const reached = await go.post(`${V1}/demands/${way.num}/contact`);
    assert.equal(reached.status, 200, 'the go-between makes contact');
    await way.matter('xinfang5', 'answer', { words: '档案已核对，窗口人员已约谈' });
  });

  test('is not let in by a join, nor by being asked to act', async () => {
    const desk = await cast.as('dongcheng2');
    const mine = await cast.demand({ words: '我要并进去看看', place: '北门社区', privacy: 'anonymous' });
    await mine.demand('beimen2', 'screen-valid', {});
    const got = await mine.tries('demand', 'dongcheng2', 'join', { matter: fixture.about.matterNum });
    refused(got, 404);
    assert.ok(desk);
  });
});

describe('who the citizen is', () => {
  test('is masked in every answer but contact and unmask, each of which is recorded', async () => {
    const { far, near, nobody } = fixture;
    const handler = await cast.as('zhujian1');
    const shown = await handler.post(`${V1}/demands/${far.num}/contact`);
    assert.equal(shown.status, 200, JSON.stringify(shown.body));
    assert.deepEqual([shown.body.name, shown.body.phone, shown.body.idno], [secret.name, secret.phone, secret.idno]);
    const head = await cast.as('zhujian2');
    refused(await head.post(`${V1}/demands/${far.num}/contact`), 400);
    refused(await head.post(`${V1}/demands/${far.num}/unmask`, {}), 400);
    const opened = await head.post(`${V1}/demands/${far.num}/unmask`, { reason: '需要上门核实' });
    assert.equal(opened.status, 200);
    const { body } = await far.see('zhujian1');
    const recorded = body.timeline.filter((e) => ['contact', 'unmask'].includes(e.action));
    assert.deepEqual(recorded.slice(-2).map((e) => [e.action, e.texts.reason ?? '']), [['contact', ''], ['unmask', '需要上门核实']]);
    assert.equal(body.person.phone, '139****4321');
    // Everything that can be read of the three, by everybody who may.
    for (const person of people()) {
      const desk = await cast.as(person.login);
      for (const s of subjects()) await ask(desk, person.login, 'GET', `${V1}/${s.kind}s/${s.num}`);
      for (const list of ['act', 'part', 'all']) await ask(desk, person.login, 'GET', `${V1}/work?list=${list}&limit=100`);
      await ask(desk, person.login, 'GET', `${V1}/slip/${far.matterNum}-1`);
      await ask(desk, person.login, 'GET', `${V1}/remind/${far.matterNum}`);
      await ask(desk, person.login, 'GET', `${V1}/remind/${far.matterNum}-1`);
      await ask(desk, person.login, 'GET', `${V1}/officers`);
    }
    for (const way of [near, far]) answers.push({ who: 'citizen', path: way.num, text: JSON.stringify((await way.mine()).body) });
    const leaks = answers.filter((a) => Object.values(secret).some((s) => a.text.includes(s)));
    assert.deepEqual(leaks.map((l) => `${l.who} ${l.path}`), []);
    // Nobody was asked: nothing there to open.
    const desk = await cast.as('xinfang1');
    refused(await desk.post(`${V1}/demands/${nobody.num}/unmask`, { reason: '想知道' }), 409);
    assert.equal((await nobody.see('xinfang1')).body.person.known, false);
  });

  test('stands neither in the database nor in the log in clear', () => {
    const text = stored(server.data);
    assert.ok(text.length > 100000);
    for (const [what, value] of Object.entries(secret)) {
      const bytes = Buffer.from(value).toString('latin1');
      assert.ok(!text.includes(bytes), `${what} in the database`);
      assert.ok(!server.log().includes(value), `${what} in the log`);
    }
  });
});

describe('what is refused before anything happens', () => {
  const body = { words: '补充说明' };
  const add = () => `${V1}/demands/${fixture.near.num}/add`;
  let desk;
  before(async () => {
    desk = await cast.as('beimen2');
  });

  test('an unknown field, in every body there is', async () => {
    for (const [path, verbs] of Object.entries(spec.paths))
      for (const op of Object.values(verbs)) {
        const schema = op.requestBody?.content['application/json']?.schema;
        if (!schema) continue;
        const ref = (schema.$ref ?? schema.oneOf?.[0].$ref ?? schema.properties.rows.items.$ref).split('/').pop();
        assert.equal(spec.components.schemas[ref].additionalProperties, false, path);
      }
    const got = await desk.post(add(), { ...body, no_such_field: 1 }, { etag: '"1"' });
    assert.equal(refused(got, 400).field, 'no_such_field');
    const public_ = await citizen(server).submit({ words: '路灯坏了', idno: '1' });
    assert.equal(refused(public_, 400).field, 'idno', 'what only an officer may say');
  });

  test('a change without the token of the session, with that of another', async () => {
    const bare = new Client(server);
    bare.cookie = desk.cookie;
    refused(await bare.post(add(), body, { etag: '"1"' }), 403);
    bare.csrf = (await cast.as('beimen1')).csrf;
    refused(await bare.post(add(), body, { etag: '"1"' }), 403);
  });

  test('no version 428, a stale one 412 with what changed, a malformed one 400', async () => {
    refused(await desk.post(add(), body), 428);
    await fixture.near.demand('beimen2', 'add', body);
    await fixture.near.says('add', body);
    const { body: now } = await fixture.near.see('beimen2');
    const stale = refused(await desk.post(add(), body, { etag: '"1"' }), 412);
    assert.equal(stale.version, now.version);
    assert.deepEqual(stale.changed.map((c) => [c.version, c.action]), [[2, 'add'], [3, 'add']]);
    assert.ok(stale.changed.every((c) => c.action_text && c.at));
    for (const etag of ['1', '"x"', '"-1"', '*', '"1"x', 'W/"1"']) refused(await desk.post(add(), body, { etag }), 400);
    const mine = citizen(server);
    refused(await mine.post(`${V1}/public/demands/${fixture.near.num}/add`, body, { code: fixture.near.code }), 428);
  });

  test('a wrong state 409, a number with a wrong digit 400, an unknown one 404', async () => {
    const { near } = fixture;
    refused(await near.tries('demand', 'beimen2', 'explain', { how: 'phone', words: '不可能' }), 409);
    const digits = [...near.num];
    for (const i of [3, 10, 16, near.num.length - 1]) {
      const bad = digits.map((d, k) => (k === i ? String((Number(d) + 1) % 10) : d)).join('');
      refused(await desk.get(`${V1}/demands/${bad}`), 400);
      refused(await desk.get(`${V1}/find?num=${bad}`), 400);
      refused(await citizen(server).get(`${V1}/public/demands/${bad}`, { code: near.code }), 404);
    }
    refused(await desk.get(`${V1}/demands/abc`), 400);
    refused(await desk.get(`${V1}/matters/${near.num}`), 404);
    refused(await desk.get(`${V1}/tasks/${near.num}-1`), 404);
    refused(await desk.get(`${V1}/no-such-route`), 404);
    assert.equal((await desk.ask('DELETE', `${V1}/demands/${near.num}`)).status, 405);
  });

  test('words too long, too short, not UTF-8, with controls; JSON too deep, doubled, cut off', async () => {
    const me = citizen(server);
    const send = (raw) => me.ask('POST', `${V1}/demands`, { body: raw, key: newKey(), headers: { 'content-type': 'application/json' } });
    assert.equal((await me.submit({ words: '字'.repeat(10000) })).status, 201, 'as long as is said');
    assert.equal(refused(await me.submit({ words: '字'.repeat(10001) }), 400).field, 'words');
    for (const words of ['', ' ', '字', '\u3000\u3000', 17, null, ['路灯'], { a: 1 }]) refused(await me.submit({ words }), 400);
    refused(await me.submit({}), 400);
    refused(await me.submit({ words: '路灯坏了', title: '题'.repeat(101) }), 400);
    refused(await me.submit({ words: '路灯坏了', head_count: -1 }), 400);
    refused(await me.submit({ words: '路灯坏了', head_count: 1e9 }), 400);
    refused(await me.submit({ words: '路灯坏了', head_count: 1.5 }), 400);
    refused(await me.submit({ words: '路灯坏了', privacy: 'secret' }), 400);
    refused(await me.submit({ words: '路灯坏了', place_id: '99' }), 400);
    refused(await me.submit({ words: '路灯坏了', lon: 106.7, lat: 31.8 }), 400);
    refused(await me.submit({ words: '路灯坏了', lon: 206.7, lat: 31.8, crs: 'GCJ-02' }), 400);
    refused(await me.submit({ words: '路灯坏了', privacy: 'anonymous', phone: '13900000000' }), 400);
    refused(await me.submit({ words: '路灯坏了', notify: 'sms' }), 400);
    refused(await me.submit({ words: '路灯坏了', attachments: ['1:abc'] }), 400);
    refused(await me.submit({ words: '路灯坏了', attachments: Array.from({ length: 10 }, (_, i) => `${i}:abc`) }), 400);
    const bytes = (...parts) => Buffer.concat(parts.map((p) => (Buffer.isBuffer(p) ? p : Buffer.from(p))));
    const bad = [Buffer.from([0xff, 0xfe]), Buffer.from([0xc0, 0xaf]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xf4, 0x90, 0x80, 0x80]), Buffer.from([0xe5, 0xad])];
    for (const b of bad) refused(await send(bytes('{"words":"路灯', b, '坏了"}')), 400);
    refused(await send('{"words":"路灯坏了","words":"又一次"}'), 400);
    refused(await send('{"words":"路灯坏了\\ud800"}'), 400);
    refused(await send('{"words":"路灯坏了\\u0000"}'), 400);
    refused(await send(`{"words":${'['.repeat(3000)}${']'.repeat(3000)}}`), 400);
    for (const raw of ['{"words":"路灯坏了"', '', '[]', '"路灯"', 'null', '{"words":"路灯坏了"} {}', "{'words':'路灯坏了'}"]) refused(await send(raw), 400);
    refused(await me.ask('POST', `${V1}/demands`, { body: '{"words":"路灯坏了"}', key: newKey(), headers: { 'content-type': 'text/plain' } }), 400);
    assert.equal((await me.submit({ words: 'x'.repeat(200000) })).status, 413);
  });

  test('parameters that do not exist, cursors that are none', async () => {
    refused(await desk.get(`${V1}/work?lists=act`), 400);
    refused(await desk.get(`${V1}/work?list=act&list=all`), 400);
    refused(await desk.get(`${V1}/work?list=nothing`), 400);
    refused(await desk.get(`${V1}/work?sort=nothing`), 400);
    refused(await desk.get(`${V1}/work?limit=101`), 400);
    refused(await desk.get(`${V1}/work?limit=-1`), 400);
    refused(await desk.get(`${V1}/work?after=x`), 400);
    refused(await desk.get(`${V1}/work?after=1|2|3`), 400);
    refused(await desk.get(`${V1}/work?unit=${cast.unit(HOUSING)}`), 403);
    refused(await desk.get(`${V1}/choices?x=1`), 400);
    refused(await desk.get(`${V1}/attachments/0`), 404);
    refused(await desk.get(`${V1}/attachments/99999999999999999999`), 404);
    refused(await desk.get(`${V1}/attachments/x`), 404);
  });

  test('the problem is told in the reader\'s language', async () => {
    const me = citizen(server);
    me.lang = 'en';
    const en = refused(await me.submit({ words: '' }), 400);
    me.lang = 'zh-CN,zh;q=0.9,en;q=0.5';
    const zh = refused(await me.submit({ words: '' }), 400);
    assert.match(en.detail, /^[\x20-\x7e]+$/);
    assert.match(zh.detail, /[\u4e00-\u9fff]/);
    assert.deepEqual([en.code, en.field], [zh.code, zh.field]);
  });
});
