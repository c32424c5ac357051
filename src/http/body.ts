import { createMiddleware } from 'hono/factory';
import type { AppContext } from '../context';
import { limits } from '../domain/limits';
import { problem } from './problem';

const MOST_DISCARDED_BYTES = 1_048_576;
const DISCARD_MILLIS = 1000;

/**
 * No request is larger than 64 KiB. What is too much is read and thrown away, within bounds: an answer that comes before the
 * body was read may be lost with its connection.
 * @see RFC 9110 §15.5.14
 */
export const smallBody = takeBody((announced) => announced !== undefined);

/** A small body too, and all of it is here before anything else is done: what is sent slowly keeps nothing else waiting. */
export const wholeBody = takeBody(() => false);

/** @param isLeft whether a body, of this many bytes as its sender says, and no more than there may be, is read by whoever needs it */
function takeBody(isLeft: (announced: number | undefined) => boolean) {
  return createMiddleware<AppContext>(async (c, next) => {
    const { body, headers } = c.req.raw;
    if (body === null) return next();
    const most = limits.bodyMost.value;
    const length = headers.has('transfer-encoding') ? undefined : headers.get('content-length');
    const announced = length == null ? undefined : Number(length);
    const isSmall = announced === undefined || announced <= most;
    if (isSmall && isLeft(announced)) return next();
    const reader = body.getReader();
    const kept = isSmall ? await readAtMost(reader, most) : undefined;
    if (kept !== undefined) {
      c.req.raw = new Request(c.req.raw, { body: kept });
      return next();
    }
    await discard(reader);
    return problem(c, {
      status: 413,
      error: 'invalid_request',
      description: 'the request is too large',
      heading: 'tooLarge',
    });
  });
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** The whole body; undefined as soon as it is longer. */
async function readAtMost(reader: Reader, most: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > most) return undefined;
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

async function discard(reader: Reader): Promise<void> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    // A read that waits ends with this.
    void reader.cancel().catch(() => undefined);
  }, DISCARD_MILLIS);
  try {
    let left = MOST_DISCARDED_BYTES;
    while (left > 0 && !late) {
      const { done, value } = await reader.read();
      if (done) return;
      left -= value.byteLength;
    }
    await reader.cancel();
  } catch {
    // The caller went away: nobody is left to answer.
  } finally {
    clearTimeout(timer);
  }
}
