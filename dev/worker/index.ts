import { DurableObject } from 'cloudflare:workers';
import { LOCAL_WORLD_MARKER } from '../marker.ts';
import { devAtomClock, wakeable } from './dev-clock.ts';
import { answerDevRequest } from './dev-requests.ts';
import { syncTime, worldNow } from './world-time.ts';

export { AlarmRegistry } from './alarm-registry.ts';

class Placeholder extends DurableObject {
  async wake(seconds: number) {
    await devAtomClock.wakeAt(this.ctx, 'placeholder', worldNow() + seconds * 1000);
  }
  override async alarm() {
    console.log('alarm fired at', new Date(worldNow()).toISOString());
  }
}

export const Account = wakeable(Placeholder, 'ACCOUNT');
export const Directory = wakeable(Placeholder, 'DIRECTORY');
export const Interaction = wakeable(Placeholder, 'INTERACTION');
export const Client = wakeable(Placeholder, 'CLIENT');
export const RateLimit = wakeable(Placeholder, 'RATE_LIMIT');
export const KeyRing = wakeable(Placeholder, 'KEY_RING');
export const Supplier = wakeable(Placeholder, 'SUPPLIER');
export const Ledger = wakeable(Placeholder, 'LEDGER');
export const Hasher = wakeable(Placeholder, 'HASHER');

export default {
  async fetch(request, env) {
    await syncTime();
    const answer = await answerDevRequest(request);
    if (answer !== undefined) return answer;
    if (new URL(request.url).pathname === '/wake') {
      const stub = env.ACCOUNT.getByName('x') as unknown as Placeholder;
      await stub.wake(3600);
    }
    return new Response(
      `${LOCAL_WORLD_MARKER} ${new Date(worldNow()).toISOString()} ${JSON.stringify([...request.headers])} ${request.url}\n`,
    );
  },
} satisfies ExportedHandler<Cloudflare.Env>;
