import { type Consent, joinConsent } from '../../src/domain/consent';
import { readEntry, writeEntry } from '../entries';
import { audit, type Head, type Turn, tell } from './head';
import type { AcceptTermsInput, AgreeInput } from './verbs';

/** Keeps which version of the terms was accepted; the same one again is no news. */
export function acceptTerms(turn: Turn, head: Head, { version }: Pick<AcceptTermsInput, 'version'>): void {
  if (head.acceptedTerms === version) return;
  tell(turn, { ...head, acceptedTerms: version }, { change: 'terms', at: turn.now, termsVersion: version });
  audit(turn, 'terms_accepted');
}

/** Keeps the union of what was agreed before and now. */
export function agree(turn: Turn, head: Head, { consent }: Pick<AgreeInput, 'consent'>): void {
  const held = readEntry<Consent>(turn.sql, 'consent', consent.client, turn.now);
  const joined = joinConsent(held, { ...consent, at: turn.now });
  writeEntry(turn.sql, 'consent', joined.client, joined);
  tell(turn, head, { change: 'consent', ...joined });
  audit(turn, 'consent_given', { client: joined.client });
}
