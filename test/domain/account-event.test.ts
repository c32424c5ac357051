import { describe, expect, it } from 'vitest';
import { type AccountEvent, isShown, keepEvent } from '../../src/domain/account-event';
import { epochSeconds } from '../../src/domain/brands';

const at = (seconds: number) => epochSeconds(1_900_000_000 + seconds);
const day = 86_400;

describe('the events that a person is shown', () => {
  it('are the last thirty', () => {
    let held: readonly AccountEvent[] = [];
    for (let n = 0; n < 40; n += 1) held = keepEvent(held, { kind: 'authn_login_success', at: at(n) });
    expect(held.map((event) => event.at)).toEqual(Array.from({ length: 30 }, (_, n) => at(n + 10)));
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
