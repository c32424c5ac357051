import { toBase64Url } from '../../src/crypto/base64url';
import { randomBytes } from '../../src/crypto/random';
import type { AuditEvent } from '../../src/domain/audit-event';
import { type EpochSeconds, epochSeconds, type InteractionId, interactionId } from '../../src/domain/brands';
import type { Client } from '../../src/domain/client';
import { termsVersion } from '../../src/domain/consent';
import type { Interaction, InteractionFacts } from '../../src/domain/interaction';
import { limits } from '../../src/domain/limits';
import { countSend, type Sends, turnOf } from '../../src/domain/passcode';
import { passwordLength } from '../../src/domain/password';
import { giveBackRate, isCounted, type RateCount, rateWindows, takeRate } from '../../src/domain/rate-window';
import type { Ports } from '../../src/ports';
import type { CodeTarget, InteractionRef, Interactions } from '../../src/ports/interactions';
import type { PasskeyCeremony } from '../../src/ports/passkeys';
import { journeys } from '../../src/storage/journeys';
import { aRequest, aService, noon, patsEmail, patsPhone } from './builders';
import { type MemoryPerson, memoryAccounts } from './memory-ports-accounts';
import { onlyThese } from './memory-ports-only';
import { memoryPds, memoryProofs } from './memory-proofs';

/** A code as it reached a phone or a mailbox. */
export interface ReceivedCode {
  readonly to: string;
  readonly code: string;
}

/** Form tokens that a test can read. */
export const memoryFormTokens = {
  issue: async (binding: string): Promise<string> => `form token of ${binding}`,
  matches: async (binding: string, shown: string): Promise<boolean> => shown === `form token of ${binding}`,
};

const hashOf = (password: string): string => `hash of ${password}`;

interface KeptInteraction {
  readonly interaction: Interaction;
  readonly secret: string;
  readonly revision: number;
  readonly finished: boolean;
}

const origin = 'https://auth.example';

/** A whole world of ports in memory: by the product's own rules, with a clock that tests move and a mailbox they read. */
export function memoryWorld({ provesIdentity = true }: { readonly provesIdentity?: boolean } = {}) {
  let time: EpochSeconds = noon;
  let made = 0;
  const now = () => time;
  const received: ReceivedCode[] = [];
  const events: AuditEvent[] = [];
  const refusals: AuditEvent[] = [];
  const services = new Map<string, Client>([[aService().clientId, aService()]]);
  const counters = new Map<string, RateCount>();
  const common = new Set<string>(['password password']);
  const world = { coarseAllows: true, admitsRegistrations: true, hashed: 0, verified: 0 };
  const copies = new Map<string, { readonly name: string; readonly homeUri?: string }>();
  const nextCode = (to: string): string => {
    const code = String(100_001 + received.length);
    received.push({ to, code });
    return code;
  };
  const people = memoryAccounts({ now, nextCode });
  const pds = memoryPds();
  const kept = new Map<string, KeptInteraction>();
  const suspects = new Set<string>();
  const interactions = memoryInteractions({ now, nextCode, kept, suspects });
  const clients = onlyThese<Ports['clients']>({ find: async (id) => services.get(id) });

  const ports = onlyThese<Ports>({
    clock: { now },
    settings: {
      origin,
      testPhoneNumbers: true,
      loopback: false,
      relatedOrigins: [],
      blockedEmailDomains: ['blocked.example'],
    },
    audit: {
      record: (event) => void events.push(event),
      recordRefusal: (event) => {
        events.push(event);
        refusals.push(event);
      },
    },
    clients,
    limits: {
      async take(window, key, operation) {
        const id = `${window} ${key}`;
        const { count, limitedUntil } = takeRate(rateWindows[window], counters.get(id), time, operation);
        counters.set(id, count);
        return limitedUntil === undefined
          ? { outcome: 'taken' }
          : { outcome: 'limited', until: epochSeconds(limitedUntil) };
      },
      async giveBack(window, key, operation) {
        const held = counters.get(`${window} ${key}`);
        if (held !== undefined) counters.set(`${window} ${key}`, giveBackRate(held, operation));
      },
      isCounted: async (window, key) => {
        const held = counters.get(`${window} ${key}`);
        return held !== undefined && isCounted(rateWindows[window], held, time);
      },
    },
    coarseLimits: { allows: async () => world.coarseAllows },
    backlog: {
      admitsRegistrations: () => world.admitsRegistrations,
      read: async () => ({ undelivered: 0, parked: 0 }),
      unpark: async () => undefined,
    },
    displayData: {
      service: async (id) => copies.get(id),
      keepService: async (id, service) => void copies.set(id, service),
    },
    passwords: {
      async hash(password) {
        world.hashed += 1;
        return hashOf(password);
      },
      async verify(password, stored) {
        world.verified += 1;
        return hashOf(password) === stored;
      },
      isCommon: async (password) => common.has(password),
    },
    accounts: people.port,
    pds: pds.port,
    proofs: memoryProofs(people, now),
    interactions,
    journeys: journeys({
      interactions,
      accounts: people.port,
      clients,
      origin,
      formTokens: memoryFormTokens,
      provesIdentity,
    }),
  });

  return {
    ports,
    people,
    /** The national record: who is in it, and how it answers. */
    pds: pds.state,
    received,
    /** Numbers of which the network said that they can never be reached. */
    suspects,
    events,
    /** Those of them that were of callers who had not shown who they are. */
    refusals,
    services,
    state: world,
    now,
    advance(seconds: number) {
      time = epochSeconds(time + seconds);
    },
    lastCode: (): string => received.at(-1)?.code ?? 'none was sent',
    /** A person with an account, whose password is `brisk otters paddle upstream` if not said otherwise. */
    aPerson({
      password = 'brisk otters paddle upstream',
      ...changes
    }: Partial<MemoryPerson> & { readonly password?: string } = {}) {
      return people.add({
        email: patsEmail,
        phone: patsPhone,
        passwordHash: hashOf(password),
        passwordLength: passwordLength(password),
        termsVersion,
        level: 'P0',
        consents: [],
        ...changes,
      });
    },
    /** A request being answered, with what was established so far. */
    async aJourney(
      request: Parameters<typeof aRequest>[0] = {},
      facts: InteractionFacts = {},
    ): Promise<InteractionRef> {
      made += 1;
      const id = interactionId(`7-interaction${made}`);
      return { id, ...(await interactions.begin(id, aRequest(request), facts)) };
    },
    factsOf: (ref: InteractionRef): InteractionFacts => kept.get(ref.id)?.interaction.facts ?? {},
    isFinished: (ref: InteractionRef): boolean => kept.get(ref.id)?.finished === true,
    begun: (): readonly string[] => [...kept.keys()],
  };
}
export type MemoryWorld = ReturnType<typeof memoryWorld>;

function memoryInteractions({
  now,
  nextCode,
  kept,
  suspects,
}: {
  readonly now: () => EpochSeconds;
  readonly nextCode: (to: string) => string;
  readonly kept: Map<string, KeptInteraction>;
  readonly suspects: ReadonlySet<string>;
}): Interactions {
  const codes = new Map<
    string,
    { readonly code: string; readonly to: string; readonly wrong: number; readonly until: number }
  >();
  const sends = new Map<string, Sends>();
  const ceremonies = new Map<string, PasskeyCeremony & { readonly until: number }>();
  let ids = 0;
  const find = ({ id, secret }: InteractionRef): KeptInteraction | undefined => {
    const held = kept.get(id);
    const lives = held !== undefined && now() < held.interaction.beganAt + limits.interactionLife.value;
    return lives && held.secret === secret ? held : undefined;
  };
  const slotOf = (ref: InteractionRef, target: CodeTarget) => `${ref.id} ${target.channel}`;
  return {
    newId(): InteractionId {
      ids += 1;
      return interactionId(`7-new${ids}`);
    },
    async begin(id, request, facts = {}) {
      const secret = `secret of ${id}`;
      kept.set(id, { interaction: { id, request, facts, beganAt: now() }, secret, revision: 1, finished: false });
      return { secret };
    },
    async load(ref) {
      const held = find(ref);
      if (held === undefined) return { outcome: 'gone' };
      return held.finished ? { outcome: 'finished' } : { outcome: 'open', ...held };
    },
    async record({ ref, revision, interaction }, facts) {
      const held = find(ref);
      if (held === undefined || held.finished || held.revision !== revision) return 'conflict';
      kept.set(ref.id, { ...held, interaction: { ...interaction, facts }, revision: revision + 1 });
      return 'recorded';
    },
    async sendCode(ref, target, _caller, asked) {
      if (find(ref)?.finished !== false) return { outcome: 'gone' };
      const slot = slotOf(ref, target);
      const life = target.channel === 'email' ? limits.emailCodeLife.value : limits.phoneCodeLife.value;
      const held = codes.get(slot);
      if (asked === 'by-form' && held?.to === target.to && now() < held.until - life + limits.messageInTime.value)
        return { outcome: 'sent', turn: turnOf(sends.get(slot)), suspect: suspects.has(target.to) };
      const counted = countSend(sends.get(slot), now());
      sends.set(slot, counted.sends);
      if (counted.refusedUntil !== undefined)
        return { outcome: 'sending-locked', until: epochSeconds(counted.refusedUntil) };
      codes.set(slot, { code: nextCode(target.to), to: target.to, wrong: 0, until: now() + life });
      return { outcome: 'sent', turn: turnOf(counted.sends), suspect: suspects.has(target.to) };
    },
    async checkCode(ref, target, code) {
      if (find(ref)?.finished !== false) return { outcome: 'gone' };
      const slot = slotOf(ref, target);
      const sent = codes.get(slot);
      const locked = sends.get(slot)?.lockedUntil ?? 0;
      if (sent === undefined && locked > now()) return { outcome: 'locked', until: epochSeconds(locked) };
      if (sent === undefined || sent.until <= now()) return { outcome: 'expired' };
      if (sent.code === code && sent.to === target.to) {
        codes.delete(slot);
        return { outcome: 'right' };
      }
      codes.set(slot, { ...sent, wrong: sent.wrong + 1 });
      if (sent.wrong + 1 < limits.codeAttempts.value) return { outcome: 'wrong' };
      codes.delete(slot);
      const until = now() + limits.lockShort.value;
      sends.set(slot, { count: limits.codeSends.value, lockedUntil: until });
      return { outcome: 'locked', until: epochSeconds(until) };
    },
    async newCeremony(ref, kind, { userHandle = toBase64Url(randomBytes(64)), account } = {}) {
      if (find(ref)?.finished !== false) return undefined;
      const ceremony = { kind, challenge: toBase64Url(randomBytes(32)), userHandle, ...(account && { account }) };
      ceremonies.set(`${ref.id} ${kind}`, { ...ceremony, until: now() + limits.passkeyChallengeLife.value });
      return ceremony;
    },
    async takeCeremony(ref, kind) {
      if (find(ref)?.finished !== false) return undefined;
      const held = ceremonies.get(`${ref.id} ${kind}`);
      ceremonies.delete(`${ref.id} ${kind}`);
      return held !== undefined && now() < held.until ? held : undefined;
    },
    async finish(ref) {
      const held = find(ref);
      if (held !== undefined) kept.set(ref.id, { ...held, finished: true });
    },
  };
}
