import type * as Atom from '../../durable-objects/interaction-verbs';
import { keyedHash, sha256 } from '../crypto/keyed-hash';
import { randomDigits, randomHandle, randomId, randomSecret } from '../crypto/random';
import { open, seal } from '../crypto/sealing';
import { epochSeconds, interactionId } from '../domain/brands';
import type { Interaction } from '../domain/interaction';
import { limits } from '../domain/limits';
import type { Message } from '../domain/message';
import { wideNetworkOf } from '../domain/network-address';
import { Unavailable } from '../domain/unavailable';
import { type Env, readConfig } from '../env';
import type { Caller } from '../ports/caller';
import type { CodeTarget, InteractionRef, Interactions } from '../ports/interactions';
import type { Limits } from '../ports/limits';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { lifeInWords, type MessageSender, phoneCodeMessage, sealMessage, sendAtOnce } from './messages';
import { isSuspect } from './receipts';
import { takeSend } from './send-limits';

const SHARDS = 128;
const idShape = /^(\d{1,3})-[A-Za-z0-9_-]{22}$/;

/** What the interactions adapter works with. */
export interface InteractionParts {
  readonly env: Env;
  readonly now: () => number;
  readonly limits: Limits;
  readonly sender: MessageSender;
  sealContext(caller: Caller): Promise<string>;
}

/** Authorization requests being answered, over the interaction atoms. What names a person is sealed before it goes there. */
export function interactions(parts: InteractionParts): Interactions {
  const { env } = parts;
  const { masterKeys, indexKeys } = readConfig(env);

  const address = (id: string) => atomStub(env, 'INTERACTION', `${Number(idShape.exec(id)?.[1])}`);
  const keyOf = async (ref: InteractionRef): Promise<Atom.InteractionKey | undefined> => {
    const shard = Number(idShape.exec(ref.id)?.[1]);
    if (!(shard < SHARDS) || ref.secret === undefined || ref.secret.length > 100) return undefined;
    return { id: ref.id, secretHash: await sha256(ref.secret) };
  };
  const sealInteraction = (interaction: Interaction): Promise<string> =>
    seal(masterKeys, 'interaction', JSON.stringify(interaction), interaction.id);
  const hashCode = (id: string, target: CodeTarget, code: string): Promise<string> =>
    keyedHash(indexKeys, 'passcode', id, target.channel, target.to, code);

  const attemptsKey = (target: CodeTarget, { address: network }: Caller): Promise<string> =>
    keyedHash(indexKeys, 'code-attempts', target.to, wideNetworkOf(network) ?? network);

  return {
    newId: () =>
      interactionId(
        `${crypto.getRandomValues(new Uint8Array(1)).reduce((sum, byte) => sum + byte, 0) % SHARDS}-${randomId()}`,
      ),

    async begin(id, request, facts = {}) {
      const secret = randomSecret();
      const sealed = await sealInteraction({ id, request, facts, beganAt: epochSeconds(parts.now()) });
      await callAtom(address(id), 'begin', { id, secretHash: await sha256(secret), sealed });
      return { secret };
    },

    async load(ref) {
      const key = await keyOf(ref);
      if (key === undefined) return { outcome: 'gone' };
      const answer = await callAtom<Atom.LoadAnswer>(address(ref.id), 'load', key);
      switch (answer.tag) {
        case 'open':
          return {
            outcome: 'open',
            revision: answer.revision,
            interaction: JSON.parse(await open(masterKeys, 'interaction', answer.sealed, ref.id)) as Interaction,
          };
        case 'finished':
          return { outcome: 'finished' };
        case 'gone':
          return { outcome: 'gone' };
        default:
          return unknownTag(answer);
      }
    },

    async record({ ref, revision, interaction }, facts) {
      const key = await keyOf(ref);
      if (key === undefined) return 'conflict';
      const sealed = await sealInteraction({ ...interaction, facts });
      const answer = await callAtom<Atom.RecordAnswer>(address(ref.id), 'record', { ...key, sealed, revision });
      return answer.tag === 'recorded' ? 'recorded' : 'conflict';
    },

    async sendCode(ref, target, caller, asked) {
      const key = await keyOf(ref);
      if (key === undefined) return { outcome: 'gone' };
      const hash = await keyedHash(indexKeys, 'send-limit', target.to);
      const taken = await takeSend(parts.limits, { target, caller, hash, proved: false });
      if (taken.limitedUntil !== undefined) return { outcome: 'sending-locked', until: taken.limitedUntil };
      const code = randomDigits(limits.codeLength.value);
      const [message, codeHash, context] = await Promise.all([
        sealMessage(masterKeys, codeMessage(target, code, parts.now())),
        hashCode(ref.id, target, code),
        parts.sealContext(caller),
      ]);
      const answer = await callAtom<Atom.SendCodeAnswer>(address(ref.id), 'sendCode', {
        ...key,
        channel: target.channel,
        ...{ codeHash, message, context, target: hash },
        ...(asked === 'by-form' && { byForm: true }),
      } satisfies Atom.SendCodeInput);
      const isSent = answer.tag === 'sent' && answer.repeated !== true;
      if (!isSent) await taken.giveBack();
      switch (answer.tag) {
        case 'sent':
          if (!isSent) return { outcome: 'sent', turn: answer.turn, suspect: await isSuspectTarget(parts, target) };
          sendAtOnce(parts.sender, { ...message, turn: answer.turn }, () =>
            callAtom(address(ref.id), 'acknowledgeMessage', { id: message.id }),
          );
          return { outcome: 'sent', turn: answer.turn, suspect: await isSuspectTarget(parts, target) };
        case 'sending-locked':
          return { outcome: 'sending-locked', until: answer.until };
        case 'gone':
          return { outcome: 'gone' };
        default:
          return unknownTag(answer);
      }
    },

    async checkCode(ref, target, code, caller) {
      const key = await keyOf(ref);
      if (key === undefined) return { outcome: 'gone' };
      // Counted before it is looked at, over all interactions that ask for this address or number from this network: a stranger's
      // guesses do not keep out whoever reads the messages. How many codes there are to guess is bounded by how many are sent.
      const attempts = ['code-attempts-by-target-and-network', await attemptsKey(target, caller), randomId()] as const;
      const counted = await parts.limits.take(...attempts);
      if (counted.outcome === 'limited') return { outcome: 'locked', until: counted.until };
      const [codeHash, context] = await Promise.all([hashCode(ref.id, target, code), parts.sealContext(caller)]);
      const answer = await callAtom<Atom.CheckCodeAnswer>(address(ref.id), 'checkCode', {
        ...key,
        channel: target.channel,
        codeHash,
        op: randomId(),
        context,
      });
      // What was not looked at, and what was right, is no wrong guess.
      if (answer.tag !== 'wrong' && !(answer.tag === 'locked' && answer.wrong === true))
        await parts.limits.giveBack(...attempts);
      return answer.tag === 'locked' ? { outcome: 'locked', until: answer.until } : { outcome: answer.tag };
    },

    async newCeremony(ref, kind, { userHandle = randomHandle(), account } = {}) {
      const key = await keyOf(ref);
      if (key === undefined) return undefined;
      const ceremony = { challenge: randomSecret(), userHandle, ...(account && { account }) };
      const input: Atom.KeepCeremonyInput = { ...key, kind, ceremony };
      const answer = await callAtom<{ readonly tag: 'kept' | 'gone' }>(address(ref.id), 'keepCeremony', input);
      return answer.tag === 'kept' ? { kind, ...ceremony } : undefined;
    },

    async takeCeremony(ref, kind) {
      const key = await keyOf(ref);
      if (key === undefined) return undefined;
      const input: Atom.TakeCeremonyInput = { ...key, kind, op: randomId() };
      const answer = await callAtom<Atom.TakeCeremonyAnswer>(address(ref.id), 'takeCeremony', input);
      return answer.tag === 'taken' ? { kind, ...answer.ceremony } : undefined;
    },

    async finish(ref) {
      const key = await keyOf(ref);
      if (key !== undefined) await callAtom(address(ref.id), 'finish', key);
    },
  };
}

const isSuspectTarget = async (parts: InteractionParts, target: CodeTarget): Promise<boolean> =>
  target.channel === 'sms' && (await isSuspect(parts, target.to));

function codeMessage(target: CodeTarget, code: string, now: number): Message {
  if (target.channel === 'sms') return phoneCodeMessage(target.to, code, now);
  const personalisation = { code, life: lifeInWords(limits.emailCodeLife.value) };
  return { channel: 'email', to: target.to, template: 'email-code', personalisation };
}

function unknownTag(answer: never): never {
  throw new Unavailable(`unknown answer ${JSON.stringify(answer)}`);
}
