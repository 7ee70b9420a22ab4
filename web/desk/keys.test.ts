// SPDX-License-Identifier: Apache-2.0
import { mount } from '@vue/test-utils';
import { expect, test, vi } from 'vitest';
import { defineComponent } from 'vue';
import { heldKeys, pressed, step, useKeys } from './keys';

const holder = (key: string, run: () => void) =>
  mount(
    defineComponent({
      setup() {
        useKeys([{ key, text: 'keys.next', run }]);
        return () => null;
      },
    }),
  );
const press = (init: KeyboardEventInit & { keyCode?: number }, at: EventTarget = document.body) => {
  const e = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  if (init.keyCode) Object.defineProperty(e, 'keyCode', { value: init.keyCode });
  document.addEventListener('keydown', pressed);
  at.dispatchEvent(e);
  document.removeEventListener('keydown', pressed);
};

test('a key is a command only where nobody writes, and not while an input method composes', () => {
  const run = vi.fn();
  const one = holder('j', run);
  const box = document.body.appendChild(document.createElement('textarea'));
  press({ key: 'j' }, box);
  press({ key: 'j', isComposing: true });
  press({ key: 'j', keyCode: 229 });
  press({ key: 'j', ctrlKey: true });
  press({ key: 'k' });
  expect(run).not.toHaveBeenCalled();
  press({ key: 'j' });
  expect(run).toHaveBeenCalledTimes(1);
  one.unmount();
  press({ key: 'j' });
  expect(run).toHaveBeenCalledTimes(1);
  box.remove();
});

test('who came last has the key; what is left gives it back', () => {
  const first = vi.fn();
  const second = vi.fn();
  const below = holder('y', first);
  const above = holder('y', second);
  press({ key: 'y' });
  above.unmount();
  press({ key: 'y' });
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
  expect(heldKeys().map((k) => k.key)).toEqual(['y']);
  below.unmount();
});

test('from one to the next, not beyond the ends', () => {
  const all = ['a', 'b'].map(() => document.body.appendChild(document.createElement('button')));
  const at = () => all.indexOf(document.activeElement as HTMLButtonElement);
  const seen = ([1, 1, 1, -1, -1] as const).map((by) => {
    step(all, by);
    return at();
  });
  expect(seen).toEqual([0, 1, 1, 0, 0]);
});
