// SPDX-License-Identifier: Apache-2.0
// The tables that an office brings along on its first day, generated words only (示例) and the same
// every time: the running ledger, the hotline's orders in the hotline's own columns, its verdicts, a
// dispatch directory.
import { readFileSync } from 'node:fs';

const WHAT = ['路灯不亮', '下水道堵塞', '垃圾清运不及时', '小区漏水', '道路坑洼', '噪音扰民', '公交班次太少', '树枝挡住窗户', '停车位不够', '健身器材损坏'];
const two = (n) => String(n).padStart(2, '0');
const wordsOf = (i) => `${WHAT[i % WHAT.length]}，请派人看看（示例第${i}件）`;
const phoneOf = (i) => `139${String(i).padStart(8, '0')}`;

/** What a row of the running ledger says about where it stands, by its number. */
const STANDINGS = [
  ...Array(10).fill('已办结'), '已办结', ...Array(4).fill('办理中'), '未受理', '已受理', '无效', '撤单', '办理中',
];

/**
 * A ledger of n items that can be taken over, and after them what cannot or need not: rows that break
 * a rule, rows that stand there twice. { rows, good, bad, twice, states }.
 */
export function runningLedger(n, units, places) {
  const rows = [['编号', '姓名', '联系电话', '反映时间', '诉求内容', '承办单位', '状态', '答复意见', '答复时间', '时限', '满意度', '是否解决', '村/社区']];
  const states = {};
  for (let i = 1; i <= n; i++) {
    const state = STANDINGS[i % STANDINGS.length];
    const done = state === '已办结';
    const [month, day] = [two(1 + (i % 9)), two(1 + (i % 28))];
    states[state] = (states[state] ?? 0) + 1;
    rows.push([
      `TZ${100000 + i}`, `示例甲${i}`, phoneOf(i), `2026-${month}-${day} 08:${two(i % 60)}`, wordsOf(i),
      done || state === '办理中' ? units[i % units.length] : '', state,
      done || state === '无效' ? `已处理：${WHAT[i % WHAT.length]}` : '', done || state === '无效' ? `2026-10-${day}` : '',
      state === '办理中' ? `2026-1${1 + (i % 2)}-${day}` : '', done && i % 3 ? (i % 7 ? '满意' : '不满意') : '', done && i % 3 ? (i % 7 ? '是' : '否') : '',
      places[i % places.length],
    ]);
  }
  const bad = [
    ['TZ900001', '示例', '', '2026-09-01', '', '', '办理中', '', '', '', '', '', ''],
    ['TZ900002', '示例', '', '前天', wordsOf(2), '', '未受理', '', '', '', '', '', ''],
    ['TZ900003', '示例', '', '2026-09-01', wordsOf(3), '没有这个单位（示例）', '办理中', '', '', '', '', '', ''],
  ];
  const twice = rows.slice(1, 1 + Math.max(2, Math.floor(n / 100)));
  rows.push(...bad, ...twice);
  return { rows, good: n, bad: bad.length, twice: twice.length, states };
}

const upstream = JSON.parse(readFileSync(new URL('../../upstreams/hotline12345.json', import.meta.url), 'utf8'));
const titlesOf = (table) => upstream[table].columns.map((c) => c.title);
const rowOf = (table, cells) => titlesOf(table).map((title) => cells[title] ?? '');

export const orderNo = (i) => `GD20261123${String(i).padStart(4, '0')}`;

/** n orders of the hotline: every second one says where; and two rows that break a rule. */
export function hotlineOrders(n, places) {
  const rows = [titlesOf('orders')];
  for (let i = 0; i < n; i++)
    rows.push(rowOf('orders', {
      工单编号: orderNo(i), 工单类型: i % 10 === 2 ? '咨询' : '求助', 问题分类: '城市管理', 标签: '示例', 标题: `${WHAT[i % WHAT.length]}（示例）`,
      主要内容: wordsOf(5000 + i), 来电人: `示例乙${i}`, '来电人电话/账号': phoneOf(5000 + i), '村/社区': i % 2 ? places[i % places.length] : '',
      创建时间: `2026-11-22 ${two(8 + (i % 12))}:${two(i % 60)}:00`, 派单时间: '2026-11-23 07:30:00', 办理时限: '2026-12-04', 退回截止时间: '2026-11-25',
    }));
  const bad = [rowOf('orders', { 主要内容: wordsOf(1), 来电人: '示例' }), rowOf('orders', { 工单编号: 'GD9', 主要内容: '', 来电人: '示例' })];
  return { rows: [...rows, ...bad], good: n, bad: bad.length };
}

/** Verdicts on these orders, [number, satisfied]; one more names an order that nobody sent. */
export function hotlineVerdicts(judged) {
  const cells = ([no, pleased]) => ({ 工单编号: no, 是否有效回访: '是', 是否联系: '是', 是否解决: pleased ? '是' : '否', 是否满意: pleased ? '满意' : '不满意', 回访内容: pleased ? '已修好（示例）' : '还是不行（示例）' });
  return [titlesOf('verdicts'), ...judged.map((j) => rowOf('verdicts', cells(j))), rowOf('verdicts', cells(['GD00000000000', true]))];
}

/** What the mechanism of 巴州 calls its classes. */
export const CLASSES = [['service', '公共服务'], ['estate', '小区管理'], ['cleaning', '环境整治'], ['municipal', '市政建设'], ['policy', '政策兑现'], ['security', '社会治安']];

/** Whose it is, of that many units: by class, in a street by class and street. street: 0… or -1 for no place. */
export const dutyOf = (klass, street, units) => (klass + CLASSES.length * (street + 1)) % units;

/** A dispatch directory: each class everywhere, then in each street. */
export function dispatchDirectory(units, streets) {
  const rows = [['序号', '类别', '适用区域', '主办单位', '责任层级', '职责类别', '法律依据']];
  for (let s = -1; s < streets.length; s++)
    CLASSES.forEach(([, name], k) => rows.push([String(rows.length), name, streets[s] ?? '', units[dutyOf(k, s, units.length)], '区级', '部门职责', '示例依据']));
  return rows;
}
