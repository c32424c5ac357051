import type { CDPSession, Page } from 'playwright-core';

/** A device that holds passkeys, as the browser sees it: its owner is always there and always recognised. */
export interface Authenticator {
  /** How many passkeys it holds. */
  count(): Promise<number>;
  /** Whether its owner is recognised from now on. */
  recognise(recognised: boolean): Promise<void>;
  /** Whether its owner touches it as soon as it is asked for; else it waits. */
  touch(touches: boolean): Promise<void>;
  /** Forgets all its passkeys. */
  clear(): Promise<void>;
}

/** Plugs a device into a page's browser. @see Chrome DevTools Protocol, WebAuthn domain */
export async function plugIn(page: Page): Promise<Authenticator> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async count() {
      return (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;
    },
    async recognise(isUserVerified) {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    async touch(enabled) {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
    async clear() {
      await session.send('WebAuthn.clearCredentials', { authenticatorId });
    },
  };
}
