// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  type Draft,
  DRAFT_KEY,
  emptyDraft,
  firstFaulty,
  nextStep,
  readDraft,
  stepFaults,
  stepOfField,
  stepsOf,
  toBody,
  writeDraft,
} from './draft';

const of = (some: Partial<Draft>): Draft => ({ ...emptyDraft(), ...some });
const holding = (text: string | null) => ({ getItem: () => text });

describe('the draft is kept', () => {
  it('comes back as it was', () => {
    const box = new Map<string, string>();
    const photo = { ref: '5:tok', name: 'a.jpg', thumb: 'data:image/jpeg;base64,AA==' };
    const draft = of({
      words: '路灯坏了',
      place: [{ id: '7', name: '北门社区' }],
      lon: 106.75,
      lat: 31.86,
      crs: 'CGCS2000',
      photos: [photo],
      privacy: 'anonymous',
    });
    expect(writeDraft({ setItem: (k, v) => void box.set(k, v) }, draft)).toBe(true);
    expect(readDraft({ getItem: (k) => box.get(k) ?? null })).toEqual(draft);
  });

  it('leaves out photographs that never arrived', () => {
    let text = '';
    writeDraft(
      { setItem: (_k, v) => void (text = v) },
      of({ photos: [{ ref: '', name: 'x', thumb: '' }] }),
    );
    expect(readDraft(holding(text)).photos).toEqual([]);
  });

  it.each([
    ['nothing', null],
    ['no JSON', '{"words":'],
    ['no object', '"words"'],
    ['null', 'null'],
    ['fields of other kinds', '{"words":5,"place":"x","lon":"1","photos":{},"on_behalf":"yes"}'],
  ])('%s is an empty draft', (_what, text) => {
    expect(readDraft(holding(text))).toEqual(emptyDraft());
  });

  it('says when the telephone keeps nothing', () => {
    const full = {
      setItem() {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(writeDraft(full, emptyDraft())).toBe(false);
    expect(DRAFT_KEY).toContain('draft');
  });
});

describe('the questions', () => {
  it('an anonymous citizen is not asked how to be told', () => {
    expect(stepsOf(of({ privacy: 'anonymous' }))).not.toContain('notify');
    expect(stepsOf(of({ privacy: 'named' }))).toContain('notify');
    expect(nextStep(of({ privacy: 'anonymous' }), 'privacy')).toBe('review');
    expect(nextStep(of({ privacy: 'named' }), 'privacy')).toBe('notify');
    expect(nextStep(of({}), 'review')).toBe('review');
  });

  it.each<[Partial<Draft>, Parameters<typeof stepFaults>[1], string[]]>([
    [{ words: ' 一 ' }, 'words', ['words']],
    [{ words: '漏水' }, 'words', []],
    [{ words: '水'.repeat(10001) }, 'words', ['words']],
    [{}, 'privacy', ['privacy']],
    [{ privacy: 'anonymous', phone: 'not one' }, 'privacy', []],
    [{ privacy: 'named' }, 'privacy', ['name']],
    [{ privacy: 'named', name: '刘' }, 'privacy', []],
    [{ privacy: 'named', phone: '１３８００１３８０００' }, 'privacy', []],
    [{ privacy: 'named', phone: '0827-5221234' }, 'privacy', []],
    [{ privacy: 'confidential', phone: '12' }, 'privacy', ['phone']],
    [{ privacy: 'named', mail: 'a@b' }, 'privacy', ['mail']],
    [{ privacy: 'named', notify: 'sms' }, 'notify', ['phone']],
    [{ privacy: 'named', notify: 'mail', mail: 'a@b.cn' }, 'notify', []],
    [{ privacy: 'anonymous', notify: 'sms' }, 'notify', []],
    [{ head_count: '0' }, 'more', ['head_count']],
    [{ head_count: '１２' }, 'more', []],
    [{ head_count: '三个' }, 'more', ['head_count']],
    [{}, 'place', []],
  ])('%o at %s', (some, step, fields) => {
    expect(stepFaults(of(some), step).map((f) => f.field)).toEqual(fields);
  });

  it('the review waits for what is missing', () => {
    expect(firstFaulty(of({}))).toBe('words');
    expect(firstFaulty(of({ words: '漏水' }))).toBe('privacy');
    expect(firstFaulty(of({ words: '漏水', privacy: 'anonymous', head_count: 'x' }))).toBe('more');
    expect(firstFaulty(of({ words: '漏水', privacy: 'anonymous' }))).toBeNull();
  });

  it.each([
    ['words', 'words'],
    ['crs', 'place'],
    ['attachments', 'photos'],
    ['name', 'privacy'],
    ['phone', 'notify'],
    ['head_count', 'more'],
  ])('a refusal of %s is mended at %s', (field, step) => expect(stepOfField(field)).toBe(step));
});

describe('what is sent', () => {
  it('leaves out what was not said', () => {
    expect(toBody(of({ words: ' 漏水 ', privacy: 'anonymous' }))).toEqual({
      words: '漏水',
      privacy: 'anonymous',
    });
  });

  it('never sends the contact of somebody who then chose to be anonymous', () => {
    const draft = of({
      words: '漏水',
      privacy: 'anonymous',
      name: '刘',
      phone: '13800138000',
      mail: 'a@b.cn',
      notify: 'sms',
    });
    expect(Object.keys(toBody(draft)).sort()).toEqual(['privacy', 'words']);
  });

  it('sends everything else as the API names it', () => {
    const draft = of({
      words: '漏水',
      place: [
        { id: '1', name: '东城街道' },
        { id: '2', name: '北门社区' },
      ],
      lon: 106.75,
      lat: 31.86,
      crs: 'CGCS2000',
      privacy: 'named',
      name: '刘',
      phone: '１３８００１３８０００',
      notify: 'sms',
      head_count: '12',
      on_behalf: true,
      behalf_of: '李大爷',
      photos: [
        { ref: '5:tok', name: '', thumb: '' },
        { ref: '', name: '', thumb: '' },
      ],
    });
    expect(toBody(draft)).toEqual({
      words: '漏水',
      place_id: '2',
      lon: 106.75,
      lat: 31.86,
      crs: 'CGCS2000',
      privacy: 'named',
      name: '刘',
      phone: '13800138000',
      notify: 'sms',
      head_count: 12,
      on_behalf: true,
      behalf_of: '李大爷',
      attachments: ['5:tok'],
    });
  });
});
