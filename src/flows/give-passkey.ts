import { takesPasskey } from '../domain/authorization-request';
import type { AccountId } from '../domain/brands';
import type { StepName } from '../domain/journey';
import type { Problem, StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import type { OpenJourney } from '../ports/journeys';
import { relyingPartyOf } from '../protocol/passkey';
import { verifyAssertion } from '../protocol/passkey-assertion';
import type { PasskeyRefusal } from '../protocol/passkey-ceremony';
import { readAssertion } from '../protocol/passkey-response';

export interface GivePasskeyInput {
  readonly ref: InteractionRef;
  readonly session: CookieToken | undefined;
  /** The page that was answered. */
  readonly step: Extract<StepName, 'sign-in-address' | 'sign-in-credential' | 'sign-in-passkey'>;
  /** What the authenticator answered, as JSON. */
  readonly response: string;
  readonly caller: Caller;
}

type PasskeyPorts = Pick<Ports, 'journeys' | 'interactions' | 'accounts' | 'limits' | 'audit' | 'clock' | 'settings'>;

/**
 * Signs in by a passkey, or adds one to what a session has shown. A passkey is never locked: it cannot be guessed. One that
 * nobody knows and one whose signature is wrong are refused in the same words.
 * @see W3C WebAuthn L3 §7.2
 */
export async function givePasskey(ports: PasskeyPorts, input: GivePasskeyInput): Promise<StepOutcome> {
  const turn = takeTurn(input.step, await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  // Ensure the service takes passkeys: what a page offers is what may be answered.
  if (input.step !== 'sign-in-passkey' && !takesPasskey(journey.view.request)) return onward;
  const network = await ports.limits.take('passkeys-by-address', input.caller.address);
  if (network.outcome === 'limited')
    return { kind: 'locked', of: 'requests', until: network.until, now: ports.clock.now(), view: shown };
  const checked = await checkPasskey(ports, journey, input);
  if (checked.kind === 'disabled') return { kind: 'disabled', view: shown };
  if (checked.kind === 'refused') {
    const { problem, unknownPasskey, account, why = problem } = checked;
    const event = {
      at: ports.clock.now(),
      client: journey.client.clientId,
      ...(account === undefined ? {} : { account }),
      ...input.caller,
      detail: { reason: why },
    };
    // Whoever showed it holds the key: one that counts back is one of two.
    if (why === 'counter') ports.audit.record({ kind: 'authn_passkey_cloned', ...event });
    else ports.audit.recordRefusal({ kind: 'authn_passkey_fail', ...event });
    return { kind: 'retry', view: shown, problem, ...(unknownPasskey === undefined ? {} : { unknownPasskey }) };
  }
  const by = { opened: checked.session, browser: input.session, caller: input.caller };
  return { ...onward, ...(await ports.journeys.goOn(journey, by)) };
}

type Checked = { readonly kind: 'shown'; readonly session: CookieToken } | { readonly kind: 'disabled' } | Refused;
interface Refused {
  readonly kind: 'refused';
  readonly problem: Problem;
  readonly unknownPasskey?: string;
  /** Whose passkey it is, and what was wrong: for the audit trail, never for the page. */
  readonly account?: AccountId;
  readonly why?: PasskeyRefusal;
}

async function checkPasskey(
  ports: PasskeyPorts,
  { ref, interaction, session }: OpenJourney,
  { response: text, caller, session: browser }: GivePasskeyInput,
): Promise<Checked> {
  const response = readAssertion(text);
  const ceremony = await ports.interactions.takeCeremony(ref, 'get');
  // Ensure the challenge was given to this browser, minutes ago, and serves once.
  if (ceremony === undefined) return { kind: 'refused', problem: 'passkey-expired' };
  if (response === undefined) return { kind: 'refused', problem: 'passkey-failed' };
  const found = await ports.accounts.reservePasskey(response.credentialId, { interaction: interaction.id, caller });
  if (found.outcome !== 'held')
    return {
      kind: 'refused',
      problem: 'passkey-unknown',
      ...(found.free ? { unknownPasskey: response.credentialId } : {}),
    };
  const { challenge } = ceremony;
  const rp = relyingPartyOf(ports.settings.origin);
  // Ensure that a session is stepped up by a passkey of its own person, of those the browser was told.
  const owner = session === undefined ? undefined : await ports.accounts.passkeyOwner(session);
  const allow = owner?.passkeys.map((held) => held.credentialId);
  const verified = await verifyAssertion({ rp, challenge, response, held: found.held, ...(allow && { allow }) });
  const { account } = found;
  if (verified.kind !== 'verified' && verified.why === 'counter') await found.tellOfCopy();
  if (verified.kind !== 'verified') return { kind: 'refused', problem: 'passkey-unknown', account, why: verified.why };
  const { counter, backedUp } = verified;
  const settled = await found.settle({
    ...{ counter, backedUp, browser },
    ...(session === undefined ? {} : { before: session }),
  });
  if (settled.outcome === 'disabled') return { kind: 'disabled' };
  return settled.outcome === 'signed-in'
    ? { kind: 'shown', session: settled.session }
    : { kind: 'refused', problem: 'passkey-unknown', account };
}
