import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What a person received, and what they would pick out of it. */
export interface Message {
  readonly id: string;
  /** ISO 8601, in the world's time. */
  readonly at: string;
  readonly channel: 'email' | 'sms' | 'voice';
  readonly to: string;
  readonly subject: string | null;
  readonly body: string;
  readonly code: string | null;
  readonly link: string | null;
  readonly provider: string;
}

/** What an emulator hands over for delivery. */
export type Delivery = Pick<Message, 'channel' | 'to' | 'body' | 'provider'> & {
  readonly subject?: string;
  /** The code, where the emulator knows it; otherwise it is looked for in the text. */
  readonly code?: string;
};

/** Everything that was sent in this world. */
export interface Inbox {
  deliver(delivery: Delivery, at: number): Message;
  /** Newest first. */
  list(filter: { readonly to?: string | undefined; readonly since?: string | undefined }): readonly Message[];
  clear(): void;
}

/** An address as it is compared: e-mail case-folded, a phone number in E.164 (a UK one when it has no country). */
export function normaliseAddress(address: string): string {
  const trimmed = address.trim();
  if (trimmed.includes('@')) return trimmed.normalize('NFC').toLowerCase();
  const digits = trimmed.replace('(0)', '').replace(/[^\d+]/g, '');
  if (digits.startsWith('+')) return digits;
  if (digits.startsWith('00')) return `+${digits.slice(2)}`;
  if (digits.startsWith('44')) return `+${digits}`;
  return `+44${digits.replace(/^0/, '')}`;
}

/** The first number of five to eight digits that stands alone, as a person would read or hear a code. */
export function findCode(text: string): string | null {
  // What stands in a link is nothing to type.
  const typed = text.replaceAll(/https?:\/\/\S+/g, '');
  const spoken = /\b\d(?:, \d){4,7}\b/.exec(text)?.[0].replaceAll(', ', '');
  return spoken ?? /(?<![\d+£])\b(\d{5,8})\b(?!\d)/.exec(typed)?.[1] ?? null;
}

/** The first address in the text that a person could follow. */
export function findLink(text: string): string | null {
  return /https?:\/\/[^\s<>"')\]]+/.exec(text)?.[0]?.replace(/[.,;:!?]+$/, '') ?? null;
}

/** What the file holds a line of: a message, or the last id before the inbox was emptied. */
type Line = Message | { readonly emptiedAfter: number };

function readLines(file: string): readonly Line[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Line);
}

/** An inbox whose messages survive a restart in `file`. Ids are numbers that only grow, also after `clear` and a restart. */
export function openInbox(file: string): Inbox {
  const lines = readLines(file);
  const emptied = lines.map((line) => ('emptiedAfter' in line ? line.emptiedAfter : 0));
  let messages = lines.filter((line): line is Message => 'id' in line);
  let lastId = Math.max(0, ...emptied, Number(messages.at(-1)?.id ?? 0));
  return {
    deliver(delivery, at) {
      lastId += 1;
      const message: Message = {
        id: String(lastId),
        at: new Date(at).toISOString(),
        channel: delivery.channel,
        to: delivery.to,
        subject: delivery.subject ?? null,
        body: delivery.body,
        code: delivery.code ?? findCode(delivery.body),
        link: findLink(delivery.body),
        provider: delivery.provider,
      };
      messages.push(message);
      appendFileSync(file, `${JSON.stringify(message)}\n`, { mode: 0o600 });
      return message;
    },
    list({ to, since }) {
      const wanted = to === undefined ? undefined : normaliseAddress(to);
      const isWanted = (message: Message) =>
        (wanted === undefined || normaliseAddress(message.to) === wanted) &&
        (since === undefined || Number(message.id) > Number(since));
      return messages.filter(isWanted).reverse();
    },
    clear() {
      messages = [];
      writeFileSync(file, `${JSON.stringify({ emptiedAfter: lastId })}\n`, { mode: 0o600 });
    },
  };
}
