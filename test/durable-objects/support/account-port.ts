import { open } from '../../../src/crypto/sealing';
import type { AccountId, EmailAddress, PhoneNumber } from '../../../src/domain/brands';
import { interactionId } from '../../../src/domain/brands';
import { termsVersion } from '../../../src/domain/consent';
import type { Message, SealedMessage } from '../../../src/domain/message';
import { type Env, readConfig } from '../../../src/env';
import type { Accounts, NewAccount } from '../../../src/ports/accounts';
import { proofs } from '../../../src/storage/account-proof';
import { passkeyRemovals } from '../../../src/storage/account-removal';
import { accounts } from '../../../src/storage/accounts';
import { interactions } from '../../../src/storage/interactions';
import { limits } from '../../../src/storage/limits';
import { mailWords } from '../../../src/ui/message-text';
import { theCaller } from '../../support/builders';
import { seconds } from './clock';
import { anEnv } from './env';
import { unique } from './signing-in';

/** The ports over real atoms, with a supplier of messages that a test reads. */
export function atomPorts(env: Env = anEnv()) {
  const sent: SealedMessage[] = [];
  const due: AccountId[] = [];
  const parts = {
    env,
    now: seconds,
    limits: limits(env),
    sealContext: async () => 'sealed caller',
    words: mailWords,
    /** A look at a record that a sign-in made due is noted: tests make it. */
    async retrace(account: AccountId) {
      due.push(account);
    },
    sender: {
      async send(message: SealedMessage) {
        sent.push(message);
        return 'delivered' as const;
      },
      waitUntil: () => undefined,
    },
  };
  const openMessage = async ({ sealed, id }: SealedMessage): Promise<Message> =>
    JSON.parse(await open(readConfig(env).masterKeys, 'message', sealed, id));
  return {
    openMessage,
    accounts: accounts(parts),
    removals: passkeyRemovals(parts),
    proofs: proofs(parts),
    interactions: interactions(parts),
    sent,
    /** Whose record a worker is to look at. */
    due,
    /** The last code that left, as it reached its phone or mailbox. */
    async lastCode(): Promise<string> {
      const message = sent.at(-1);
      if (message === undefined) throw new Error('no message was sent');
      const { personalisation } = await openMessage(message);
      return 'code' in personalisation ? (personalisation.code ?? '') : '';
    },
  };
}
export type AtomPorts = ReturnType<typeof atomPorts>;

let people = 0;
/** What registering established, of a person whom no other test knows. */
export function aNewAccount(changes: Partial<NewAccount> = {}): NewAccount {
  people += 1;
  return {
    interaction: interactionId(unique('7-registration')),
    email: `citizen-${people}@example.com` as EmailAddress,
    phone: `+4477009${String(people).padStart(5, '0')}` as PhoneNumber,
    password: { hash: 'hash of the password', length: 'long', at: seconds() },
    phoneProvedAt: seconds(),
    termsVersion,
    caller: theCaller,
    ...changes,
  };
}

/** Registers a person. @throws Error when the address is taken */
export async function register(port: Accounts, changes: Partial<NewAccount> = {}) {
  const person = aNewAccount(changes);
  const created = await port.create(person);
  if (created.outcome !== 'created') throw new Error('the address is taken');
  return { ...person, session: created.session };
}

type Call = (input: unknown) => Promise<unknown>;
type Around = (verb: string, call: Call, input: unknown) => Promise<unknown>;

/** A class of atoms of which a test decides what becomes of each call. */
function around(namespace: DurableObjectNamespace, act: Around): DurableObjectNamespace {
  const wrap = (stub: object) =>
    new Proxy(stub, {
      get: (target, name) => (input: unknown) => {
        const call: Call = (sent) => (target as Record<string, Call>)[String(name)]?.(sent) ?? Promise.reject();
        return act(String(name), call, input);
      },
    });
  return {
    idFromName: (name: string) => namespace.idFromName(name),
    get: (id: DurableObjectId) => wrap(namespace.get(id)),
  } as unknown as DurableObjectNamespace;
}

/** The worker dies just before a verb is called. */
export const dyingBefore = (namespace: DurableObjectNamespace, verb: string): DurableObjectNamespace =>
  around(namespace, (called, call, input) =>
    called === verb ? Promise.reject(new Error('the worker died')) : call(input),
  );

/** Something else happens just before a verb is called. */
export const doingBefore = (
  namespace: DurableObjectNamespace,
  verb: string,
  act: () => Promise<unknown>,
): DurableObjectNamespace =>
  around(namespace, async (called, call, input) => {
    if (called === verb) await act();
    return call(input);
  });

/** The atoms are of a release before: they do not tell these members of an answer. */
export const notTelling = (
  namespace: DurableObjectNamespace,
  verb: string,
  members: readonly string[],
): DurableObjectNamespace =>
  around(namespace, async (called, call, input) => {
    const answer = { ...Object(await call(input)) };
    if (called === verb) for (const member of members) Reflect.deleteProperty(answer, member);
    return answer;
  });

/** Every call is carried out, its answer is lost, and the platform says that it may be tried again. */
export function stuttering(namespace: DurableObjectNamespace): DurableObjectNamespace {
  const heard = new WeakSet<object>();
  return around(namespace, async (_verb, call, input) => {
    const answer = await call(input);
    if (typeof input !== 'object' || input === null || heard.has(input)) return answer;
    heard.add(input);
    throw Object.assign(new Error('the answer was lost'), { retryable: true });
  });
}

/** Counts the calls of a class, by verb. */
export function counting(namespace: DurableObjectNamespace, counted: string[], name: string): DurableObjectNamespace {
  return around(namespace, (verb, call, input) => {
    counted.push(`${name}.${verb}`);
    return call(input);
  });
}
