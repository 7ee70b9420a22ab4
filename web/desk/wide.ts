// SPDX-License-Identifier: Apache-2.0
// A table that is wider than the screen says so: nothing else shows on a telephone that it slides.
const WIDE = '.table-wrap, .report-table';

/** Keeps `data-hint` on what slides within `root`. Returns how to stop. */
export function hintWide(root: HTMLElement, hint: () => string): () => void {
  const mark = (el: Element) => {
    const text = el.scrollWidth > el.clientWidth + 1 ? hint() : '';
    if ((el.getAttribute('data-hint') ?? '') === text) return;
    if (text) el.setAttribute('data-hint', text);
    else el.removeAttribute('data-hint');
  };
  const sizes = new ResizeObserver((all) => all.forEach((e) => mark(e.target)));
  const seen = new WeakSet<Element>();
  const look = () =>
    root.querySelectorAll(WIDE).forEach((el) => {
      mark(el);
      if (seen.has(el)) return;
      seen.add(el);
      sizes.observe(el);
    });
  const changes = new MutationObserver(look);
  changes.observe(root, { childList: true, subtree: true });
  look();
  return () => {
    changes.disconnect();
    sizes.disconnect();
  };
}
