import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { WorldClock } from '../../clock.ts';
import { type Inbox, normaliseAddress } from '../../inbox.ts';
import type { Emulator } from '../dispatch.ts';
import { createAccountRules, type NotifyAccount } from './account.ts';
import { type ApiKey, authenticate, isUuid, parseApiKey } from './authentication.ts';
import { accepted, describe, matches, type Notification } from './notification.ts';
import { errorAnswer, NotifyError } from './notify-error.ts';
import { type Callback, createReceipts } from './receipts.ts';
import { type Channel, parseSendRequest, type SendRequest } from './request-body.ts';
import { placeholders, render, sanitise, type Template, type Texts, templates } from './templates.ts';

/** What the emulator is part of. */
export interface NotifyOptions {
  readonly clock: WorldClock;
  readonly inbox: Inbox;
  /** The one live API key of the local account. */
  readonly apiKey: string;
  readonly account?: NotifyAccount;
  readonly callback?: Callback;
  /** The address under which the emulator is reached, for the `uri` members. */
  readonly baseUrl: string;
}

const retentionMs = 7 * 86_400_000;

/** "Smoke" recipients: Notify accepts them with any key and keeps nothing. Here their messages are shown all the same. */
const smokeRecipients =
  /^((\+44|0044|44|0)7700\s?900\s?(000|111|222)|simulate-delivered(-[23])?@notifications\.service\.gov\.uk)$/;

const failingRecipients: Readonly<Record<string, string>> = {
  'temp-fail@simulator.notify': 'temporary-failure',
  'perm-fail@simulator.notify': 'permanent-failure',
};

/** The receipts of these numbers, with a test key as Notify says them. */
const failingForTests: Readonly<Record<string, string>> = {
  '+447700900003': 'temporary-failure',
  '+447700900002': 'permanent-failure',
};

/** People of this world whom no message by Notify reaches. */
const unreachable: Readonly<Record<string, string>> = {
  '+447700900990': 'permanent-failure',
  '+447700900991': 'temporary-failure',
};

function findTemplate(id: string): Template | undefined {
  return templates.find((template) => template.id === id);
}

/** The template of a request, checked against it. @throws NotifyError 400 BadRequestError */
function chooseTemplate(channel: Channel, { templateId, personalisation }: SendRequest): Template {
  const template = findTemplate(templateId);
  if (template === undefined) throw new NotifyError(400, 'BadRequestError', 'Template not found');
  if (template.type !== channel) {
    throw new NotifyError(
      400,
      'BadRequestError',
      `${template.type} template is not suitable for ${channel} notification`,
    );
  }
  checkPersonalisation(template, personalisation);
  return template;
}

function checkPersonalisation(template: Texts, personalisation: Readonly<Record<string, unknown>>): void {
  const missing = placeholders(template).filter((name) => personalisation[name] === undefined);
  if (missing.length > 0)
    throw new NotifyError(400, 'BadRequestError', `Missing personalisation: ${missing.join(', ')}`);
}

/** Renders, keeps and delivers one accepted message. */
function createSender({ clock, inbox, account = {}, callback }: NotifyOptions, kept: Map<string, Notification>) {
  const tell = callback === undefined ? undefined : createReceipts(clock, callback);
  const rules = createAccountRules(clock, account);
  const isTest = account.key === 'test';
  return (channel: Channel, request: SendRequest) => {
    rules.checkSending(channel, request);
    const template = chooseTemplate(channel, request);
    const sanitised = sanitise(request.personalisation, request.sanitised);
    const personalisation = { ...request.personalisation, ...sanitised };
    const recipient = channel === 'sms' ? normaliseAddress(request.recipient) : request.recipient.toLowerCase();
    const status = { ...failingRecipients, ...unreachable, ...(isTest && failingForTests) }[recipient] ?? 'delivered';
    const body = render(template.body, personalisation);
    rules.checkLength(body);
    const notification: Notification = {
      id: randomUUID(),
      at: clock.now(),
      channel,
      request,
      template,
      subject: template.subject === undefined ? null : render(template.subject, personalisation),
      body,
      status,
    };
    if (!smokeRecipients.test(request.recipient)) kept.set(notification.id, notification);
    if (status === 'delivered' && !isTest) deliver(inbox, notification);
    if (!smokeRecipients.test(request.recipient)) tell?.(notification);
    return { notification, sanitised };
  };
}

function deliver(inbox: Inbox, { channel, request, subject, body, at }: Notification): void {
  const code = request.personalisation.code;
  const extras = { ...(subject !== null && { subject }), ...(code !== undefined && { code: String(code) }) };
  inbox.deliver({ channel, to: request.recipient, body, provider: 'govuk-notify', ...extras }, at);
}

function readRoutes(options: NotifyOptions, kept: Map<string, Notification>): Hono {
  const { clock, baseUrl } = options;
  const present = () => [...kept.values()].filter(({ at }) => at > clock.now() - retentionMs).reverse();
  return new Hono()
    .get('/v2/notifications/:id', (c) => {
      const id = c.req.param('id');
      if (!isUuid(id)) throw new NotifyError(400, 'ValidationError', 'notification_id is not a valid UUID');
      const found = present().find((notification) => notification.id === id);
      if (found === undefined) throw new NotifyError(404, 'NoResultFound', 'No result found');
      return c.json(describe(found, baseUrl));
    })
    .get('/v2/notifications', (c) => {
      const found = present().filter((notification) => matches(notification, c.req.query()));
      const { older_than: olderThan } = c.req.query();
      const start = found.findIndex(({ id }) => id === olderThan) + 1;
      const notifications = found.slice(start, start + 250).map((notification) => describe(notification, baseUrl));
      return c.json({ notifications, links: { current: `${baseUrl}/v2/notifications` } });
    })
    .get('/v2/template/:id', (c) => c.json(showTemplate(c.req.param('id'))))
    .post('/v2/template/:id/preview', async (c) => {
      const template = showTemplate(c.req.param('id'));
      const { personalisation = {} }: { personalisation?: Record<string, unknown> } = await c.req.json();
      checkPersonalisation(template, personalisation);
      const subject = template.subject === null ? null : render(template.subject, personalisation);
      return c.json({ ...template, subject, body: render(template.body, personalisation) });
    });
}

function showTemplate(id: string) {
  const template = findTemplate(id);
  if (template === undefined) throw new NotifyError(404, 'NoResultFound', 'No result found');
  return { ...template, subject: template.subject ?? null };
}

/**
 * GOV.UK Notify as a caller sees it; what it sends arrives in the world's inbox.
 * @see GOV.UK Notify REST API documentation
 */
export function createNotifyEmulator(options: NotifyOptions): Emulator {
  const key: ApiKey = parseApiKey(options.apiKey);
  const kept = new Map<string, Notification>();
  const send = createSender(options, kept);
  const rules = createAccountRules(options.clock, options.account ?? {});

  const sendRoute = async (channel: Channel, request: Request) => {
    rules.takeRate();
    const body: unknown = await request.json().catch(() => undefined);
    const { notification, sanitised } = send(channel, parseSendRequest(channel, body));
    return Response.json(accepted(notification, options.baseUrl, sanitised), { status: 201 });
  };

  const app = new Hono()
    .use(async (c, next) => {
      await authenticate(c.req.header('authorization') ?? null, key, Math.floor(options.clock.now() / 1000));
      rules.checkService();
      await next();
    })
    .post('/v2/notifications/sms', (c) => sendRoute('sms', c.req.raw))
    .post('/v2/notifications/email', (c) => sendRoute('email', c.req.raw))
    .route('/', readRoutes(options, kept))
    .notFound((c) => c.json({ message: 'The requested URL was not found on the server.', result: 'error' }, 404))
    .onError((thrown) => {
      if (thrown instanceof NotifyError) return errorAnswer(thrown);
      throw thrown;
    });
  return async (request) => app.fetch(request);
}
