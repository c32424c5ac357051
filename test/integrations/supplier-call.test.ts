import { afterEach, describe, expect, it } from 'vitest';
import { type Listening, listenOnLoopback } from '../../dev/http-server';
import { findFreePort } from '../../dev/ports';
import { callSupplier, judgeStranger } from '../../src/integrations/supplier-call';

let servers: Listening[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

/** A server on real HTTP. @returns its address, and the bodies that it was sent */
async function serve(answer: () => Response | 'hang up') {
  const port = await findFreePort();
  const got: string[] = [];
  servers.push(
    await listenOnLoopback(port, {
      answer: async (request) => {
        got.push(await request.text());
        return answer();
      },
      upgrade: (_request, socket) => void socket.destroy(),
    }),
  );
  return { url: `http://localhost:${port}/`, got };
}

describe('a call of a supplier', () => {
  it('follows no redirect: a code is told to nobody else', async () => {
    const elsewhere = await serve(() => new Response('taken'));
    const supplier = await serve(() => new Response(null, { status: 307, headers: { location: elsewhere.url } }));
    const reply = await callSupplier(supplier.url, { method: 'POST', body: '123456' });
    expect(reply).toMatchObject({ kind: 'answer', status: 307 });
    expect([supplier.got, elsewhere.got]).toEqual([['123456'], []]);
  });

  it('tells silence from an answer', async () => {
    const hangsUp = await serve(() => 'hang up');
    const answers = await serve(() => new Response('yes', { status: 201 }));
    expect(await callSupplier(hangsUp.url, { method: 'POST' })).toEqual({ kind: 'silence' });
    expect(await callSupplier(`http://localhost:${await findFreePort()}/`, {})).toEqual({ kind: 'silence' });
    expect(await callSupplier(answers.url, {})).toMatchObject({ kind: 'answer', status: 201, text: 'yes' });
  });

  it('reads 256 KiB of an answer, and takes what is longer for broken off', async () => {
    const longest = await serve(() => new Response('é'.repeat(131_072)));
    const longer = await serve(() => new Response(`${'é'.repeat(131_072)}.`));
    expect(await callSupplier(longest.url, {})).toMatchObject({ kind: 'answer', text: 'é'.repeat(131_072) });
    expect(await callSupplier(longer.url, {})).toEqual({ kind: 'broken-off' });
  });

  it('waits five seconds for an answer, and no longer', async () => {
    let signal: AbortSignal | null | undefined;
    const never: typeof fetch = (_url, init) => {
      signal = init?.signal;
      return new Promise((_answer, reject) => signal?.addEventListener('abort', () => reject(signal?.reason)));
    };
    const began = Date.now();
    expect(await callSupplier('http://localhost/', {}, never)).toEqual({ kind: 'silence' });
    expect([signal?.aborted, Date.now() - began >= 4900]).toEqual([true, true]);
  }, 20_000);
});

describe('a supplier that has too much to do', () => {
  const said = (headers: Record<string, string>, status = 429) =>
    judgeStranger({ kind: 'answer', status, text: '', headers: new Headers(headers) });
  const date = 'Wed, 25 Nov 2026 20:00:00 GMT';

  it.each([
    [{ 'retry-after': '30' }, 30],
    [{ 'retry-after': 'Wed, 25 Nov 2026 20:00:45 GMT', date }, 45],
  ])('is left alone for as long as it asks: %j', (headers, waitSeconds) => {
    expect(said(headers)).toEqual({ outcome: 'not-accepted', supplierIsWell: false, waitSeconds });
    expect(said(headers, 503)).toMatchObject({ waitSeconds });
  });

  it.each([
    [{}],
    [{ 'retry-after': 'soon' }],
    [{ 'retry-after': '-5' }],
    [{ 'retry-after': '1e9' }],
    [{ 'retry-after': 'Wed, 25 Nov 2026 20:00:45 GMT' }],
    [{ 'retry-after': 'Wed, 25 Nov 2026 19:00:45 GMT', date }],
  ])('and says nothing that could be heeded is one that failed: %j', (headers) => {
    expect(said(headers)).toEqual({ outcome: 'not-accepted', supplierIsWell: false });
  });
});
