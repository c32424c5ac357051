import { startRegistration } from '@simplewebauthn/browser';

/** What newer browsers say of themselves. @see W3C WebAuthn L3 §5.1.7 */
interface Capable {
  getClientCapabilities?(): Promise<Readonly<Record<string, boolean>>>;
}

const makesPasskeysAlone = async (): Promise<boolean> => {
  const browser = globalThis.PublicKeyCredential as Capable | undefined;
  return (await browser?.getClientCapabilities?.())?.['conditionalCreate'] === true;
};

/**
 * Lets the browser make a passkey by itself after a sign-in by password, where it can and where the account has none. Whatever
 * comes in the way, nothing is said: nobody asked for it.
 */
export const upgradeToPasskey = async (page: Document): Promise<void> => {
  const {
    action = '',
    options = '',
    csrf = '',
  } = page.querySelector<HTMLElement>('[data-module=app-passkey-upgrade]')?.dataset ?? {};
  if (action === '' || !(await makesPasskeysAlone())) return;
  const answer = await fetch(options, { method: 'POST', body: new URLSearchParams({ csrf }) });
  if (answer.status !== 200) return;
  const optionsJSON = await answer.json();
  const made = await startRegistration({ optionsJSON, useAutoRegister: true }).catch(() => undefined);
  if (made !== undefined) send(page, action, { csrf, passkey: JSON.stringify(made) });
};

/** Sends fields as a form would, so that the page that answers is shown. */
const send = (page: Document, action: string, fields: Readonly<Record<string, string>>): void => {
  const form = page.createElement('form');
  form.method = 'post';
  form.action = action;
  for (const [name, value] of Object.entries(fields)) {
    const field = page.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  }
  page.body.append(form);
  form.submit();
};
