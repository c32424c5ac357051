import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import type * as Recovery from '../../../durable-objects/account/recovery-verbs';
import type * as Verbs from '../../../durable-objects/account/verbs';
import type { EmailTemplate, SealedMessage } from '../../../src/domain/message';
import { outside } from './platform-atoms';
import { type AccountStub, unique } from './signing-in';

const context = 'sealed caller';

export const linkRef = (what = 'link'): Verbs.SecretRef => {
  const id = unique(what);
  return { id, secretHash: `hash of ${id}` };
};
export const aMail = (template: EmailTemplate): SealedMessage => ({
  id: unique('message'),
  channel: 'email',
  template,
  sealed: `sealed ${template}`,
});
export const aNotice = (link = linkRef('notice')): Verbs.NoticeIssue => ({
  link,
  message: aMail('password-changed'),
});

/** Somebody asks for a link. @returns the link that is sent, if one is */
export async function askReset(
  stub: AccountStub,
  changes: Partial<Recovery.RequestResetInput> = {},
): Promise<Verbs.SecretRef> {
  const link = changes.link ?? linkRef();
  await stub.requestReset({
    link,
    withPassword: { ...aMail('reset-link'), last: aMail('reset-link') },
    withoutPassword: { ...aMail('reset-no-password'), last: aMail('reset-no-password') },
    context,
    ...changes,
  });
  return link;
}

export const reset = (
  stub: AccountStub,
  link: Verbs.SecretRef,
  changes: Partial<Recovery.CompleteResetInput> = {},
): Promise<Recovery.CompleteResetAnswer> =>
  stub.completeReset({
    link,
    sealedPassword: 'sealed new password',
    passwordLength: 'short',
    notice: aNotice(),
    op: unique('op'),
    context,
    ...changes,
  });

/** Rings the alarm of an account. @returns what it sent by e-mail */
export async function mailFrom(stub: AccountStub): Promise<readonly string[]> {
  const sent: string[] = [];
  const before = outside.message;
  outside.message = async (message) => {
    sent.push(message.template);
    return 'delivered';
  };
  await runDurableObjectAlarm(stub);
  outside.message = before;
  return sent;
}

/** The account of somebody who signs in by passkey only. */
export const withoutPassword = (stub: AccountStub): Promise<void> =>
  runInDurableObject(stub, (_atom, { storage }) => {
    const [row] = storage.sql.exec<{ value: string }>("SELECT value FROM entry WHERE kind = 'head'").toArray();
    const { sealedPassword: _password, passwordLength: _length, ...head } = JSON.parse(row?.value ?? '{}');
    storage.sql.exec("UPDATE entry SET value = ? WHERE kind = 'head'", JSON.stringify(head));
  });
