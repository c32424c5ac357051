import { abortAllDurableObjects } from 'cloudflare:test';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { EmailAddress } from '../../src/domain/brands';
import { clientRegistry, clients } from '../../src/storage/clients';
import { keyRings } from '../../src/storage/key-rings';
import { theCaller, theService } from '../support/builders';
import { aNewAccount, atomPorts } from './support/account-port';
import { clock, seconds } from './support/clock';
import { anEnv } from './support/env';
import {
  attempt,
  codeFor,
  empty,
  enteredCode,
  type Recording,
  recordRelease,
  redeemed,
  replay,
  restore,
  sentCode,
  usedPasskey,
} from './support/release-recording';

declare module 'vitest' {
  interface ProvidedContext {
    /** The name under which this release is to be recorded; empty as a rule. */
    readonly recordRelease: string;
  }
}

/** What `npm run record-atoms` wrote for a release, by its file. */
const recorded: Readonly<Record<string, Recording>> = import.meta.glob('./fixtures/*.atoms.json', {
  eager: true,
  import: 'default',
});
const today = await recordRelease();
const releases: readonly (readonly [string, Recording])[] = [
  ...Object.entries(recorded).map(([path, release]) => [path.replace(/^.*\/|\.atoms\.json$/g, ''), release] as const),
  ['this release', today],
];

/** The atoms as that release left them, at that moment, in new instances. */
async function take(over: Recording): Promise<void> {
  clock.advance(over.endedAt - seconds());
  for (const object of over.objects) await restore(object);
  await abortAllDurableObjects();
}

describe.each(releases)('what %s stored', (_name, release) => {
  const { ann, ben, cat, dan, eve, fay, service, kid, assertion } = release.carried;
  const env = anEnv();
  const ports = atomPorts(env);
  const { accounts, interactions } = ports;
  beforeEach(() => take(release));

  it('lets a person go on with session, device, code and tokens', async () => {
    expect(await accounts.readSession(ann.session)).toMatchObject({ level: 'P0', hasPassword: true, passkeys: 1 });
    await redeemed(ports, await codeFor(ports, ann.session));
    await redeemed(ports, ann.code);
    expect(await accounts.refresh(ann.refresh, { clientId: theService }, theCaller)).toMatchObject({
      outcome: 'refreshed',
    });
    expect(await accounts.readGrant(ann.access, theService)).toMatchObject({
      email: ann.email,
      userMetadata: 'a note',
    });
    const known = await attempt(ports, ann.email, interactions.newId(), ann.device);
    expect(known).toMatchObject({ outcome: 'reserved', deviceKnown: true });
  });

  it('lets people sign in by password, code and passkey, and finish what they had begun', async () => {
    const interaction = interactions.newId();
    const sent = await sentCode(ports, ann.email, interaction);
    expect(await enteredCode(ports, { ...sent, email: ann.email, interaction })).toMatchObject({
      outcome: 'signed-in',
    });
    expect(await usedPasskey(ports, ann.passkey, 2)).toMatchObject({ outcome: 'signed-in' });
    expect(await usedPasskey(ports, ben.passkey, 1)).toMatchObject({ outcome: 'signed-in' });
    expect(await enteredCode(ports, eve)).toMatchObject({ outcome: 'signed-in' });
    expect(await accounts.readReset(dan.link)).toMatchObject({ outcome: 'live', email: dan.email });
    const chosen = {
      passwordHash: 'another hash',
      passwordLength: 'long',
      device: undefined,
      caller: theCaller,
    } as const;
    expect(await accounts.completeReset(dan.link, chosen)).toMatchObject({ outcome: 'done' });
    const target = { channel: 'email', to: fay.to as EmailAddress } as const;
    expect(await interactions.load(fay)).toMatchObject({ outcome: 'open' });
    expect(await interactions.checkCode(fay, target, fay.code, theCaller)).toEqual({ outcome: 'right' });
  });

  it('keeps what is locked, taken or used up so', async () => {
    expect(await attempt(ports, cat.email, interactions.newId())).toMatchObject({ outcome: 'locked' });
    expect(await accounts.create(aNewAccount({ email: ann.email }))).toEqual({ outcome: 'taken' });
    expect(await usedPasskey(ports, ann.passkey, 1)).toEqual({ outcome: 'refused' });
    const parts = { env, now: () => seconds() };
    expect(await clientRegistry(parts).read(service.clientId)).toEqual(service);
    expect(await clients(parts).admit(service, assertion)).toMatchObject({ outcome: 'replayed' });
    const rings = keyRings({ ...parts, audit: { record: () => undefined } });
    expect((await rings.signing('nhs-login', 'id-token')).kid).toBe(kid);
  });
});

describe.each(releases)('a worker of %s', (_name, release) => {
  it('gets from today’s atoms the answers that it knows', async () => {
    clock.advance(release.begunAt - seconds());
    for (const object of release.objects) await empty(object);
    await abortAllDurableObjects();
    for (const call of release.calls) {
      const answer = JSON.parse(JSON.stringify((await replay(call)) ?? null));
      expect({ ...call, answer }).toMatchObject({ ...call, answer: call.answer ?? null });
    }
    expect(release.calls.length).toBeGreaterThan(80);
  });
});

describe('this release', () => {
  it('is written down where the next one looks for it, when it is asked for', async () => {
    const name = inject('recordRelease');
    const lines = (all: readonly unknown[]) => `[\n${all.map((one) => JSON.stringify(one)).join(',\n')}\n]`;
    const { calls, objects, ...rest } = today;
    const members = JSON.stringify(rest).slice(1, -1);
    const text = `{${members},\n"calls":${lines(calls)},\n"objects":${lines(objects)}}\n`;
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(today)));
    if (name !== '') await expect(text).toMatchFileSnapshot(`./fixtures/${name}.atoms.json`);
  });
});
