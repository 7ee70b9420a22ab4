// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it, vi } from 'vitest';

type Drafts = typeof import('./drafts');
/** As a page that is loaded again: its memory is new, the tab's store is not. */
async function loaded(): Promise<Drafts> {
  vi.resetModules();
  return import('./drafts');
}
function type(drafts: Drafts, words: string) {
  const draft = drafts.draftOf('1', 'answer', () => ({ words: '' }));
  draft.model = { words };
  return draft.key.value;
}

describe('what was typed', () => {
  beforeEach(() => sessionStorage.clear());

  it('is there again when the page is loaded again, under its key', async () => {
    const before = await loaded();
    before.claimDrafts('7');
    const key = type(before, '一段长话');
    window.dispatchEvent(new Event('pagehide'));
    const after = await loaded();
    expect(after.hasDraft('1', 'answer')).toBe(false);
    after.claimDrafts('7');
    expect(after.hasDraft('1', 'answer')).toBe(true);
    const draft = after.draftOf('1', 'answer', () => ({}));
    expect([draft.model, draft.key.value]).toEqual([{ words: '一段长话' }, key]);
  });

  it("is nobody else's, and gone with the log-out", async () => {
    const before = await loaded();
    before.claimDrafts('7');
    type(before, '一段长话');
    before.keepDrafts();
    const after = await loaded();
    after.claimDrafts('8');
    expect(after.hasDraft('1', 'answer')).toBe(false);
    expect(sessionStorage.length).toBe(0);
    before.keepDrafts();
    before.dropAllDrafts();
    expect(sessionStorage.length).toBe(0);
  });

  it('is let go when it was sent', async () => {
    const drafts = await loaded();
    drafts.claimDrafts('7');
    type(drafts, '一段长话');
    drafts.keepDrafts();
    expect(sessionStorage.length).toBe(1);
    drafts.dropDraft('1', 'answer');
    expect(sessionStorage.length).toBe(0);
  });

  it('stays in memory where nothing can be stored', async () => {
    const drafts = await loaded();
    drafts.claimDrafts('7');
    type(drafts, '一段长话');
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('full');
    });
    expect(() => drafts.keepDrafts()).not.toThrow();
    full.mockRestore();
    expect(drafts.hasDraft('1', 'answer')).toBe(true);
  });
});
