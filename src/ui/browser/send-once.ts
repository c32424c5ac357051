/**
 * Lets each form be sent once: a second press while the answer is under way would send a code twice, or spend a
 * try. The buttons stay enabled, since a disabled one loses the focus and its value. Coming back to the page from
 * the browser's history makes its forms fresh again.
 */
export const sendOnce = (page: Document, view: Window): void => {
  let sent = new WeakSet<EventTarget>();
  page.addEventListener('submit', (event) => {
    if (!event.target) return;
    if (sent.has(event.target)) event.preventDefault();
    sent.add(event.target);
  });
  view.addEventListener('pageshow', () => {
    sent = new WeakSet();
  });
};
