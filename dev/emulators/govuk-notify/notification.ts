import type { Channel, SendRequest } from './request-body.ts';
import type { Template } from './templates.ts';

/** A notification as it is kept. */
export interface Notification {
  readonly id: string;
  readonly at: number;
  readonly channel: Channel;
  readonly request: SendRequest;
  readonly template: Template;
  readonly subject: string | null;
  readonly body: string;
  readonly status: string;
}

const fromNumber = 'GOVUK';
const fromEmail = 'gatehouse@notifications.service.gov.uk';

function describeTemplate({ id, version }: Template, baseUrl: string) {
  return { id, version, uri: `${baseUrl}/v2/template/${id}` };
}

/** A notification as `GET /v2/notifications/{id}` shows it. */
export function describe(notification: Notification, baseUrl: string) {
  const { id, at, channel, request, template, subject, body, status } = notification;
  const time = new Date(at).toISOString();
  return {
    id,
    reference: request.reference,
    email_address: channel === 'email' ? request.recipient : null,
    phone_number: channel === 'sms' ? request.recipient : null,
    type: channel,
    status,
    template: describeTemplate(template, baseUrl),
    body,
    subject,
    created_at: time,
    created_by_name: null,
    sent_at: time,
    completed_at: time,
    scheduled_for: null,
    one_click_unsubscribe_url: request.unsubscribeUrl,
  };
}

/** The answer to an accepted request to send. */
export function accepted(notification: Notification, baseUrl: string, sanitised: Readonly<Record<string, string>>) {
  const { id, channel, request, template, subject, body } = notification;
  const content =
    channel === 'sms'
      ? { body, from_number: fromNumber }
      : { subject, body, from_email: fromEmail, one_click_unsubscribe_url: request.unsubscribeUrl };
  return {
    id,
    reference: request.reference,
    content,
    uri: `${baseUrl}/v2/notifications/${id}`,
    template: describeTemplate(template, baseUrl),
    ...(request.sanitised.length > 0 && { sanitised_content: sanitised }),
  };
}

/** Whether a notification belongs to a filtered list. */
export function matches(notification: Notification, query: Readonly<Record<string, string>>): boolean {
  return (
    (query.reference === undefined || notification.request.reference === query.reference) &&
    (query.status === undefined || notification.status === query.status) &&
    (query.template_type === undefined || notification.channel === query.template_type)
  );
}
