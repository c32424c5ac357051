import type { SupplierAnswer } from '../domain/message-supplier';

/** What a supplier sent back, as far as it came. */
export type SupplierReply =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string; readonly headers: Headers }
  /** Not one byte of an answer: refused, cut off or late. */
  | { readonly kind: 'silence' }
  /** An answer began, and its body did not come, or was longer than any that we know. */
  | { readonly kind: 'broken-off' };

/** Three suppliers one after the other stay within the lease of a message. */
const DEADLINE_MILLIS = 5000;
const MOST_BYTES = 262_144;

/** Sends one request with a deadline, and follows no redirect: what is in it is for one supplier only. */
export async function callSupplier(
  url: string,
  init: RequestInit,
  post: typeof fetch = fetch,
  deadlineMillis = DEADLINE_MILLIS,
): Promise<SupplierReply> {
  const signal = AbortSignal.timeout(deadlineMillis);
  const response = await post(url, { ...init, redirect: 'manual', signal }).catch(() => undefined);
  if (response === undefined) return { kind: 'silence' };
  const text = await boundedText(response).catch(() => undefined);
  if (text === undefined) return { kind: 'broken-off' };
  return { kind: 'answer', status: response.status, text, headers: response.headers };
}

/** The body as text; undefined when it is too long, and the rest of it is not read. */
async function boundedText({ body }: Response): Promise<string | undefined> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

export const accepted: SupplierAnswer = { outcome: 'accepted', supplierIsWell: true };
/** The number is one that the supplier never sends to. */
export const refused: SupplierAnswer = { outcome: 'refused', supplierIsWell: true };
/** The supplier works, and does not take this message from us. */
export const declined: SupplierAnswer = { outcome: 'not-accepted', supplierIsWell: true };
/** Our account with them, their limits, their fault. */
export const notAccepted: SupplierAnswer = { outcome: 'not-accepted', supplierIsWell: false };
export const unknown: SupplierAnswer = { outcome: 'unknown', supplierIsWell: false };

/** What a reply means that says nothing of the supplier's own: only a success may hide a message that was taken. */
export function judgeStranger(reply: SupplierReply): SupplierAnswer {
  if (reply.kind === 'silence') return notAccepted;
  if (reply.kind !== 'answer' || reply.status < 300) return unknown;
  const waitSeconds = restOf(reply);
  return waitSeconds === undefined ? notAccepted : { ...notAccepted, waitSeconds };
}

/** How long a supplier wants to be left alone: in seconds, or until a moment by its own clock. @see RFC 9110 §10.2.3 */
function restOf({ headers }: { readonly headers: Headers }): number | undefined {
  const said = headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(said)) return Number(said);
  const [until, now] = [said, headers.get('date') ?? ''].map((date) => Date.parse(date));
  const seconds = Math.ceil(((until ?? Number.NaN) - (now ?? Number.NaN)) / 1000);
  return seconds > 0 ? seconds : undefined;
}

/** A text as JSON; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
