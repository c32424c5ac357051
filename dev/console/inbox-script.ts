/** Loads the inbox again when something new has come, unless the person is reading or typing just then. */
export const inboxScript = `
const { newest, to } = document.querySelector('main [data-newest]').dataset;
const isBusy = () => document.hidden || document.activeElement?.matches('input') || document.querySelector('details[open]');
setInterval(async () => {
  if (isBusy()) return;
  const answer = await fetch('/messages?' + new URLSearchParams({ since: newest, ...(to && { to }) })).catch(() => undefined);
  if (answer?.ok && (await answer.json()).length > 0 && !isBusy()) location.reload();
}, 1000);
`;
