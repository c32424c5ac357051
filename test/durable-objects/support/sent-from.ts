import { runDurableObjectAlarm } from 'cloudflare:test';
import { env as bindings } from 'cloudflare:workers';
import type { Message } from '../../../src/domain/message';
import type { Env } from '../../../src/env';
import type { AtomPorts } from './account-port';
import { outside } from './platform-atoms';

const { ACCOUNT: accounts } = bindings as unknown as Pick<Env, 'ACCOUNT'>;

/** The messages of an account that wait to leave, opened; they have left then. */
export async function sentFrom(
  { openMessage }: Pick<AtomPorts, 'openMessage'>,
  account: string,
): Promise<readonly Message[]> {
  const sent: Message[] = [];
  const before = outside.message;
  outside.message = async (message) => {
    sent.push(await openMessage(message));
    return 'delivered';
  };
  await runDurableObjectAlarm(accounts.getByName(`g1:${account}`));
  outside.message = before;
  return sent;
}
