import { open } from '../crypto/sealing';
import type { EpochSeconds } from '../domain/brands';
import type { Circuit } from '../domain/circuit';
import type { DeliveryOutcome, Message, SealedMessage } from '../domain/message';
import type { Config } from '../env';
import { sendByNotify } from './govuk-notify';

/** What the delivery of messages works with. */
export interface DeliveryParts {
  readonly config: Pick<Config, 'masterKeys' | 'notify'>;
  readonly circuit: Circuit;
  now(): EpochSeconds;
  readonly fetch?: typeof fetch;
}

/**
 * Opens a message and gives it to its supplier, if that one is worth calling now. Never throws.
 * @returns `failed` also when the message does not open: a key may be on its way to this deployment
 */
export async function deliverMessage(parts: DeliveryParts, sealed: SealedMessage): Promise<DeliveryOutcome> {
  const message = await open(parts.config.masterKeys, 'message', sealed.sealed, sealed.id).then(
    (text) => JSON.parse(text) as Message,
    () => undefined,
  );
  if (message === undefined || !(await parts.circuit.admits())) return 'failed';
  const { outcome, supplierIsWell } = await sendByNotify({ ...parts, notify: parts.config.notify }, sealed.id, message);
  await parts.circuit.report(supplierIsWell);
  return outcome;
}
