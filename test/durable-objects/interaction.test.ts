import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type * as Atom from '../../durable-objects/interaction-verbs';
import { limits } from '../../src/domain/limits';
import type { SealedMessage } from '../../src/domain/message';
import type { Interaction } from './support/account-atoms';
import { clock, seconds } from './support/clock';
import { outside } from './support/platform-atoms';
import { unique } from './support/signing-in';

const namespace = env.INTERACTION as unknown as DurableObjectNamespace<Interaction>;
type Stub = DurableObjectStub<Interaction>;
const minute = 60;
const hour = 3600;
const context = 'sealed caller';
const times = (count: number) => Array.from({ length: count });

let sent: SealedMessage[] = [];
let events: string[] = [];
beforeEach(() => {
  sent = [];
  events = [];
  outside.message = async (message) => {
    sent.push(message);
    return 'delivered';
  };
  outside.handOver = async (_shard, { rows }) => {
    events.push(...rows.flatMap(({ row }) => (row.kind === 'audit' ? [row.event.kind] : [])));
    return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
  };
});

async function begun() {
  const stub = namespace.getByName(unique('shard'));
  const key = { id: unique('interaction'), secretHash: 'hash of the secret' };
  await stub.begin({ ...key, sealed: 'sealed request' });
  return { stub, key };
}
const guessed = (key: Atom.InteractionKey): Atom.InteractionKey => ({ ...key, secretHash: 'hash of a guess here' });

const send = (stub: Stub, key: Atom.InteractionKey, code: string, changes: Partial<Atom.SendCodeInput> = {}) => {
  const channel = changes.channel ?? 'email';
  const template = channel === 'email' ? 'email-code' : 'sms-code';
  const message: SealedMessage = { id: unique('message'), channel, template, sealed: `sealed ${code}` };
  return stub.sendCode({ ...key, channel, codeHash: `hash of ${code}`, message, context, ...changes });
};
const enter = (stub: Stub, key: Atom.InteractionKey, code: string, changes: Partial<Atom.CheckCodeInput> = {}) =>
  stub.checkCode({ ...key, channel: 'email', codeHash: `hash of ${code}`, op: unique('op'), context, ...changes });

describe('a form that asks for a code, sent twice', () => {
  const byForm = { byForm: true, target: 'hash of the address' } as const;

  it('has one code sent, which stays good; asked for again it is another, and so it is a minute later', async () => {
    const { stub, key } = await begun();
    expect(await send(stub, key, '111111', byForm)).toEqual({ tag: 'sent', turn: 0 });
    clock.advance(59);
    expect(await send(stub, key, '222222', byForm)).toEqual({ tag: 'sent', turn: 0, repeated: true });
    expect(await enter(stub, key, '222222')).toMatchObject({ tag: 'wrong' });
    expect(await send(stub, key, '333333', { target: byForm.target })).toEqual({ tag: 'sent', turn: 1 });
    expect(await enter(stub, key, '111111')).toMatchObject({ tag: 'wrong' });
    clock.advance(60);
    expect(await send(stub, key, '444444', byForm)).toEqual({ tag: 'sent', turn: 2 });
    expect(await enter(stub, key, '444444')).toEqual({ tag: 'right' });
    // A code that came back is good no more: the form has another sent.
    expect(await send(stub, key, '555555', byForm)).toEqual({ tag: 'sent', turn: 0 });
  });

  it('has another sent where it names another address', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '111111', byForm);
    expect(await send(stub, key, '222222', { ...byForm, target: 'another' })).toEqual({ tag: 'sent', turn: 1 });
    expect(await enter(stub, key, '222222')).toEqual({ tag: 'right' });
  });
});

describe('a request being answered', () => {
  it('opens for the browser that it belongs to, and for no other', async () => {
    const { stub, key } = await begun();
    expect(await stub.load(key)).toEqual({ tag: 'open', sealed: 'sealed request', revision: 1 });
    expect(await stub.load(guessed(key))).toEqual({ tag: 'gone' });
    expect(await stub.load({ ...key, id: 'another' })).toEqual({ tag: 'gone' });
  });

  it('lives an hour, and what is recorded makes it no longer', async () => {
    const { stub, key } = await begun();
    clock.advance(hour - 1);
    await stub.record({ ...key, sealed: 'sealed facts', revision: 1 });
    expect((await stub.load(key)).tag).toBe('open');
    clock.advance(1);
    expect(await stub.load(key)).toEqual({ tag: 'gone' });
    expect(await stub.record({ ...key, sealed: 'more', revision: 2 })).toEqual({ tag: 'conflict' });
  });

  it('is begun once: a repeated call, or another with its id, leaves what is there', async () => {
    const { stub, key } = await begun();
    await stub.record({ ...key, sealed: 'sealed facts', revision: 1 });
    await stub.begin({ ...key, sealed: 'sealed request' });
    await stub.begin({ ...guessed(key), sealed: 'somebody else’s' });
    expect(await stub.load(key)).toEqual({ tag: 'open', sealed: 'sealed facts', revision: 2 });
    expect(await stub.load(guessed(key))).toEqual({ tag: 'gone' });
  });

  it('is the same when its object is started anew', async () => {
    const shard = unique('durable');
    const key = { id: 'interaction', secretHash: 'hash of the secret' };
    await namespace.getByName(shard).begin({ ...key, sealed: 'sealed request' });
    await abortAllDurableObjects();
    expect((await namespace.getByName(shard).load(key)).tag).toBe('open');
  });
});

describe('recording what was established', () => {
  it('of two who read the same, the first writes and the second has to look again', async () => {
    const { stub, key } = await begun();
    expect(await stub.record({ ...key, sealed: 'one', revision: 1 })).toEqual({ tag: 'recorded' });
    expect(await stub.record({ ...key, sealed: 'two', revision: 1 })).toEqual({ tag: 'conflict' });
    expect(await stub.load(key)).toEqual({ tag: 'open', sealed: 'one', revision: 2 });
    expect(await stub.record({ ...key, sealed: 'two', revision: 2 })).toEqual({ tag: 'recorded' });
  });

  it('of twenty at once one writes', async () => {
    const { stub, key } = await begun();
    const answers = await Promise.all(
      times(20).map((_, n) => stub.record({ ...key, sealed: `facts ${n}`, revision: 1 })),
    );
    expect(answers.filter(({ tag }) => tag === 'recorded')).toHaveLength(1);
  });

  it('by the same call again is answered as the first time, and written once', async () => {
    const { stub, key } = await begun();
    for (const _call of times(2))
      expect(await stub.record({ ...key, sealed: 'one', revision: 1 })).toEqual({ tag: 'recorded' });
    expect(await stub.load(key)).toMatchObject({ revision: 2 });
  });

  it('is not for a browser that it does not belong to', async () => {
    const { stub, key } = await begun();
    expect(await stub.record({ ...guessed(key), sealed: 'mine now', revision: 1 })).toEqual({ tag: 'conflict' });
    expect(await stub.load(key)).toMatchObject({ sealed: 'sealed request' });
  });
});

describe('finishing', () => {
  it('NL-57 leaves the mark that it ended, and nothing of the person', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    expect(await stub.finish(key)).toEqual({ tag: 'finished' });
    expect(await stub.load(key)).toEqual({ tag: 'finished' });
    const kept = await runInDurableObject(stub, (_atom, { storage }) =>
      JSON.stringify(storage.sql.exec("SELECT value FROM entry WHERE kind <> 'sweep'").toArray()),
    );
    expect(kept).not.toMatch(/sealed request|123456/);
  });

  it('takes no more facts and no more codes', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    await stub.finish(key);
    expect(await stub.record({ ...key, sealed: 'more', revision: 1 })).toEqual({ tag: 'conflict' });
    expect(await send(stub, key, '222222')).toEqual({ tag: 'gone' });
    expect(await enter(stub, key, '123456')).toEqual({ tag: 'gone' });
  });

  it('by a browser that it does not belong to changes nothing, not even a code that waits', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    await stub.finish(guessed(key));
    expect((await stub.load(key)).tag).toBe('open');
    expect(await enter(stub, key, '123456')).toEqual({ tag: 'right' });
  });

  it('twice is as good as once', async () => {
    const { stub, key } = await begun();
    await stub.finish(key);
    expect(await stub.finish(key)).toEqual({ tag: 'finished' });
    expect(await stub.load(key)).toEqual({ tag: 'finished' });
  });
});

describe('a code of a person without an account', () => {
  it('is right once', async () => {
    const { stub, key } = await begun();
    expect(await send(stub, key, '123456')).toMatchObject({ tag: 'sent' });
    expect(await enter(stub, key, '654321')).toEqual({ tag: 'wrong' });
    const answers = await Promise.all(times(64).map(() => enter(stub, key, '123456')));
    expect(answers.filter(({ tag }) => tag === 'right')).toHaveLength(1);
    expect(answers.filter(({ tag }) => tag === 'expired')).toHaveLength(63);
  });

  it('entered by the same call again is answered as the first time', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    const right = { op: unique('op') };
    expect(await enter(stub, key, '123456', right)).toEqual({ tag: 'right' });
    expect(await enter(stub, key, '123456', right)).toEqual({ tag: 'right' });
  });

  it.each([
    ['email', hour],
    ['sms', 5 * minute],
  ] as const)('by %s lives its time and not a second longer', async (channel, life) => {
    const [early, late] = [await begun(), await begun()];
    for (const { stub, key } of [early, late]) {
      await send(stub, key, '123456', { channel });
    }
    clock.advance(life - 1);
    // A request and the code of its first second end together.
    expect(await enter(early.stub, early.key, '123456', { channel })).toEqual({ tag: 'right' });
    clock.advance(1);
    const after = channel === 'email' ? 'gone' : 'expired';
    expect(await enter(late.stub, late.key, '123456', { channel })).toEqual({ tag: after });
  });

  it('dies when another is sent', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    await send(stub, key, '222222');
    expect(await enter(stub, key, '123456')).toEqual({ tag: 'wrong' });
    expect(await enter(stub, key, '222222')).toEqual({ tag: 'right' });
  });

  it('belongs to its interaction, its browser and its way', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    const other = { ...key, id: unique('interaction') };
    await stub.begin({ ...other, sealed: 'another request' });
    expect(await enter(stub, other, '123456')).toEqual({ tag: 'expired' });
    expect(await enter(stub, guessed(key), '123456')).toEqual({ tag: 'gone' });
    expect(await enter(stub, key, '123456', { channel: 'sms' })).toEqual({ tag: 'expired' });
    expect(await send(stub, guessed(key), '222222')).toEqual({ tag: 'gone' });
    expect(await enter(stub, key, '123456')).toEqual({ tag: 'right' });
  });

  it('NL-108 the fifth wrong one kills it and locks for 15 minutes, and a new one only comes then', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    for (const _guess of times(4)) expect(await enter(stub, key, '000000')).toEqual({ tag: 'wrong' });
    const until = seconds(15 * minute);
    expect(await enter(stub, key, '000000')).toEqual({ tag: 'locked', until, wrong: true });
    expect(await enter(stub, key, '123456')).toEqual({ tag: 'locked', until });
    expect(await send(stub, key, '222222')).toEqual({ tag: 'sending-locked', until });
    clock.advance(15 * minute);
    expect(await enter(stub, key, '123456')).toEqual({ tag: 'expired' });
    expect(await send(stub, key, '222222')).toMatchObject({ tag: 'sent' });
    expect(await enter(stub, key, '222222')).toEqual({ tag: 'right' });
  });

  it('gets no more looks when wrong ones come all at once', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    const answers = await Promise.all(times(64).map(() => enter(stub, key, '000000')));
    expect(answers.filter(({ tag }) => tag === 'wrong')).toHaveLength(4);
    expect(answers.filter(({ tag }) => tag === 'locked')).toHaveLength(60);
  });

  it('a wrong one whose call is repeated by the platform is counted once', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    for (const _guess of times(4)) {
      const same = { op: unique('op') };
      for (const _call of times(2)) expect(await enter(stub, key, '000000', same)).toEqual({ tag: 'wrong' });
    }
    expect(await enter(stub, key, '123456')).toEqual({ tag: 'right' });
  });

  it('is told to the audit trail: sent, failed, locked, verified', async () => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    for (const _guess of times(5)) await enter(stub, key, '000000');
    await send(stub, key, '123456', { channel: 'sms' });
    await enter(stub, key, '123456', { channel: 'sms' });
    await runDurableObjectAlarm(stub);
    expect(events).toEqual([
      'authn_passcode_sent',
      ...times(4).map(() => 'authn_passcode_fail'),
      'authn_passcode_lock',
      'authn_passcode_sent',
      'user_phone_verified',
    ]);
  });
});

describe('sending a code', () => {
  it('NL-108 five are sent, the sixth request sends nothing and locks sending for 15 minutes', async () => {
    const { stub, key } = await begun();
    for (const _request of times(5)) expect(await send(stub, key, '123456')).toMatchObject({ tag: 'sent' });
    expect(await send(stub, key, '222222')).toEqual({ tag: 'sending-locked', until: seconds(15 * minute) });
    expect(await enter(stub, key, '123456')).toEqual({ tag: 'right' });
  });

  it('by one way does not use up the other', async () => {
    const { stub, key } = await begun();
    for (const _request of times(6)) await send(stub, key, '123456');
    expect(await send(stub, key, '222222', { channel: 'sms' })).toMatchObject({ tag: 'sent' });
  });

  it('a call repeated by the platform sends once and counts once', async () => {
    const { stub, key } = await begun();
    const message: SealedMessage = { id: unique('message'), channel: 'email', template: 'email-code', sealed: 's' };
    for (const _call of times(9)) expect(await send(stub, key, '123456', { message })).toMatchObject({ tag: 'sent' });
    clock.advance(30);
    await runDurableObjectAlarm(stub);
    expect(sent.filter(({ id }) => id === message.id)).toHaveLength(1);
    for (const _request of times(4)) expect((await send(stub, key, '222222')).tag).toBe('sent');
  });

  it('each goes another way than the one before, and a code that was replaced is not sent late', async () => {
    const { stub, key } = await begun();
    const message: SealedMessage = { id: unique('message'), channel: 'sms', template: 'sms-code', sealed: 's' };
    expect(await send(stub, key, '111111', { channel: 'sms' })).toEqual({ tag: 'sent', turn: 0 });
    const last = () => send(stub, key, '222222', { channel: 'sms', message });
    expect(await last()).toEqual({ tag: 'sent', turn: 1 });
    expect(await last()).toEqual({ tag: 'sent', turn: 1 });
    clock.advance(30);
    await runDurableObjectAlarm(stub);
    expect(sent).toEqual([{ ...message, turn: 2, mayBeTaken: true }]);
  });

  it.each<[string, (stub: Stub, key: Atom.InteractionKey) => Promise<unknown>]>([
    ['was entered', (stub, key) => enter(stub, key, '123456')],
    ['was guessed at too often', (stub, key) => Promise.all(times(5).map(() => enter(stub, key, '000000')))],
    ['is of a journey that ended', (stub, key) => stub.finish(key)],
  ])('that %s is not sent late', async (_what, end) => {
    const { stub, key } = await begun();
    await send(stub, key, '123456');
    await end(stub, key);
    clock.advance(30);
    await runDurableObjectAlarm(stub);
    expect(sent).toEqual([]);
  });

  it('leaves the message to the worker for 30 seconds, and sends it then if nobody has', async () => {
    const { stub, key } = await begun();
    const message: SealedMessage = { id: unique('message'), channel: 'email', template: 'email-code', sealed: 's' };
    await send(stub, key, '123456', { message });
    await send(stub, key, '222222');
    await stub.acknowledgeMessage({ id: message.id });
    clock.advance(29);
    await runDurableObjectAlarm(stub);
    expect(sent).toEqual([]);
    clock.advance(1);
    await runDurableObjectAlarm(stub);
    expect(sent.map(({ sealed }) => sealed)).toEqual(['sealed 222222']);
  });
});

describe('the sweep of a shard', () => {
  it('forgets what is over and rests when nothing is left', async () => {
    const { stub } = await begun();
    clock.advance(2 * 86_400);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    const kept = await runInDurableObject(stub, (_atom, { storage }) =>
      storage.sql.exec('SELECT 1 FROM entry').toArray(),
    );
    expect(kept).toEqual([]);
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });

  it('comes soon after what it forgets is over: strangers fill this store', async () => {
    const { stub } = await begun();
    const [row] = await runInDurableObject(stub, (_atom, { storage }) =>
      storage.sql.exec<{ value: string }>("SELECT value FROM entry WHERE kind = 'sweep'").toArray(),
    );
    const { due }: { due: number } = JSON.parse(row?.value ?? '{}');
    expect(due / 1000 - seconds()).toBeLessThanOrEqual(1.1 * limits.interactionLife.value);
  });

  it('is not put off by every new instance of a busy shard', async () => {
    const shard = unique('busy');
    const key = () => ({ id: unique('interaction'), secretHash: 'hash of the secret' });
    const due = () =>
      runInDurableObject(namespace.getByName(shard), (_atom, { storage }) =>
        storage.sql.exec("SELECT value FROM entry WHERE kind = 'sweep'").one(),
      );
    await namespace.getByName(shard).begin({ ...key(), sealed: 'a request' });
    const first = await due();
    await abortAllDurableObjects();
    clock.advance(hour);
    await namespace.getByName(shard).begin({ ...key(), sealed: 'another' });
    expect(await due()).toEqual(first);
  });
});
