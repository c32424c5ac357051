/** After this long without an answer the person may press again. */
const releaseAfterMillis = 8000;

/**
 * Lets each form be sent once at a time: a second press while the answer is under way would send a code twice, or
 * spend a try. The buttons stay enabled, since a disabled one loses the focus and its value. Coming back to the page
 * from the browser's history makes its forms fresh again.
 */
export const sendOnce = (page: Document, view: Window): void => {
  let sent = new WeakSet<EventTarget>();
  page.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    view.setTimeout(() => sent.delete(form), releaseAfterMillis);
  });
  view.addEventListener('pageshow', () => {
    sent = new WeakSet();
  });
};
