import { describe, expect, it } from 'vitest';
import { accountId } from '../../src/domain/brands';
import { journeyView, nextStep } from '../../src/domain/journey';
import { anAccount, aRequest, noon, theInteraction } from '../support/builders';

const elsewhere = anAccount({ signedInBy: 'another interaction' });
const here = anAccount({ signedInBy: theInteraction });
const stranger = anAccount({ account: accountId('somebody else'), signedInBy: 'another interaction' });
const asserted = anAccount({ signedInBy: theInteraction });
type Parts = Partial<Parameters<typeof journeyView>[0]>;
const view = (parts: Parts = {}) =>
  journeyView({ request: aRequest(), facts: {}, account: undefined, interaction: theInteraction, ...parts });

describe('whose journey it is', () => {
  it('is nobody’s without a session', () => {
    expect(view().account).toBeUndefined();
  });

  it('is that of the session, wherever it was opened', () => {
    expect(view({ account: elsewhere }).account).toBe(elsewhere);
  });

  it('NL-34 with prompt=login only of a session that was opened for this very request', () => {
    const request = aRequest({ prompt: 'login' });
    expect(view({ request, account: elsewhere }).account).toBeUndefined();
    expect(nextStep(view({ request, account: elsewhere }))?.name).toBe('sign-in-address');
    expect(view({ request, account: here }).account).toBe(here);
  });
});

describe('an asserted login', () => {
  it('counts where nobody is signed in', () => {
    expect(view({ asserted })).toMatchObject({ account: asserted });
    expect(view({ asserted }).other).toBeUndefined();
  });

  it('never replaces another person’s live session: the person is asked', () => {
    const both = view({ asserted, account: stranger });
    expect(both.other).toBe(stranger);
    expect(nextStep(both)).toMatchObject({ name: 'choose-account', silentError: 'account_selection_required' });
  });

  it('counts after the person chose it, and the session after they chose that', () => {
    const chosen = view({ asserted, account: stranger, facts: { chosen: 'asserted' } });
    expect(chosen).toMatchObject({ account: asserted });
    expect(chosen.other).toBeUndefined();
    const kept = view({ asserted, account: stranger, facts: { chosen: 'session' } });
    expect(kept).toMatchObject({ account: stranger });
    expect(kept.other).toBeUndefined();
  });

  it('of the same person counts unless their session is enough by itself', () => {
    expect(view({ asserted, account: elsewhere }).account).toBe(elsewhere);
    const weak = anAccount({ shown: { Cp: noon }, signedInBy: 'another interaction' });
    expect(view({ asserted, account: weak }).account).toBe(asserted);
  });

  it('that was chosen and then ended is not replaced by the other person’s session: someone must sign in', () => {
    const facts = { asserted: { session: 'token' }, chosen: 'asserted' } as const;
    expect(view({ account: stranger, facts }).account).toBeUndefined();
    expect(view({ account: here, facts }).account).toBe(here);
  });
});
