import type { QueryCounter } from './queries.ts';

const simpleQuery = 'Q'.charCodeAt(0);
const execute = 'E'.charCodeAt(0);

function readRole(startup: Buffer): string {
  // After length and protocol version: name, zero, value, zero, …
  const words = startup.subarray(8).toString('utf8').split('\0');
  const index = words.indexOf('user');
  return words[index + 1] ?? 'unknown';
}

/**
 * Reads along with what a client sends, and counts its statements for its role.
 * @returns a function to be given each chunk of bytes, in order
 * @see PostgreSQL documentation, "Message Formats"
 */
export function countStatements(counter: QueryCounter): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  let role: string | undefined;
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      // The first message has no type byte.
      const typeBytes = role === undefined ? 0 : 1;
      if (pending.length < typeBytes + 4) return;
      const length = typeBytes + pending.readUInt32BE(typeBytes);
      if (pending.length < length) return;
      const message = pending.subarray(0, length);
      pending = pending.subarray(length);
      if (role === undefined) role = readRole(message);
      else if (message[0] === simpleQuery || message[0] === execute) counter.count(role);
    }
  };
}

const commandComplete = 'C'.charCodeAt(0);

/**
 * Reads along with what the server answers.
 * @returns a function to be given each chunk of bytes, in order: whether a statement has been carried out
 */
export function noticeCompletion(): (chunk: Buffer) => boolean {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 5) {
      const length = 1 + pending.readUInt32BE(1);
      if (pending[0] === commandComplete) return true;
      if (pending.length < length) return false;
      pending = pending.subarray(length);
    }
    return false;
  };
}
