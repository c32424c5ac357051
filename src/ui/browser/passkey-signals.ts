/** What newer browsers let a site say to the keeper of passkeys. @see W3C WebAuthn L3 §5.1.10 */
interface Signals {
  signalUnknownCredential?(said: { readonly rpId: string; readonly credentialId: string }): Promise<void>;
  signalAllAcceptedCredentials?(said: {
    readonly rpId: string;
    readonly userId: string;
    readonly allAcceptedCredentialIds: readonly string[];
  }): Promise<void>;
  signalCurrentUserDetails?(said: {
    readonly rpId: string;
    readonly userId: string;
    readonly name: string;
    readonly displayName: string;
  }): Promise<void>;
}

const signals = (): Signals => (globalThis.PublicKeyCredential ?? {}) as Signals;
const rpId = (): string => globalThis.location.hostname;

/** A passkey was tried that nobody here knows: its keeper need not offer it again. */
export const forgetUnknownPasskey = async (credentialId: string | undefined): Promise<void> => {
  if (credentialId)
    await signals()
      .signalUnknownCredential?.({ rpId: rpId(), credentialId })
      .catch(() => undefined);
};

/** Tells the keeper which passkeys the account has, and under which name: on the page that lists them. */
export const tellPasskeys = async (page: Document): Promise<void> => {
  const list = page.querySelector<HTMLElement>('[data-module=app-passkey-list]');
  const { user: userId, accepted, name } = list?.dataset ?? {};
  if (!userId || accepted === undefined || name === undefined) return;
  const allAcceptedCredentialIds = accepted.split(' ').filter((id) => id !== '');
  const { signalAllAcceptedCredentials, signalCurrentUserDetails } = signals();
  const about = { rpId: rpId(), userId };
  await signalAllAcceptedCredentials
    ?.call(globalThis.PublicKeyCredential, { ...about, allAcceptedCredentialIds })
    .catch(() => undefined);
  await signalCurrentUserDetails
    ?.call(globalThis.PublicKeyCredential, { ...about, name, displayName: name })
    .catch(() => undefined);
};
