import { runDurableObjectAlarm } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SealedMessage } from '../../src/domain/message';
import { clock, seconds } from './support/clock';
import { outside } from './support/platform-atoms';
import {
  agreeTo,
  anActiveAccount,
  aPasscode,
  authorize,
  codeSent,
  deviceRef,
  enterCode,
  lives,
  reserve,
  sendAgain,
  sessionRef,
  settle,
  signedIn,
  signOutEverywhere,
  ticketOf,
} from './support/signing-in';

const minute = 60;
const times = (count: number) => Array.from({ length: count });
const right = '123456';
const wrong = '654321';

let sent: SealedMessage[] = [];
beforeEach(() => {
  sent = [];
  outside.message = async (message) => {
    sent.push(message);
    return 'delivered';
  };
});

describe('a code after a right password', () => {
  it('that is right signs in: password and device were shown, each at its time', async () => {
    const stub = await anActiveAccount();
    expect(await codeSent(stub)).toMatchObject({ tag: 'code-sent' });
    clock.advance(30);
    const session = sessionRef();
    expect(await enterCode(stub, right, { session })).toEqual({ tag: 'signed-in' });
    expect(await stub.readSession({ session })).toMatchObject({
      facts: { shown: { Cp: seconds(-30), Cd: seconds() }, signedInBy: 'interaction' },
    });
  });

  it('that was entered is not sent late: it came, though nobody said so', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    expect(await enterCode(stub, right)).toEqual({ tag: 'signed-in' });
    clock.advance(30);
    await runDurableObjectAlarm(stub);
    expect(sent.filter(({ channel }) => channel === 'sms')).toEqual([]);
  });

  it('that is wrong signs nobody in', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    const session = sessionRef();
    expect(await enterCode(stub, wrong, { session })).toEqual({ tag: 'wrong' });
    expect(await lives(stub, session)).toBe(false);
    expect(await enterCode(stub, right)).toEqual({ tag: 'signed-in' });
  });

  it('NL-107 works once: of 64 who enter it at once one is signed in', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    const sessions = times(64).map(sessionRef);
    const answers = await Promise.all(sessions.map((session) => enterCode(stub, right, { session })));
    expect(answers.filter(({ tag }) => tag === 'signed-in')).toHaveLength(1);
    const alive = await Promise.all(sessions.map((session) => lives(stub, session)));
    expect(alive.filter(Boolean)).toHaveLength(1);
  });

  it('NL-107 that was used is not good for a second sign-in in the same interaction', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    await enterCode(stub, right);
    // The password is right once more, and no new code is sent, for the limits said no.
    await settle(stub, await ticketOf(stub), { interaction: 'interaction' });
    expect(await enterCode(stub, right)).toEqual({ tag: 'expired' });
  });

  it('entered by the same call again is answered as the first time', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    const session = sessionRef();
    await enterCode(stub, right, { session });
    expect(await enterCode(stub, right, { session })).toEqual({ tag: 'signed-in' });
  });

  it('NL-107 lives five minutes', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub, { interaction: 'in time' });
    await codeSent(stub, { interaction: 'too late' });
    clock.advance(5 * minute - 1);
    expect(await enterCode(stub, right, { interaction: 'in time' })).toEqual({ tag: 'signed-in' });
    clock.advance(1);
    expect(await enterCode(stub, right, { interaction: 'too late' })).toEqual({ tag: 'expired' });
  });

  it('NL-107 dies when another is sent', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    expect(await sendAgain(stub, '777777')).toMatchObject({ tag: 'sent' });
    expect(await enterCode(stub, right)).toEqual({ tag: 'wrong' });
    expect(await enterCode(stub, '777777')).toEqual({ tag: 'signed-in' });
  });

  it('is bound to the interaction in which the password was right', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub, { interaction: 'one' });
    expect(await enterCode(stub, right, { interaction: 'two' })).toEqual({ tag: 'lost' });
    await codeSent(stub, { interaction: 'two', code: '222222' });
    expect(await enterCode(stub, right, { interaction: 'two' })).toEqual({ tag: 'wrong' });
    expect(await enterCode(stub, right, { interaction: 'one' })).toEqual({ tag: 'signed-in' });
  });

  it('is asked of nobody whose password was not right here, and none is sent to them', async () => {
    const stub = await anActiveAccount();
    await settle(stub, await ticketOf(stub), { right: false, passcode: aPasscode() });
    expect(await enterCode(stub, right)).toEqual({ tag: 'lost' });
    expect(await sendAgain(stub, right)).toEqual({ tag: 'lost' });
    expect(await stub.readContact({ bearer: { by: 'password' }, interaction: 'interaction' })).toEqual({ tag: 'lost' });
    clock.advance(minute);
    await runDurableObjectAlarm(stub);
    expect(sent).toEqual([]);
  });

  it('a right password waits 15 minutes for its code, and is not used twice', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    clock.advance(15 * minute - 1);
    expect(await sendAgain(stub, '222222')).toMatchObject({ tag: 'sent' });
    clock.advance(1);
    expect(await enterCode(stub, '222222')).toEqual({ tag: 'lost' });
    await codeSent(stub, { code: '333333' });
    await enterCode(stub, '333333');
    expect(await sendAgain(stub, right)).toEqual({ tag: 'lost' });
  });

  it('sent before everything ended signs nobody in after', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    await signOutEverywhere(stub, await signedIn(stub));
    expect(await enterCode(stub, right)).toEqual({ tag: 'lost' });
  });
});

describe('wrong codes', () => {
  it('NL-108 the fifth kills the code and locks for 15 minutes, also against a new one', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    for (const _guess of times(4)) expect(await enterCode(stub, wrong)).toEqual({ tag: 'wrong' });
    const until = seconds(15 * minute);
    expect(await enterCode(stub, wrong)).toEqual({ tag: 'locked', until });
    expect(await enterCode(stub, right)).toEqual({ tag: 'locked', until });
    expect(await sendAgain(stub, '222222')).toEqual({ tag: 'sending-locked', until });
    clock.advance(15 * minute);
    expect(await codeSent(stub, { code: '333333' })).toMatchObject({ tag: 'code-sent' });
    expect(await enterCode(stub, right)).toEqual({ tag: 'wrong' });
    expect(await enterCode(stub, '333333')).toEqual({ tag: 'signed-in' });
  });

  it('are counted over all interactions of the account, and a new code gives no new tries', async () => {
    const stub = await anActiveAccount();
    for (const interaction of ['one', 'two']) {
      await codeSent(stub, { interaction });
      for (const _guess of times(2)) await enterCode(stub, wrong, { interaction });
    }
    await sendAgain(stub, '222222', { interaction: 'two' });
    expect(await enterCode(stub, wrong, { interaction: 'two' })).toMatchObject({ tag: 'locked' });
  });

  it('get no more looks by coming all at once', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    const answers = await Promise.all(times(64).map(() => enterCode(stub, wrong)));
    expect(answers.filter(({ tag }) => tag === 'wrong')).toHaveLength(4);
    expect(answers.filter(({ tag }) => tag === 'locked')).toHaveLength(60);
  });

  it('NL-108 ten in an hour lock for 60 minutes', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    for (const _guess of times(5)) await enterCode(stub, wrong);
    clock.advance(15 * minute);
    await codeSent(stub);
    for (const _guess of times(4)) await enterCode(stub, wrong);
    expect(await enterCode(stub, wrong)).toEqual({ tag: 'locked', until: seconds(60 * minute) });
  });

  it('an attempt whose call is repeated by the platform is counted once', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    for (const _guess of times(4)) {
      const session = sessionRef();
      expect(await enterCode(stub, wrong, { session })).toEqual({ tag: 'wrong' });
      expect(await enterCode(stub, wrong, { session })).toEqual({ tag: 'wrong' });
    }
    expect(await enterCode(stub, right)).toEqual({ tag: 'signed-in' });
  });

  it('do not lock the password', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    for (const _guess of times(5)) await enterCode(stub, wrong);
    expect((await reserve(stub)).tag).toBe('reserved');
  });
});

describe('sending codes', () => {
  it('NL-108 five are sent, the sixth request sends nothing and locks sending for 15 minutes', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    for (const _request of times(4)) expect(await sendAgain(stub, '222222')).toMatchObject({ tag: 'sent' });
    expect(await sendAgain(stub, '333333')).toEqual({ tag: 'sending-locked', until: seconds(15 * minute) });
    // The last code that was sent still works.
    expect(await enterCode(stub, '222222')).toEqual({ tag: 'signed-in' });
  });

  it('eight that nobody enters are sent in a day, and a right code begins the count anew', async () => {
    const stub = await anActiveAccount();
    const begin = seconds();
    await codeSent(stub);
    for (const _request of times(5)) await sendAgain(stub, '222222');
    clock.advance(15 * minute);
    for (const _request of times(3))
      expect(await codeSent(stub, { interaction: 'later', code: '666666' })).toMatchObject({ tag: 'code-sent' });
    expect(await codeSent(stub, { interaction: 'last' })).toEqual({ tag: 'sending-locked', until: begin + 86_400 });
    await enterCode(stub, '666666', { interaction: 'later' });
    expect(await codeSent(stub, { interaction: 'next' })).toMatchObject({ tag: 'code-sent' });
  });

  it('are counted over all interactions of the account, and a right code begins the count anew', async () => {
    const stub = await anActiveAccount();
    for (const interaction of ['1', '2', '3', '4', '5']) await codeSent(stub, { interaction });
    await enterCode(stub, right, { interaction: '5' });
    expect(await codeSent(stub, { interaction: '6' })).toMatchObject({ tag: 'code-sent' });
    for (const interaction of ['7', '8', '9', '10']) await codeSent(stub, { interaction });
    expect(await codeSent(stub, { interaction: '11' })).toMatchObject({ tag: 'sending-locked' });
  });

  it('a call repeated by the platform sends once and counts once', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    const passcode = aPasscode('222222');
    for (const _call of times(9)) expect(await sendAgain(stub, '', { passcode })).toMatchObject({ tag: 'sent' });
    clock.advance(minute);
    await runDurableObjectAlarm(stub);
    expect(sent.filter(({ id }) => id === passcode.message.id)).toHaveLength(1);
    for (const _request of times(3)) expect(await sendAgain(stub, '333333')).toMatchObject({ tag: 'sent' });
  });

  it('each goes another way than the one before, and a code that was replaced is not sent late', async () => {
    const stub = await anActiveAccount();
    expect(await codeSent(stub)).toEqual({ tag: 'code-sent', turn: 0 });
    expect(await sendAgain(stub, '222222')).toEqual({ tag: 'sent', turn: 1 });
    const last = aPasscode('333333');
    expect(await sendAgain(stub, '', { passcode: last })).toEqual({ tag: 'sent', turn: 2 });
    expect(await sendAgain(stub, '', { passcode: last })).toEqual({ tag: 'sent', turn: 2 });
    clock.advance(minute);
    await runDurableObjectAlarm(stub);
    expect(sent).toEqual([{ ...last.message, turn: 3, mayBeTaken: true }]);
    await enterCode(stub, '333333');
    expect(await codeSent(stub, { interaction: 'next' })).toEqual({ tag: 'code-sent', turn: 0 });
  });

  it('leaves a message to the worker for 30 seconds, and sends it then if nobody has', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    clock.advance(29);
    await runDurableObjectAlarm(stub);
    expect(sent).toEqual([]);
    clock.advance(1);
    await runDurableObjectAlarm(stub);
    expect(sent).toHaveLength(1);
  });

  it('sends no second time what the worker has sent, nor a code that has expired', async () => {
    const stub = await anActiveAccount();
    const passcode = aPasscode();
    await settle(stub, await ticketOf(stub), { interaction: 'one', passcode });
    await stub.acknowledgeMessage({ id: passcode.message.id });
    await codeSent(stub, { interaction: 'two' });
    clock.advance(5 * minute);
    await runDurableObjectAlarm(stub);
    expect(sent).toEqual([]);
  });

  it('a right password without a code, for the limits said no, says until when', async () => {
    const stub = await anActiveAccount();
    expect(await settle(stub, await ticketOf(stub))).toEqual({ tag: 'sending-locked', until: seconds(15 * minute) });
    // The password was right all the same: later a code may be asked for.
    expect(await sendAgain(stub, right)).toMatchObject({ tag: 'sent' });
  });
});

describe('stepping up a session that lacks a code', () => {
  const stepUp = async (interaction: string) => {
    const stub = await anActiveAccount();
    const before = await signedIn(stub, { Cp: seconds() });
    const bearer = { by: 'session', session: before } as const;
    clock.advance(minute);
    await sendAgain(stub, right, { bearer, interaction });
    return { stub, before, bearer };
  };

  it('gives a new session that shows both, and the old one ends with it', async () => {
    const { stub, before, bearer } = await stepUp('step-up');
    const session = sessionRef();
    expect(await enterCode(stub, right, { bearer, interaction: 'step-up', session })).toEqual({ tag: 'signed-in' });
    expect(await stub.readSession({ session })).toMatchObject({
      facts: { shown: { Cp: seconds(-minute), Cd: seconds() }, signedInBy: 'step-up' },
    });
    expect(await lives(stub, before)).toBe(false);
  });

  it('does not make the twelve hours of the sign-in any longer', async () => {
    const { stub, bearer } = await stepUp('step-up');
    const session = sessionRef();
    await enterCode(stub, right, { bearer, interaction: 'step-up', session });
    await agreeTo(stub, session);
    for (const _quarter of times(47)) {
      clock.advance(15 * minute);
      expect(await authorize(stub, session)).toEqual({ tag: 'granted' });
    }
    clock.advance(14 * minute - 1);
    expect(await lives(stub, session)).toBe(true);
    clock.advance(1);
    expect(await lives(stub, session)).toBe(false);
  });

  it('is not done by a session that ended', async () => {
    const { stub, before, bearer } = await stepUp('step-up');
    await stub.signOut({ session: before, context: 'sealed caller' });
    expect(await enterCode(stub, right, { bearer, interaction: 'step-up' })).toEqual({ tag: 'lost' });
    expect(await sendAgain(stub, right, { bearer })).toEqual({ tag: 'lost' });
  });
});

describe('remembering a device', () => {
  it('happens only with a right code, and only when it was asked', async () => {
    const stub = await anActiveAccount();
    const [refused, unasked] = [deviceRef(), deviceRef()];
    await codeSent(stub);
    await enterCode(stub, wrong, { device: refused });
    await enterCode(stub, right);
    for (const device of [refused, unasked])
      expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: false });
  });
});
