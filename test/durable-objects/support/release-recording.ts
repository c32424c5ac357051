import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env as bindings } from 'cloudflare:workers';
import type { EmailAddress, InteractionId } from '../../../src/domain/brands';
import { consentVersion } from '../../../src/domain/consent';
import type { Granted } from '../../../src/domain/grant';
import type { SealedMessage } from '../../../src/domain/message';
import type { Env } from '../../../src/env';
import type { CodeTarget } from '../../../src/ports/interactions';
import { clientRegistry, clients } from '../../../src/storage/clients';
import { keyRings } from '../../../src/storage/key-rings';
import { handOverToLedger } from '../../../src/storage/ledger';
import { aMadePasskey, aRequest, theCaller, theService } from '../../support/builders';
import { type AtomPorts, aNewAccount, atomPorts, register } from './account-port';
import { clock, seconds } from './clock';
import { anEnv } from './env';
import { outside } from './platform-atoms';
import { aService } from './service';
import { unique } from './signing-in';

const bindingNames = [
  'ACCOUNT',
  'DIRECTORY',
  'INTERACTION',
  'CLIENT',
  'RATE_LIMIT',
  'KEY_RING',
  'SUPPLIER',
  'LEDGER',
  'HASHER',
] as const;
export type Binding = (typeof bindingNames)[number];
export const atoms = bindings as unknown as Pick<Env, Binding>;

/** One call of a worker, and what the atom answered. `at` in epoch seconds. */
export interface RecordedCall {
  readonly at: number;
  readonly atom: Binding;
  readonly name: string;
  readonly verb: string;
  readonly input: unknown;
  answer?: unknown;
}

/** What one object stored: the statements that made its tables, and their rows. */
export interface RecordedObject {
  readonly atom: Binding;
  readonly name: string;
  readonly schema: readonly string[];
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, string | number | null>>[]>>;
}

/** What people and services held at the end of a recording. */
export type Carried = Awaited<ReturnType<typeof walk>>;

export interface Recording {
  /** Epoch seconds. */
  readonly begunAt: number;
  readonly endedAt: number;
  readonly calls: readonly RecordedCall[];
  readonly objects: readonly RecordedObject[];
  readonly carried: Carried;
}

type Call = (input: unknown) => Promise<unknown>;

/** The bindings, with every call of them written down. */
function recordingEnv(calls: RecordedCall[]): Env {
  const names = new Map<string, string>();
  const wrapped = bindingNames.map((atom) => {
    const namespace: DurableObjectNamespace = atoms[atom];
    const stubOf = (id: DurableObjectId) =>
      new Proxy(namespace.get(id), {
        get: (target, verb) => async (input: unknown) => {
          const call: RecordedCall = {
            ...{ at: seconds(), atom, name: names.get(id.toString()) ?? '', verb: String(verb), input },
          };
          calls.push(call);
          call.answer = await (target as unknown as Record<string, Call>)[String(verb)]?.(input);
          return call.answer;
        },
      });
    const idFromName = (name: string) => {
      const id = namespace.idFromName(name);
      names.set(id.toString(), name);
      return id;
    };
    return [atom, { idFromName, get: stubOf }];
  });
  return anEnv(Object.fromEntries(wrapped));
}

const consent = { client: theService, scopes: ['openid', 'email'], level: 'P0', version: consentVersion } as const;
const shown = { clientId: theService, redirectUri: 'https://clinic.example/cb', refreshes: true };

/** A code for the person of a session. */
export async function codeFor({ accounts, interactions }: AtomPorts, session: string): Promise<string> {
  const input = { interaction: interactions.newId(), request: aRequest(), caller: theCaller };
  const authorized = await accounts.authorize(session, input);
  if (authorized.outcome !== 'granted') throw new Error(`the request was ${authorized.outcome}`);
  return authorized.code;
}

export async function redeemed({ accounts }: AtomPorts, code: string): Promise<{ grant: Granted; refresh: string }> {
  const answer = await accounts.redeem(code, shown, theCaller);
  if (answer.outcome !== 'redeemed' || answer.refreshToken === undefined) throw new Error('the code was not redeemed');
  return { grant: answer.grant, refresh: answer.refreshToken };
}

/** Counts an attempt at the password of an address. */
export const attempt = ({ accounts }: AtomPorts, email: EmailAddress, interaction: InteractionId, device?: string) =>
  accounts.reservePassword({ of: { email }, browser: undefined, device, interaction, caller: theCaller });

/** The password was right, and a code was sent. @returns whose it is */
export async function sentCode(ports: AtomPorts, email: EmailAddress, interaction: InteractionId) {
  const reserved = await attempt(ports, email, interaction);
  if (reserved.outcome !== 'reserved') throw new Error(`the attempt was ${reserved.outcome}`);
  const settled = await reserved.settle({ verdict: 'right', opens: 'passcode' });
  if (settled.outcome !== 'code-sent') throw new Error(`the password was ${settled.outcome}`);
  return { account: settled.account, code: await ports.lastCode() };
}

export const enteredCode = (
  { accounts }: AtomPorts,
  given: { readonly account: string; readonly code: string; readonly email: string; readonly interaction: string },
) =>
  accounts.checkPasscode(
    { by: 'password', account: given.account as never },
    {
      ...{ interaction: given.interaction as InteractionId, code: given.code, remember: true, caller: theCaller },
      ...{ email: given.email as EmailAddress, device: undefined, browser: undefined },
    },
  );

/** Uses a passkey of which the authenticator counts. */
export async function usedPasskey({ accounts, interactions }: AtomPorts, credentialId: string, counter: number) {
  const reserved = await accounts.reservePasskey(credentialId, {
    interaction: interactions.newId(),
    caller: theCaller,
  });
  if (reserved.outcome !== 'held') throw new Error(`the passkey was ${reserved.outcome}`);
  return reserved.settle({ counter, backedUp: true, browser: undefined });
}

/** The link that the account of an address mails. */
async function linkMailed(ports: AtomPorts, account: string): Promise<string> {
  const mails: SealedMessage[] = [];
  const before = outside.message;
  outside.message = async (message) => {
    mails.push(message);
    return 'delivered';
  };
  await runDurableObjectAlarm(atoms.ACCOUNT.get(atoms.ACCOUNT.idFromName(`g1:${account}`)));
  outside.message = before;
  const mail = mails.find(({ template }) => template === 'reset-link');
  if (mail === undefined) throw new Error('no link was mailed');
  const { personalisation } = await ports.openMessage(mail);
  return String(Object.values(personalisation).find((value) => value.includes('/reset/'))).replace(/.*\//, '');
}

/** Journeys of a release, each left where the next one has to go on. */
async function walk(env: Env) {
  const ports = atomPorts(env);
  const { accounts, interactions } = ports;
  const made = (credentialId: string) => ({ made: { ...aMadePasskey.made, credentialId }, userHandle: 'A'.repeat(86) });

  const ann = await register(accounts);
  await accounts.agree(ann.session, consent, theCaller);
  const first = await redeemed(ports, await codeFor(ports, ann.session));
  const refreshed = await accounts.refresh(first.refresh, { clientId: theService }, theCaller);
  if (refreshed.outcome !== 'refreshed') throw new Error('the token was not refreshed');
  const access = await accounts.tokenId(first.grant, 'access');
  await accounts.writeUserMetadata(access, theService, 'a note', theCaller);
  const passkey = 'a'.repeat(43);
  const added = await accounts.addPasskey(ann.session, made(passkey), theCaller);
  if (added !== 'added') throw new Error(`the passkey was ${added}`);
  await usedPasskey(ports, passkey, 1);
  const interaction = interactions.newId();
  const sent = await sentCode(ports, ann.email, interaction);
  const entered = await enteredCode(ports, { ...sent, email: ann.email, interaction });
  if (entered.outcome !== 'signed-in') throw new Error(`the code was ${entered.outcome}`);

  const { password: _none, ...withoutPassword } = aNewAccount();
  const ben = await accounts.create({ ...withoutPassword, passkey: made('b'.repeat(43)) });

  const cat = await register(accounts);
  for (let guess = 0; guess < 6; guess += 1) {
    const guessed = await attempt(ports, cat.email, interactions.newId());
    if (guessed.outcome === 'reserved') await guessed.settle({ verdict: 'wrong' });
  }

  const dan = await register(accounts);
  await accounts.requestReset({ email: dan.email, interaction: undefined, caller: theCaller });
  const danFacts = await accounts.readSession(dan.session);
  const link = await linkMailed(ports, danFacts?.account ?? '');

  const eve = await register(accounts);
  const eveInteraction = interactions.newId();
  const eveSent = await sentCode(ports, eve.email, eveInteraction);

  const id = interactions.newId();
  const { secret } = await interactions.begin(id, aRequest());
  const to: CodeTarget = { channel: 'email', to: `${unique('fay')}@example.com` as EmailAddress };
  await interactions.sendCode({ id, secret }, to, theCaller);

  const parts = { env, now: () => seconds() };
  const registry = clientRegistry(parts);
  const service = aService({ clientId: registry.newId(), shards: 2 });
  await registry.put(service, 0);
  const assertion = { jti: 'an assertion', exp: seconds(60) };
  await clients(parts).admit(service, assertion);
  const { kid } = await keyRings({ ...parts, audit: { record: () => undefined } }).signing('nhs-login', 'id-token');
  const event = { id: 'an event', kind: 'session_created', at: seconds(), sealed: 'sealed' } as const;
  await handOverToLedger(env, 7, { from: 'once:an event', rows: [{ position: 1, row: { kind: 'audit', event } }] });

  return {
    ann: {
      ...{ email: ann.email, session: ann.session, device: entered.device ?? '', refresh: refreshed.refreshToken },
      ...{ access, passkey, code: await codeFor(ports, ann.session) },
    },
    ben: { passkey: 'b'.repeat(43), session: ben.outcome === 'created' ? ben.session : '' },
    cat: { email: cat.email },
    dan: { email: dan.email, link },
    eve: { email: eve.email, interaction: eveInteraction, ...eveSent },
    fay: { id, secret, to: to.to, code: await ports.lastCode() },
    service,
    kid,
    assertion,
  };
}

/** Walks through the journeys of this release, and writes down what is said and stored. */
export async function recordRelease(): Promise<Recording> {
  const calls: RecordedCall[] = [];
  const begunAt = seconds();
  const carried = await walk(recordingEnv(calls));
  const places = new Map(calls.map(({ atom, name }) => [`${atom} ${name}`, { atom, name }]));
  const objects: RecordedObject[] = [];
  for (const { atom, name } of places.values()) objects.push(await dump(atom, name));
  return { begunAt, endedAt: seconds(), calls, objects, carried };
}

const ownTables = "name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' AND sql IS NOT NULL";
const stubOf = (atom: Binding, name: string) => atoms[atom].get(atoms[atom].idFromName(name));

async function dump(atom: Binding, name: string): Promise<RecordedObject> {
  return runInDurableObject(stubOf(atom, name), (_atom, { storage: { sql } }) => {
    const parts = sql
      .exec<{ type: string; name: string; sql: string }>(
        `SELECT type, name, sql FROM sqlite_master WHERE ${ownTables} ORDER BY type DESC, name`,
      )
      .toArray();
    const tables = parts.filter(({ type }) => type === 'table').map((table) => table.name);
    const rows = tables.map((table) => [table, sql.exec(`SELECT * FROM ${table}`).toArray()]);
    return { atom, name, schema: parts.map((part) => part.sql), rows: Object.fromEntries(rows) };
  });
}

/** Takes everything out of an object; a new instance of it knows nothing. */
export const empty = ({ atom, name }: Pick<RecordedObject, 'atom' | 'name'>): Promise<void> =>
  runInDurableObject(stubOf(atom, name), (_atom, { storage }) => storage.deleteAll());

/** Puts an object where it was: its tables and rows as that release wrote them. */
export async function restore({ atom, name, schema, rows }: RecordedObject): Promise<void> {
  await runInDurableObject(stubOf(atom, name), (_atom, { storage: { sql } }) => {
    const held = sql.exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND ${ownTables}`);
    for (const table of held.toArray()) sql.exec(`DROP TABLE ${table.name}`);
    for (const statement of schema) sql.exec(statement);
    for (const [table, all] of Object.entries(rows))
      for (const row of all) {
        const marks = Object.keys(row).map(() => '?');
        const columns = Object.keys(row).join(', ');
        sql.exec(`INSERT INTO ${table} (${columns}) VALUES (${marks.join(', ')})`, ...Object.values(row));
      }
  });
}

/** Calls an atom as the worker of that release did, at its time. */
export async function replay({ at, atom, name, verb, input }: RecordedCall): Promise<unknown> {
  clock.advance(at - seconds());
  return (stubOf(atom, name) as unknown as Record<string, Call>)[verb]?.(input);
}
