import type { Circuit } from '../../domain/circuit';
import type { RequestBudget } from '../../domain/request-budget';
import type { FetchedToken, SharedToken } from '../../domain/shared-token';
import { callSupplier, jsonOf, type SupplierReply } from '../supplier-call';
import { parseOutcome } from './fhir-answers';
import { fetchPdsToken, type TokenParts } from './token';

/** What the client of PDS works with. */
export interface PdsParts extends TokenParts {
  readonly token: SharedToken;
  readonly budget: RequestBudget;
  readonly circuit: Circuit;
  /** Joins our calls to what is written down there; says nothing about the person. */
  readonly correlationId: string;
  /** For all calls for one person together, in milliseconds. */
  readonly patienceMillis: number;
  /** Tells a person of the operator that PDS refuses us: nothing that waiting puts right. */
  alert(facts: { readonly status: number; readonly code: string }): void;
  /** From 0 up to, not including, 1. */
  random(): number;
}

/** What PDS said, or nothing that can be believed. */
export type PdsReply =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown; readonly etag: string | null }
  | { readonly kind: 'unavailable' };

/** `again`: nothing was said that counts. `unauthorised`: our token was not taken. `forbidden`: our application may not do it. */
type Verdict =
  | PdsReply
  | { readonly kind: 'again'; readonly restMillis: number | undefined }
  | { readonly kind: 'unauthorised' | 'forbidden'; readonly status: number; readonly code: string };

/** Less is not worth a try. */
const LEAST_MILLIS = 250;
const MOST_TRIES = 3;
const unavailable = { kind: 'unavailable' } as const;

/** Statuses that say something of the person asked for, or of the question. */
const final: ReadonlySet<number> = new Set([200, 400, 404]);

/**
 * Makes the caller of PDS for one person: a token, a place in the budget, the headers, and another try with the same
 * `X-Request-ID` where nothing was said.
 * @returns asks for a path below the FHIR root, and never rejects
 * @see PDS FHIR API, "Headers", "Error handling": a retry repeats X-Request-ID
 */
export function pdsCaller(parts: PdsParts): (path: string) => Promise<PdsReply> {
  let personEnds: number | undefined;
  return async (path) => {
    personEnds ??= Date.now() + parts.patienceMillis;
    const call = { path, requestId: crypto.randomUUID(), lastStart: personEnds - LEAST_MILLIS };
    let refusals = 0;
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const verdict = await tryOnce(parts, call);
      if (verdict.kind === 'answer' || verdict.kind === 'unavailable') return verdict;
      if (verdict.kind === 'again') {
        const millis = verdict.restMillis ?? backOff(tries, parts.random());
        if (tries === MOST_TRIES || !(await pause(call.lastStart, millis))) return unavailable;
        continue;
      }
      refusals += 1;
      // A token may have been taken back before its time: one that is new must do.
      if (verdict.kind === 'unauthorised' && refusals === 1) continue;
      parts.alert({ status: verdict.status, code: verdict.code });
      return unavailable;
    }
    return unavailable;
  };
}

interface Call {
  readonly path: string;
  readonly requestId: string;
  /** When the last try may begin: epoch milliseconds. */
  readonly lastStart: number;
}

async function tryOnce(parts: PdsParts, { path, requestId, lastStart }: Call): Promise<Verdict> {
  if (!(await parts.circuit.admits())) return unavailable;
  const held = await parts.token.read(() => fetchToken(parts), lastStart);
  if (held === undefined) return unavailable;
  const ticket = await parts.budget.take(lastStart);
  if (ticket === undefined) return unavailable;
  const headers = {
    authorization: `Bearer ${held.token}`,
    accept: 'application/fhir+json',
    'x-request-id': requestId,
    'x-correlation-id': parts.correlationId,
  };
  const url = `${parts.pds.baseUrl}/personal-demographics/FHIR/R4${path}`;
  const millisLeft = lastStart + LEAST_MILLIS - Date.now();
  // Ensure that one try that hangs leaves time for another.
  const deadline = Math.max(1, Math.min(parts.patienceMillis / 2, millisLeft));
  const reply = await callSupplier(url, { headers }, parts.fetch, deadline);
  ticket.answered();
  const verdict = judge(reply, requestId);
  await parts.circuit.report(verdict.kind === 'answer');
  if (verdict.kind === 'unauthorised') await parts.token.drop(held.id);
  if (verdict.kind === 'again' && verdict.restMillis !== undefined) await parts.budget.rest(verdict.restMillis);
  return verdict;
}

/** Ensure that it is PDS that answers, in whole, and this very request. */
function judge(reply: SupplierReply, requestId: string): Verdict {
  if (reply.kind !== 'answer') return { kind: 'again', restMillis: undefined };
  const { status, headers, text } = reply;
  const body = jsonOf(text);
  const refusal = { status, code: parseOutcome(body) ?? 'none' };
  if (status === 401) return { kind: 'unauthorised', ...refusal };
  if (status === 403) return { kind: 'forbidden', ...refusal };
  if (status === 408 || status === 429 || status >= 500) return { kind: 'again', restMillis: restOf(status, headers) };
  if (!final.has(status)) return unavailable;
  const isTheirs = typeof body === 'object' && body !== null;
  const isOurs = headers.get('x-request-id')?.toLowerCase() === requestId;
  if (!isTheirs || !isOurs) return { kind: 'again', restMillis: undefined };
  return { kind: 'answer', status, body, etag: headers.get('etag') };
}

/** How long they want to be left alone, in milliseconds. PDS tells seconds, never a date. @see RFC 9110 §10.2.3 */
function restOf(status: number, headers: Headers): number | undefined {
  const header = headers.get('retry-after');
  if (header !== null && /^\d{1,6}$/.test(header)) return Number(header) * 1000;
  return status === 429 ? 1000 : undefined;
}

const backOff = (tries: number, random: number): number => 100 * 2 ** tries * (1 - random / 2);

/** Waits, unless the person's time would be over. */
async function pause(lastStart: number, millis: number): Promise<boolean> {
  if (Date.now() + millis > lastStart) return false;
  await new Promise((resolve) => setTimeout(resolve, millis));
  return true;
}

/** One more try for what may be chance. A refusal is told, for it stays one. */
async function fetchToken(parts: PdsParts): Promise<FetchedToken | undefined> {
  const first = await fetchPdsToken(parts);
  const answer = first.kind === 'unavailable' ? await fetchPdsToken(parts) : first;
  if (answer.kind === 'token') return answer;
  if (answer.kind === 'refused') parts.alert({ status: answer.status, code: answer.code });
  await parts.circuit.report(false);
  return undefined;
}
