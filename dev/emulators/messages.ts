import type { WorldClock } from '../clock.ts';
import type { Secrets } from '../home.ts';
import type { Inbox } from '../inbox.ts';
import { snsRegion } from '../service-environment.ts';
import { createSnsEmulator } from './amazon-sns/emulator.ts';
import type { Emulator } from './dispatch.ts';
import { createNotifyEmulator } from './govuk-notify/emulator.ts';
import { createVoodooEmulator } from './voodoo-sms/emulator.ts';

/** What the suppliers of messages are part of. */
export interface MessageWorld {
  readonly clock: WorldClock;
  readonly inbox: Inbox;
  readonly secrets: Secrets;
  /** The address of a supplier's emulator. */
  baseUrl(supplier: MessageSupplierName): string;
  /** Where the service takes receipts, if it does. */
  readonly service?: string;
}

export type MessageSupplierName = 'govuk-notify' | 'voodoo-sms' | 'amazon-sns';

/** Those who carry messages to people: what they take arrives in the world's inbox. */
export function createMessageSuppliers(world: MessageWorld): Record<MessageSupplierName, Emulator> {
  const { clock, inbox, secrets } = world;
  return {
    'govuk-notify': createNotifyEmulator({
      clock,
      inbox,
      apiKey: secrets.NOTIFY_API_KEY,
      baseUrl: world.baseUrl('govuk-notify'),
      ...(world.service !== undefined && {
        callback: { url: `${world.service}/receipts/govuk-notify`, token: secrets.NOTIFY_CALLBACK_TOKEN },
      }),
    }),
    'voodoo-sms': createVoodooEmulator({ clock, inbox, apiKey: secrets.VOODOO_API_KEY }),
    'amazon-sns': createSnsEmulator({
      clock,
      inbox,
      credentials: {
        accessKeyId: secrets.SNS_ACCESS_KEY_ID,
        secretAccessKey: secrets.SNS_SECRET_ACCESS_KEY,
        region: snsRegion,
      },
      baseUrl: world.baseUrl('amazon-sns'),
    }),
  };
}
