import { setTimeout as delay } from 'node:timers/promises';
import type { WorldClock } from '../../clock.ts';
import type { Notification } from './notification.ts';

/** Where the account wants its receipts, and what Notify bears there. */
export interface Callback {
  readonly url: string;
  readonly token: string;
}

interface Waiting {
  readonly body: string;
  readonly dueAt: number;
  readonly tries: number;
}

/** A message is never delivered before the answer to its sender. */
const soonestMs = 300;
const lookEveryMs = 500;
const retryMs = 5 * 60_000;
const mostTries = 6;

function describe({ id, at, channel, request, template, status }: Notification): string {
  const time = new Date(at).toISOString();
  return JSON.stringify({
    id,
    reference: request.reference,
    to: request.recipient,
    status,
    created_at: time,
    completed_at: time,
    sent_at: time,
    notification_type: channel,
    template_id: template.id,
    template_version: template.version,
  });
}

/**
 * Tells an account what became of its messages: at once, then every five minutes of the world's time, five times at most.
 * @see GOV.UK Notify REST API documentation, "Delivery receipts"
 */
export function createReceipts(clock: WorldClock, { url, token }: Callback) {
  let waiting: Waiting[] = [];
  let looking = false;
  const post = async (receipt: Waiting): Promise<void> => {
    const dueAgainAt = clock.now() + retryMs;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const answer = await fetch(url, { method: 'POST', headers, body: receipt.body }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    const tries = receipt.tries + 1;
    if (answer?.ok || tries >= mostTries) return;
    waiting.push({ ...receipt, tries, dueAt: dueAgainAt });
  };
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    for (; waiting.length > 0; await delay(lookEveryMs, undefined, { ref: false })) {
      const due = waiting.filter(({ dueAt }) => dueAt <= clock.now());
      waiting = waiting.filter((receipt) => !due.includes(receipt));
      await Promise.all(due.map(post));
    }
    looking = false;
  };
  return (notification: Notification): void => {
    waiting.push({ body: describe(notification), dueAt: clock.now() + soonestMs, tries: 0 });
    void look();
  };
}
