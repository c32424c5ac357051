import { countDown } from './count-down';

const warnSeconds = 120;

/** Says in the page, without taking the focus from who is typing, that a code will stop working, and that it has. */
export function codeLife(page: Document): void {
  const root = page.querySelector<HTMLElement>('[data-module=app-code-life]');
  const sent = root?.querySelector<HTMLElement>('.app-code-life__sent');
  const works = root?.querySelector<HTMLElement>('.app-code-life__works');
  const now = root?.querySelector<HTMLElement>('.app-code-life__now');
  if (!root || !sent || !works || !now) return;
  const { seconds, soon = '', over = '' } = root.dataset;
  const say = (words: string): void => {
    if (now.textContent !== words) now.textContent = words;
  };
  countDown(Number(seconds), (left) => {
    if (left > warnSeconds) return;
    say(left > 0 ? soon : over);
    works.hidden = true;
    sent.hidden = left === 0;
    // There the new code is asked for.
    const help = page.querySelector<HTMLDetailsElement>('main form details');
    if (left === 0 && help) help.open = true;
  });
}
