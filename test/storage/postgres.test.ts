import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Book, openBook } from './support/book';

let book: Book;
/** The deadlines that calls of Postgres were given, in milliseconds. */
let deadlines: number[];
let isSilent: boolean;
beforeAll(async () => {
  book = await openBook();
});
beforeEach(() => {
  deadlines = [];
  isSilent = false;
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((millis) => {
    deadlines.push(millis);
    // A server that never answers, without the waiting.
    return isSilent ? AbortSignal.abort(new DOMException('late', 'TimeoutError')) : new AbortController().signal;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => book.close());

/** The module as a new isolate loads it. */
async function anIsolate() {
  vi.resetModules();
  const { readPostgres } = await import('../../src/storage/postgres');
  const read = vi.fn(
    async (db: Parameters<Parameters<typeof readPostgres>[1]>[0]) => (await db.execute('select 2')).rows,
  );
  return { read, ask: (config: Pick<Book['config'], 'postgres'> = book.config) => readPostgres(config, read) };
}
const unavailable = expect.objectContaining({ name: 'Unavailable' });

it('a read is not begun on a Postgres that is silent, and that is said within a second', async () => {
  const { ask, read } = await anIsolate();
  isSilent = true;
  await expect(ask()).rejects.toEqual(unavailable);
  expect(read).not.toHaveBeenCalled();
  expect(deadlines).toHaveLength(1);
  expect(Math.max(...deadlines)).toBeLessThan(1000);
});

it('a read has longer than that on a Postgres that answers, whose pulse is felt again when that was not just now', async () => {
  const { ask } = await anIsolate();
  vi.useFakeTimers({ toFake: ['Date'] });
  expect(await ask()).toEqual([{ '?column?': 2 }]);
  expect(deadlines.map((millis) => millis < 1000)).toEqual([true, false]);
  await ask();
  expect(deadlines).toHaveLength(3);
  vi.setSystemTime(Date.now() + 251);
  await ask();
  expect(deadlines).toHaveLength(5);
});

it('a Postgres where nobody listens is away at once', async () => {
  const { ask } = await anIsolate();
  await expect(ask(book.away)).rejects.toEqual(unavailable);
});
