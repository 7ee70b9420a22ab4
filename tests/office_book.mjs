// SPDX-License-Identifier: Apache-2.0
// A district office as a workbook for `huiyin org import`: 100 units (departments, streets,
// communities under them) and 900 officers, invented (示例) and the same every time; or a smaller one
// of the same kind (SMALL). For a register made by `huiyin init --code CODE`.
//
//     node tests/office_book.mjs FILE.xlsx [CODE]
import { pathToFileURL } from 'node:url';

import { workbook } from './workbook.mjs';

export const UNITS = 100;
export const OFFICERS = 900;
/** A tenth of it: every kind of unit is there, every post of the centre is held. */
export const SMALL = { units: 10, officers: 90, departments: 3, streets: 1 };

const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红玲建国文斌志辉鹏飞宇浩波鑫宁欣婷雪慧琳颖佳莉萍燕彬峰龙凯晨旭东海亮'];
const DEPARTMENTS = ['住房和城乡建设局', '城市管理局', '生态环境局', '交通运输局', '教育局', '卫生健康局', '人力资源和社会保障局', '民政局', '自然资源局', '水利局', '农业农村局', '市场监督管理局', '公安分局', '司法局', '财政局', '文化和旅游局', '应急管理局', '医疗保障局', '退役军人事务局', '信访局', '税务局', '供电公司', '供水公司', '燃气公司', '发展和改革局', '林业局', '商务局'];
const STREETS = ['东城', '西城', '北门', '南关', '河滨', '新区', '凤山', '龙泉', '石桥', '青山'];
const COMMUNITIES = ['花园', '建设', '和平', '幸福', '朝阳', '文化'];
const DESKS = { screen: '甄别', dispatch: '派单', review: '审核', callback: '回访', close: '销号', lookback: '回头看', exchange: '转办对接', arbiter: '裁定' };

/** Numbers that look drawn and are the same every time (mulberry32). */
function dice(seed) {
  let a = seed;
  return (n) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

function unitsOf(code, { units: n, departments, streets, centre }) {
  const places = [];
  const units = [[centre, '群众诉求办理中心（示例）', centre === code ? '本级' : '部门', '', centre === code ? code : '', '区级', Object.values(DESKS).join('、'), 'government_office'], ['qwb', '区委办公室（示例）', '部门', centre, '', '区级', '审核', 'party_office']];
  DEPARTMENTS.slice(0, departments).forEach((name, i) => units.push([`bm${String(i + 1).padStart(2, '0')}`, `区${name}（示例）`, '部门', centre, '', '区级', '', '']));
  STREETS.slice(0, streets).forEach((name, s) => {
    const place = `${code}${String(s + 1).padStart(3, '0')}`;
    const street = `jd${String(s + 1).padStart(2, '0')}`;
    places.push([place, `${name}街道`, '街道乡镇', code]);
    units.push([street, `${name}街道办事处（示例）`, '街道', centre, place, '街道', '甄别、派单', '']);
    COMMUNITIES.forEach((c, k) => {
      if (units.length === n) return;
      const below = `${place}${String(k + 1).padStart(3, '0')}`;
      places.push([below, `${name}${c}社区`, '社区村', place]);
      units.push([`${street}${String(k + 1).padStart(2, '0')}`, `${name}${c}社区（示例）`, '社区', street, below, '社区', '甄别、派单', '']);
    });
  });
  for (let i = 1; units.length < n; i++) units.push([`zb${String(i).padStart(2, '0')}`, `专项工作专班${i}（示例）`, '专班', centre, '', '区级', '', '']);
  return { places, units };
}

/** The posts of a unit in the order in which they are filled. */
function postsOf(kind, code, centre) {
  if (code === centre)
    return [['区接诉员', '受理科科员'], ['区受理岗', '受理科科长'], ['审核员', '审核科科长'], ['回访员', '回访科科员'], ['回头看组长', '督查科科长'], ['督查员', '督查科科员'], ['裁定人', '中心主任'], ['转办对接员', '综合科科员'], ['挂联领导', '副区长'], ['分析员', '综合科科员'], ['回访员', '回访科科员'], ['区接诉员', '受理科科员']];
  if (code === 'qwb') return [['审核员', '审核科科长'], ['审核员', '审核科科员']];
  if (kind === '街道') return [['街道受理岗', '受理岗'], ['街道接诉员', '民情窗口'], ['街道负责人', '街道副主任'], ['局承办人', '承办岗'], ['局承办人', '承办岗']];
  if (kind === '社区') return [['社区书记', '社区书记'], ['社区工作者', '社区副主任'], ['网格员', '网格员'], ['网格员', '网格员'], ['网格员', '网格员']];
  return [['局负责人', '副局长'], ['局承办人', '业务科科长'], ['局承办人', '业务科科员'], ['窗口采集员', '政务窗口']];
}

/**
 * { 区划, 单位, 人员 } with their header rows; 900 officers, each unit two at least. centre: the code of
 * the unit whose desks serve the district; with the register's own code it is the root unit itself.
 */
export function officeBook(code = '511902', { units: n = UNITS, officers: people = OFFICERS, departments = DEPARTMENTS.length, streets = STREETS.length, centre = 'zhzx' } = {}) {
  const draw = dice(20261122);
  const { places, units } = unitsOf(code, { units: n, departments, streets, centre });
  const used = new Set();
  const name = () => {
    for (;;) {
      const one = SURNAMES[draw(SURNAMES.length)] + GIVEN[draw(GIVEN.length)] + (draw(4) ? GIVEN[draw(GIVEN.length)] : '');
      if (used.has(one)) continue;
      used.add(one);
      return one;
    }
  };
  const officers = [];
  for (let round = 0; officers.length < people; round++)
    for (const [unit, , kind] of units) {
      const posts = postsOf(kind, unit, centre);
      const [template, title] = posts[round % posts.length];
      if (officers.length < people) officers.push([name(), '', unit, template, '', title, `0800-${1000000 + officers.length}`, `gz${officers.length + 1}@example.invalid`, '']);
    }
  return {
    区划: [['区划代码', '区划名称', '类型', '上级区划代码'], ...places],
    单位: [['单位代码', '单位名称', '类别', '上级单位代码', '所辖区划代码', '层级', '岗位', '审核办公室'], ...units],
    人员: [['姓名', '登录名', '单位代码', '岗位模板', '其他角色', '职务', '办公电话', '邮箱', 'AB角登录名'], ...officers],
  };
}

/** Log-in name and first password of everybody, as they stand on the slips: officers for tests. */
export const slipsOf = (html) => [...html.matchAll(/登录名<\/dt><dd class="key">([^<]+)<.*?初始密码<\/dt><dd class="key">([^<]+)</g)].map(([, login, password]) => ({ login, password, given: true, roles: [] }));

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , file, code] = process.argv;
  if (!file) throw new Error('node tests/office_book.mjs FILE.xlsx [CODE]');
  workbook(file, officeBook(code));
}
