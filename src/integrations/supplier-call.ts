import type { SupplierAnswer } from '../domain/message-supplier';

/** What a supplier sent back, as far as it came. */
export type SupplierReply =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  /** Not one byte of an answer: refused, cut off or late. */
  | { readonly kind: 'silence' }
  /** An answer began, and its body did not come. */
  | { readonly kind: 'broken-off' };

/** Three suppliers one after the other stay within the lease of a message. */
const DEADLINE_MILLIS = 5000;

/** Sends one request with a deadline, and follows no redirect: what is in it is for one supplier only. */
export async function callSupplier(url: string, init: RequestInit, post: typeof fetch = fetch): Promise<SupplierReply> {
  const signal = AbortSignal.timeout(DEADLINE_MILLIS);
  const response = await post(url, { ...init, redirect: 'manual', signal }).catch(() => undefined);
  if (response === undefined) return { kind: 'silence' };
  const text = await response.text().catch(() => undefined);
  return text === undefined ? { kind: 'broken-off' } : { kind: 'answer', status: response.status, text };
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
  return reply.kind === 'answer' && reply.status >= 300 ? notAccepted : unknown;
}

/** A text as JSON; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
