import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { forgetUnknownPasskey } from './passkey-signals';

/** A challenge lives five minutes: one that waits for autofill is asked for anew before. */
const renewAfterMillis = 240_000;

/** Shows what this browser can do: the buttons of passkeys, or the words for those who cannot use them. */
export const offerPasskeys = (page: Document): void => {
  if (!browserSupportsWebAuthn()) return;
  for (const part of page.querySelectorAll<HTMLElement>('[data-module=app-without-passkeys]')) part.hidden = true;
  for (const part of page.querySelectorAll<HTMLElement>('[data-module=app-passkey]')) offerOne(part);
};

const offerOne = (part: HTMLElement): void => {
  const button = part.querySelector('button');
  const status = part.querySelector<HTMLElement>('[role=status]');
  if (!button || !status) return;
  part.hidden = false;
  if (part.dataset['first'] === 'yes') putFirst(button);
  void forgetUnknownPasskey(part.dataset['unknown']);
  button.addEventListener('click', () => {
    status.textContent = '';
    run(part, false).catch((error: unknown) => {
      if (!isAborted(error)) status.textContent = explain(part, error);
      void waitForAutofill(part);
    });
  });
  void waitForAutofill(part);
};

/** Where a passkey is the better way on, its button looks like it, and the one that sends the form steps back. */
const putFirst = (button: HTMLButtonElement): void => {
  for (const other of button.form?.querySelectorAll('button[type=submit]') ?? [])
    other.classList.add('nhsuk-button--secondary');
  button.classList.remove('nhsuk-button--secondary');
};

/** Waits, as long as the page is open, for the person to pick a passkey where the address is filled in. */
const waitForAutofill = async (part: HTMLElement): Promise<void> => {
  if (part.dataset['autofill'] !== 'yes' || !(await browserSupportsWebAuthnAutofill())) return;
  const renew = setInterval(() => WebAuthnAbortService.cancelCeremony(), renewAfterMillis);
  const wait = (): Promise<void> =>
    run(part, true).catch((error: unknown) => {
      // Our own renewal begins again; a press of the button has taken over, or the browser said no.
      if (isAborted(error) && part.dataset['pressed'] !== 'yes') return wait();
      clearInterval(renew);
      return undefined;
    });
  await wait();
};

/** Asks for a challenge, hands it to the browser, and sends the answer with the form around the button. */
const run = async (part: HTMLElement, autofill: boolean): Promise<void> => {
  const form = part.closest('form');
  const field = part.querySelector<HTMLInputElement>('input[name=passkey]');
  if (!form || !field) return;
  part.dataset['pressed'] = autofill ? 'no' : 'yes';
  const ceremony = part.dataset['ceremony'] ?? '';
  const fields = { csrf: String(new FormData(form).get('csrf')), ceremony };
  const answer =
    ceremony === 'create'
      ? await startRegistration({ optionsJSON: await askForOptions(part, fields) })
      : await startAuthentication({ optionsJSON: await askForOptions(part, fields), useBrowserAutofill: autofill });
  field.value = JSON.stringify(answer);
  form.submit();
};

/** The options of the ceremony that was asked for; the library reads them. */
const askForOptions = async <Options>(
  part: HTMLElement,
  fields: Readonly<Record<string, string>>,
): Promise<Options> => {
  const answer = await fetch(part.dataset['options'] ?? '', { method: 'POST', body: new URLSearchParams(fields) });
  if (!answer.ok) throw new Error('no challenge was given');
  return answer.json();
};

const isAborted = (error: unknown): boolean =>
  error instanceof WebAuthnError
    ? error.code === 'ERROR_CEREMONY_ABORTED'
    : error instanceof Error && error.name === 'AbortError';

const explain = (part: HTMLElement, error: unknown): string => {
  const exists = error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED';
  return (exists ? part.dataset['exists'] : part.dataset['cancelled']) ?? '';
};
