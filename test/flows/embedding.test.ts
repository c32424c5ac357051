import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { limits } from '../../src/domain/limits';
import type { Config } from '../../src/env';
import { theService } from '../support/builders';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';

const config = { origin: 'https://auth.example', loopback: false, clientAddressFrom: 'cf-connecting-ip' } as Config;
const neighbours = { 'cf-connecting-ip': '192.0.2.7' };
const authorize = `/authorize?${new URLSearchParams({
  client_id: theService,
  redirect_uri: 'https://clinic.example/cb',
  response_type: 'code',
  scope: 'openid',
  state: 'state',
  nonce: 'nonce',
  vtr: '["P0.Cp.Cd"]',
})}`;

let world: MemoryWorld;
let app: ReturnType<typeof createApp>;
beforeEach(() => {
  world = memoryWorld();
  app = createApp(() => ({ config, ports: world.ports }));
});
const look = async (path: string, loadedFor?: string, method = 'GET') => {
  const headers = {
    ...neighbours,
    ...(loadedFor !== undefined && { 'sec-fetch-dest': loadedFor }),
    ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const answer = await app.request(
    path,
    { method, headers },
    {},
    { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} },
  );
  return answer.status;
};

describe('an address that begins a journey', () => {
  it.each(['/account', '/account/go/account', '/account/password', '/account/passkeys', authorize])(
    'begins none when another page embeds it: %s',
    async (path) => {
      for (const loadedFor of ['image', 'iframe', 'script', 'empty', 'object', 'style'])
        expect([loadedFor, await look(path, loadedFor)]).toEqual([loadedFor, 403]);
      expect(world.begun()).toEqual([]);
      for (const gone of ['document', undefined]) expect([gone, await look(path, gone)]).toEqual([gone, 303]);
      expect(world.begun()).toHaveLength(2);
    },
  );

  it('begins none by a form that another page sends into a frame', async () => {
    expect(await look(authorize, 'iframe', 'POST')).toBe(403);
    expect(await look(authorize, 'document', 'POST')).toBe(303);
    expect(world.begun()).toHaveLength(1);
  });

  it('is not used up for the people behind one address by pages that embed it', async () => {
    const looks = Array.from({ length: limits.requestsPerAddressPerMinute.value + 1 });
    for (const _look of looks) await look('/account', 'image');
    expect(await look('/account', 'document')).toBe(303);
  });

  it('begins none by words of a silent request where none is made: in a form, or on the way to an account', async () => {
    expect(await look(`${authorize}&prompt=none`, 'iframe', 'POST')).toBe(403);
    for (const path of ['/account', '/account/go/account', '/account/passkeys'])
      expect([path, await look(`${path}?prompt=none`, 'iframe')]).toEqual([path, 403]);
  });

  it('answers a silent request in a frame, which begins no journey', async () => {
    expect(await look(`${authorize}&prompt=none`, 'iframe')).toBe(303);
    expect(await look(`${authorize}&prompt=none`, 'image')).toBe(403);
    expect(world.begun()).toEqual([]);
  });
});
