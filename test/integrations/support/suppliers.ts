import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClock } from '../../../dev/clock';
import { createSnsEmulator, type SnsTroubles } from '../../../dev/emulators/amazon-sns/emulator';
import { createDispatch, emulatorPrefix } from '../../../dev/emulators/dispatch';
import type { NotifyAccount } from '../../../dev/emulators/govuk-notify/account';
import { createNotifyEmulator } from '../../../dev/emulators/govuk-notify/emulator';
import type { Callback } from '../../../dev/emulators/govuk-notify/receipts';
import { templateIds } from '../../../dev/emulators/govuk-notify/templates';
import { createVoodooEmulator, type VoodooOptions } from '../../../dev/emulators/voodoo-sms/emulator';
import { createFaults } from '../../../dev/faults';
import { listenOnLoopback } from '../../../dev/http-server';
import { openInbox } from '../../../dev/inbox';
import { findFreePort } from '../../../dev/ports';
import { createRequestLog } from '../../../dev/requests';
import { type EmailAddress, epochSeconds, type PhoneNumber } from '../../../src/domain/brands';
import type { Message, PhoneMessage } from '../../../src/domain/message';
import { messageText } from '../../../src/ui/message-text';

export const notifyKey = 'gatehouse-6e0f1c1c-59a9-4f5c-8a0c-0d7a5b3f1a01-1f6bd7b2-52f1-4d2b-9c92-44c1a2a4d502';
export const voodooKey = 'voodoo-key-of-the-tests';
export const snsKeys = { accessKeyId: 'LOCALTESTKEY', secretAccessKey: 'secret/of+the/tests', region: 'eu-west-2' };

/** What is wrong with our accounts at the suppliers; nothing if not said. */
export interface Accounts {
  readonly notify?: NotifyAccount;
  readonly callback?: Callback;
  readonly voodoo?: VoodooOptions['refusal'];
  readonly sns?: SnsTroubles;
}

/** The three suppliers of messages on real HTTP, with their faults, on a clock and an inbox of their own. */
export async function openSuppliers(accounts: Accounts = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-suppliers-'));
  const clock = openClock(join(folder, 'clock.json'));
  const inbox = openInbox(join(folder, 'inbox.jsonl'));
  const [faults, requests] = [createFaults(), createRequestLog()];
  const port = await findFreePort();
  const baseUrl = (supplier: string) => `http://localhost:${port}${emulatorPrefix}${supplier}`;
  const emulators = {
    'govuk-notify': createNotifyEmulator({
      clock,
      inbox,
      apiKey: notifyKey,
      baseUrl: baseUrl('govuk-notify'),
      ...(accounts.notify === undefined ? {} : { account: accounts.notify }),
      ...(accounts.callback === undefined ? {} : { callback: accounts.callback }),
    }),
    'voodoo-sms': createVoodooEmulator({
      clock,
      inbox,
      apiKey: voodooKey,
      ...(accounts.voodoo === undefined ? {} : { refusal: accounts.voodoo }),
    }),
    'amazon-sns': createSnsEmulator({
      clock,
      inbox,
      credentials: snsKeys,
      baseUrl: baseUrl('amazon-sns'),
      ...(accounts.sns === undefined ? {} : { troubles: accounts.sns }),
    }),
  };
  const answer = createDispatch(emulators, { clock, faults, requests });
  const server = await listenOnLoopback(port, { answer, upgrade: (_request, socket) => void socket.destroy() });
  const now = () => epochSeconds(clock.now() / 1000);
  return {
    clock,
    inbox,
    faults,
    requests,
    baseUrl,
    now,
    config: {
      origin: 'https://auth.gatehouse.example',
      notify: {
        baseUrl: baseUrl('govuk-notify'),
        apiKey: notifyKey,
        templates: JSON.parse(templateIds) as Record<string, string>,
      },
      voodoo: { baseUrl: baseUrl('voodoo-sms'), apiKey: voodooKey },
      sns: { baseUrl: baseUrl('amazon-sns'), ...snsKeys },
      messageSender: 'Gatehouse',
    },
    text: messageText('gatehouse'),
    sms: (to = '+447700900123'): PhoneMessage => ({
      channel: 'sms',
      to: to as PhoneNumber,
      template: 'sms-code',
      personalisation: { code: '123456', minutes: '5' },
      expiresAt: epochSeconds(now() + 300),
    }),
    voice: (to = '+441632960123'): PhoneMessage => ({
      channel: 'voice',
      to: to as PhoneNumber,
      template: 'voice-code',
      personalisation: { code: '123456', minutes: '5' },
      expiresAt: epochSeconds(now() + 300),
    }),
    email: (to = 'ada@example.org'): Message => ({
      channel: 'email',
      to: to as EmailAddress,
      template: 'email-code',
      personalisation: { code: '123456', life: '1 hour' },
    }),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Suppliers = Awaited<ReturnType<typeof openSuppliers>>;
