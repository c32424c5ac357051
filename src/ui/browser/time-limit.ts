import { countDown } from './count-down';

const warnMinutes = 3;

/** Of the page that a fetch brought: how long it is good for. */
const secondsIn = (html: string): number => Number(/data-module="app-life" data-seconds="(\d+)"/.exec(html)?.[1] ?? 0);

/**
 * Warns in a dialog before a page's time is up, offers more where there is more, and leaves the page at the end: what was
 * typed must not stay on a screen that nobody watches. @see WCAG 2.2 §2.2.1
 */
export function timeLimit(page: Document, view: Window): void {
  const root = page.querySelector<HTMLElement>('[data-module=app-life]');
  const dialog = root?.querySelector('dialog');
  const status = root?.querySelector<HTMLElement>('[role=status]');
  if (!root || !dialog?.showModal || !status) return;
  const { href = '/', extend } = root.dataset;
  let seenFor = warnMinutes + 1;
  const leave = (): void => view.location.replace(href);

  const tell = (left: number): void => {
    if (left === 0) leave();
    const minutes = Math.ceil(left / 60);
    if (minutes === 0 || minutes >= seenFor || minutes > warnMinutes) return;
    status.textContent = status.getAttribute(`data-left-${minutes}`);
    // Once more when the last minute begins, whether or not the first warning was waved away.
    if (!dialog.open && (seenFor > warnMinutes || minutes === 1)) dialog.showModal();
    seenFor = minutes;
  };
  let stop = countDown(Number(root.dataset['seconds']), tell);

  const extendSession = async (): Promise<void> => {
    const answer = await view.fetch(href, { headers: { accept: 'text/html' }, redirect: 'manual' });
    const seconds = answer.ok ? secondsIn(await answer.text()) : 0;
    if (seconds === 0) return leave();
    stop();
    status.textContent = '';
    seenFor = warnMinutes + 1;
    stop = countDown(seconds, tell);
  };
  dialog.querySelector('button')?.addEventListener('click', () => {
    dialog.close();
    if (extend !== undefined) extendSession().catch(leave);
  });
}
