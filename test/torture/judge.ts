import { setTimeout as delay } from 'node:timers/promises';
import type { AuditEventKind } from '../../src/domain/audit-event.ts';
import { operate } from '../support/service.ts';
import { lookAtAccount, mayText } from './account-journeys.ts';
import type { Citizen, Scene, Span } from './citizen.ts';
import { refreshGrant } from './refreshing.ts';
import { Broken } from './report.ts';
import { askUserinfo, authorizeSilently, redeemCode } from './tokens.ts';
import { signIn } from './walk.ts';

/** The book of record, as far as it tells of one person. */
interface Entry {
  readonly account: string;
  readonly subject: string;
  readonly hasPassword: boolean;
  readonly consents: ReadonlySet<string>;
  readonly passkeys: number;
  readonly addresses: number;
  readonly events: ReadonlyMap<string, number>;
}

async function readBook({ machine }: Scene): Promise<ReadonlyMap<string, Entry>> {
  const { place } = machine;
  const [accounts, consents, passkeys, identifiers, events] = await Promise.all([
    place.rows<{ id: string; subject: string; has_password: boolean }>('select id, subject, has_password from account'),
    place.rows<{ account: string; client: string }>('select account, client from consent'),
    place.rows<{ account: string; count: number }>('select account, count(*)::int as count from passkey group by 1'),
    place.rows<{ account: string; kind: string; count: number }>(
      'select account, kind, count(*)::int as count from account_identifier group by 1, 2',
    ),
    place.rows<{ account: string; kind: string; count: number }>(
      'select account, kind, count(*)::int as count from audit_event where account is not null group by 1, 2',
    ),
  ]);
  const countOf = (rows: readonly { account: string; count: number }[], id: string): number =>
    rows.find(({ account }) => account === id)?.count ?? 0;
  return new Map(
    accounts.map(({ id, subject, has_password: hasPassword }) => [
      subject,
      {
        account: id,
        subject,
        hasPassword,
        consents: new Set(consents.filter(({ account }) => account === id).map(({ client }) => client)),
        passkeys: countOf(passkeys, id),
        addresses: countOf(
          identifiers.filter(({ kind }) => kind === 'email'),
          id,
        ),
        events: new Map(events.filter(({ account }) => account === id).map(({ kind, count }) => [kind, count])),
      },
    ]),
  );
}

/** The people of whom something is owed: their account was acknowledged, and their subject is known. */
const owed = ({ citizens }: Scene): readonly Citizen[] =>
  citizens.filter(({ account, subject, isBroken }) => account === 'yes' && subject !== undefined && !isBroken);

/** The events of a person that the model counts, each owed by an act. */
const counted = [
  ...(['user_created', 'authn_login_success', 'authn_login_fail', 'authn_passcode_success'] as const),
  ...(['authn_passcode_fail', 'authn_device_remembered', 'authn_passkey_added', 'authn_passkey_removed'] as const),
  ...(['authn_password_change', 'authn_password_reset', 'authn_reset_requested', 'session_created'] as const),
  ...(['session_ended', 'sessions_others_ended', 'sessions_all_ended', 'consent_given', 'authz_grant'] as const),
  ...(['token_issued', 'code_reused', 'refresh_reused'] as const),
] satisfies readonly AuditEventKind[];

/** What the book lacks of one person, which may still come, and what it has too much of. */
interface Faults {
  readonly lacks: readonly string[];
  readonly surplus: readonly string[];
}

function faultsOf(citizen: Citizen, entry: Entry | undefined): Faults {
  if (entry === undefined) return { lacks: ['the account is not in Postgres'], surplus: [] };
  const lacks: string[] = [];
  const surplus: string[] = [];
  const hold = (what: string, held: number, { least, most }: Span): void => {
    if (held < least) lacks.push(`${held} ${what} in Postgres where ${least} were acknowledged`);
    if (held > most) surplus.push(`${held} ${what} in Postgres where no more than ${most} can be`);
  };
  for (const [client, truth] of citizen.consents)
    if (truth === 'yes' && !entry.consents.has(client)) lacks.push(`a consent for ${client} is not in Postgres`);
  for (const kind of counted)
    hold(`events ${kind}`, entry.events.get(kind) ?? 0, citizen.events.get(kind) ?? { least: 0, most: 0 });
  const sure = citizen.keys.filter(({ held }) => held === 'yes').length;
  const may = citizen.keys.filter(({ held }) => held !== 'no').length;
  // One that was removed comes before it goes.
  if (entry.passkeys > may) lacks.push(`${entry.passkeys} passkeys are in Postgres where ${may} are held`);
  hold('passkeys', entry.passkeys, { least: sure, most: Number.POSITIVE_INFINITY });
  hold('addresses', entry.addresses, { least: 1, most: 1 });
  if (citizen.passwords.length > 0 && !entry.hasPassword) lacks.push('Postgres knows of no password');
  return { lacks, surplus };
}

/** What comes after everything that is owed would be too much: so long it has to come. */
const lateMillis = 2000;

/** Waits until Postgres has everything that is owed, untouched by anybody. @returns seconds, and how many events it has */
export async function drained(scene: Scene): Promise<{ readonly seconds: number; readonly events: number }> {
  const started = performance.now();
  const waited = () => performance.now() - started;
  while (waited() < scene.drainMillis && faultsOfAll(scene, await readBook(scene)).some(({ isLack }) => isLack))
    await delay(300);
  const seconds = Math.round(waited() / 100) / 10;
  await delay(lateMillis);
  for (const { who, what, acts = [], account } of faultsOfAll(scene, await readBook(scene)))
    scene.report.violate(who, what, [...acts, ...(account === undefined ? [] : await eventsOf(scene, account))]);
  const [counted] = await scene.machine.place.rows<{ count: number }>('select count(*)::int as count from audit_event');
  return { seconds, events: counted?.count ?? 0 };
}

/** What Postgres has of one person, to be laid beside what they did. */
async function eventsOf({ machine, report }: Scene, account: string): Promise<readonly string[]> {
  const rows = await machine.place.rows<{ kind: string; at: string }>(
    'select kind, at from audit_event where account = $1 order by chain, seq',
    [account],
  );
  const started = Date.now() / 1000 - report.seconds();
  return [`in Postgres: ${rows.map(({ kind, at }) => `${kind} ${Math.round(Number(at) - started)} s`).join(', ')}`];
}

interface Fault {
  readonly account?: string | undefined;
  readonly who: string;
  readonly what: string;
  readonly acts?: readonly string[];
  /** It may still come. */
  readonly isLack: boolean;
}

/** What the book lacks, or has too much, of each person and of all together. */
function faultsOfAll(scene: Scene, book: ReadonlyMap<string, Entry>): readonly Fault[] {
  const { citizens } = scene;
  const each = owed(scene).flatMap((citizen) => {
    const entry = book.get(citizen.subject ?? '');
    const { lacks, surplus } = faultsOf(citizen, entry);
    const of = { who: citizen.email, acts: citizen.acts, account: entry?.account };
    return [
      ...lacks.map((what) => ({ ...of, what, isLack: true })),
      ...surplus.map((what) => ({ ...of, what, isLack: false })),
    ];
  });
  const sure = citizens.filter(({ account }) => account === 'yes').length;
  const most = citizens.filter(({ account }) => account !== 'no').length;
  const subjects = citizens.flatMap(({ subject }) => subject ?? []);
  return [
    ...each,
    ...(book.size < sure || book.size > most
      ? [
          {
            who: 'all',
            what: `${book.size} accounts in Postgres where ${sure} to ${most} were acknowledged`,
            isLack: true,
          },
        ]
      : []),
    ...(new Set(subjects).size < subjects.length
      ? [{ who: 'all', what: 'two people have one subject', isLack: false }]
      : []),
  ];
}

/** Verifies the audit chains by the code of `npm run audit -- verify`, and that no row was set aside. */
export async function verifyChains({ machine, report }: Scene): Promise<void> {
  const verified: unknown = JSON.parse(await (await operate(machine.place, 'audit.verify')).text());
  const { broken } = verified as { readonly broken?: readonly unknown[] };
  if (broken?.length !== 0) report.violate('audit', `the chains are broken: ${JSON.stringify(verified).slice(0, 500)}`);
  const status: unknown = JSON.parse(await (await operate(machine.place, 'atoms.status')).text());
  const { parked } = status as { readonly parked?: number };
  if (parked !== 0) report.violate('ledgers', `rows were set aside: ${JSON.stringify(status)}`);
}

/** Uses everything once more: what was given works, what was taken does not. @param until when to stop, by `performance.now` */
export async function useEverything(scene: Scene, until: number): Promise<void> {
  const people = [...owed(scene)];
  const worker = async () => {
    for (let citizen = people.pop(); citizen !== undefined && performance.now() < until; citizen = people.pop())
      await useAllOf(scene, citizen).catch((thrown: unknown) => {
        if (!(thrown instanceof Broken)) throw thrown;
      });
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

async function useAllOf(scene: Scene, citizen: Citizen): Promise<void> {
  for (const window of citizen.windows) {
    await lookAtAccount(scene, { citizen, window });
    for (const service of scene.services) await authorizeSilently(scene, { citizen, window, service });
  }
  for (const grant of citizen.grants) {
    await askUserinfo(scene, citizen, grant);
    await refreshGrant(scene, citizen, grant);
    // Shown once more, a code that was spent ends what it gave.
    await redeemCode(scene, citizen, grant);
    await askUserinfo(scene, citizen, grant);
  }
  const [service] = scene.services;
  const [window] = citizen.windows;
  if (service === undefined || window === undefined) return;
  for (const key of citizen.keys) await signIn(scene, { citizen, window, plan: { service, key, consent: 'agree' } });
  const isLocked = citizen.wrongPasswords.most > 0 || citizen.wrongCodes.most > 0;
  if (citizen.passwords.length > 0 && mayText(citizen) && !isLocked && scene.random.chance(0.3))
    await signIn(scene, { citizen, window, plan: { service, consent: 'agree' } });
}
