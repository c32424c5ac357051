import { describe, expect, it } from 'vitest';
import { type AccountEvent, isShown, keepEvent } from '../../src/domain/account-event';
import { epochSeconds } from '../../src/domain/brands';

const at = (seconds: number) => epochSeconds(1_900_000_000 + seconds);
const day = 86_400;

describe('the events that a person is shown', () => {
  it('are the last thirty', () => {
    let held: readonly AccountEvent[] = [];
    for (let n = 0; n < 40; n += 1) held = keepEvent(held, { kind: 'authn_login_success', at: at(n * day) });
    expect(held.map((event) => event.at)).toEqual(Array.from({ length: 30 }, (_, n) => at((n + 10) * day)));
  });

  it('are one where the same happened again within a day on the same kind of device, and another on another', () => {
    const [on, elsewhere] = [{ browser: 'Firefox' } as const, { browser: 'Safari', system: 'iPhone' } as const];
    let held = keepEvent([], { kind: 'authn_login_success', at: at(0), on });
    held = keepEvent(held, { kind: 'authn_login_success', at: at(5), on: elsewhere });
    held = keepEvent(held, { kind: 'authn_login_success', at: at(9), on });
    expect(held).toEqual([
      { kind: 'authn_login_success', at: at(5), times: 1, on: elsewhere },
      { kind: 'authn_login_success', at: at(9), times: 2, on },
    ]);
  });

  it('keep what happened once in sight, whatever is done often afterwards, on however many devices', () => {
    let held: readonly AccountEvent[] = [];
    for (const kind of ['user_created', 'authn_passkey_added', 'authn_password_change'] as const)
      held = keepEvent(held, { kind, at: at(0) });
    const systems = ['Windows', 'Mac', 'iPhone', 'Android', 'Linux'] as const;
    for (let n = 1; n <= 200; n += 1)
      held = keepEvent(held, {
        ...{ kind: 'authn_login_success', at: at(n * 40_000) },
        on: { system: systems[n % systems.length] ?? 'Linux' },
      });
    expect(held).toHaveLength(30);
    expect(held.slice(0, 3).map(({ kind }) => kind)).toEqual([
      'user_created',
      'authn_passkey_added',
      'authn_password_change',
    ]);
  });

  it('are not pushed out of sight by somebody who guesses: a day of wrong passwords is one event', () => {
    let held = keepEvent([], { kind: 'authn_login_success', at: at(0), on: { browser: 'Firefox' } });
    for (let n = 1; n <= 100; n += 1) {
      held = keepEvent(held, { kind: 'authn_login_fail', at: at(n) });
      held = keepEvent(held, { kind: 'authn_login_lock', at: at(n) });
    }
    expect(held).toEqual([
      { kind: 'authn_login_success', at: at(0), times: 1, on: { browser: 'Firefox' } },
      { kind: 'authn_login_fail', at: at(100), times: 100 },
      { kind: 'authn_login_lock', at: at(100), times: 100 },
    ]);
  });

  it('of another day are another event', () => {
    const held = keepEvent(keepEvent([], { kind: 'authn_login_fail', at: at(0) }), {
      kind: 'authn_login_fail',
      at: at(day),
    });
    expect(held.map(({ times }) => times)).toEqual([1, 1]);
  });

  it('leave out what is for services and operators', () => {
    expect([isShown('authn_login_success'), isShown('token_issued'), isShown('operator_called')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
