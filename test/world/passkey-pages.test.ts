import { beforeAll, describe, expect, it } from 'vitest';
import { headingOf } from '../support/citizen.ts';
import { askCeremony, passkeyPersonAt, registerByPasskey } from '../support/passkey-citizen.ts';
import { anotherBrowser, givePassword, newPerson, type Person, register } from '../support/person.ts';
import { sameAnswers, shown } from '../support/same-answers.ts';
import { addService, askAuthorize, authorizeUrl, type TestService } from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
let service: TestService;
beforeAll(async () => {
  service = await addService(world);
});

/** The page on which somebody without a session gives an address or uses a passkey. */
const startOf = (person: Person, changes: Readonly<Record<string, string>> = { vtr: '["P0.Cm"]' }) =>
  person.browser.open(authorizeUrl(world, service, changes));

describe('a person who has passkeys only', () => {
  it('is signed in to by no password: the answer is that of an address without an account', async () => {
    const { person } = await passkeyPersonAt(world, service);
    const both = { vtr: '["P0.Cp","P0.Cm"]' };
    const [known, unknown] = [anotherBrowser(world, person), newPerson(world)];
    const at = async (one: Person) => one.browser.submit(await startOf(one, both), { email: one.email });
    const [knownPage, unknownPage] = [await at(known), await at(unknown)];
    for (const password of ['not the right password', 'undefined undefined', ''])
      await sameAnswers(
        { person: known, page: knownPage, fields: { password } },
        { person: unknown, page: unknownPage, fields: { password } },
      );
    const messages = await world.messages(person.number);
    const wrong = await givePassword(known, await startOf(known, both), 'not the right password');
    expect(wrong.status).toBe(400);
    expect(await world.messages(person.number)).toHaveLength(messages.length);
  });

  it('gets no link to set a password, but a mail that says so, and how to get rid of lost passkeys', async () => {
    const { person } = await passkeyPersonAt(world, service);
    const later = anotherBrowser(world, person);
    const seen = (await world.messages(person.email)).length;
    await later.browser.submit(await later.browser.open(`${world.issuer}/reset`), { email: person.email });
    const [mail] = await until('the mail', async () => {
      const found = await world.messages(person.email);
      return found.length > seen ? found : undefined;
    });
    expect(mail?.subject).toContain('no password');
    const page = await later.browser.open(mail?.link ?? '');
    expect(headingOf(page)).toBe('Remove passkeys from your account');
    const set = { method: 'POST', body: new URLSearchParams({ password: 'seven quiet lanterns drift' }) };
    const origin = world.issuer;
    expect((await fetch(mail?.link ?? '', { ...set, headers: { origin } })).status).toBe(400);
    expect(headingOf(await givePassword(later, await startOf(later, { vtr: '["P0.Cp","P0.Cm"]' })))).not.toBe(
      'Enter the security code',
    );
  });
});

describe('the challenge of a passkey', () => {
  it('is given alike whatever address was typed: to one with passkeys, with a password, and without an account', async () => {
    const both = { vtr: '["P0.Cp.Cd","P0.Cm"]' };
    const people = [
      anotherBrowser(world, (await passkeyPersonAt(world, service)).person),
      anotherBrowser(world, (await register(world, service)).person),
      newPerson(world),
    ];
    const answers = await Promise.all(
      people.map(async (one) => {
        const page = await one.browser.submit(await startOf(one, both), { email: one.email });
        const answer = await askCeremony(one, page, 'get');
        return shown(one, { ...answer, body: answer.body.replace(/("challenge":")[^"]+/, '$1<challenge>') });
      }),
    );
    expect(answers[0]?.status).toBe(200);
    expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({ allowCredentials: [], userVerification: 'required' });
    expect([answers[1], answers[2]]).toEqual([answers[0], answers[0]]);
  });

  it('is kept by nobody, and given to no other site, no other browser and no service without passkeys', async () => {
    const person = newPerson(world);
    const page = await startOf(person);
    const answer = await askCeremony(person, page, 'get');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect((await askCeremony(person, page, 'create')).status).toBe(403);
    const stranger = newPerson(world);
    await startOf(stranger);
    const { browser } = stranger;
    expect((await askCeremony({ ...person, browser }, page, 'get')).status).toBe(403);
    const plain = await startOf(newPerson(world), { vtr: '["P0.Cp.Cd"]' });
    expect(plain.html).not.toContain('passkey-options');
  });
});

describe('the pages of passkeys', () => {
  it('run no script but our own, and nothing of another origin', async () => {
    const person = newPerson(world);
    const { page } = await registerByPasskey(world, person, service);
    const pages = [await startOf(newPerson(world)), page];
    for (const { headers, html } of pages) {
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/default-src 'none'; script-src 'nonce-[\w-]+'; /);
      expect(policy).toContain("connect-src 'self'");
      expect(policy).not.toMatch(/unsafe|(?:default|script|connect)-src[^;]*(?:https?:|\*)/);
      const nonce = /nonce-([\w-]+)/.exec(policy)?.[1];
      const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
      expect(scripts.length).toBeGreaterThan(0);
      for (const tag of scripts) {
        expect(tag).toContain(`nonce="${nonce}"`);
        expect(tag).not.toMatch(/src="(https?:)?\/\//);
      }
      expect(html).not.toMatch(/\son[a-z]+=|javascript:/);
      expect(headers.get('permissions-policy')).toContain('publickey-credentials-get=(self)');
    }
  });
});

describe('an errand', () => {
  it.each([{ client_id: 'own' }, { client_id: 'own', redirect_uri: `${world.issuer}/account` }])(
    'cannot be begun by a request: %j is an unknown service',
    async (changes) => {
      const url = new URL(authorizeUrl(world, service, changes));
      const answer = await askAuthorize(world, url.searchParams);
      expect([answer.status, answer.callback]).toEqual([400, undefined]);
    },
  );

  it.each(['account', 'add-passkey', 'security'])(
    '%s named by a request changes nothing: consent is asked',
    async (errand) => {
      const { person } = await register(world, service, { scope: 'openid' });
      const page = await person.browser.open(authorizeUrl(world, service, { errand, scope: 'openid email' }));
      expect(headingOf(page)).toBe(`Share more information with ${service.name}?`);
    },
  );

  it('leads to a page of our own and gives no code, and none that is not ours is there', async () => {
    const { person } = await register(world, service);
    const page = await person.browser.open(`${world.issuer}/account/go/account`);
    expect([page.status, page.url]).toEqual([200, `${world.issuer}/account`]);
    for (const other of ['own', 'consent', 'Account', 'account%2f..'])
      expect((await person.browser.open(`${world.issuer}/account/go/${other}`)).status).toBe(404);
  });
});
