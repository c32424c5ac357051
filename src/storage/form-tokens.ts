import { equalText } from '../crypto/constant-time';
import { keyedHash } from '../crypto/keyed-hash';
import type { KeySet } from '../env';
import type { FormTokens } from '../ports';

/** Synchroniser tokens: a keyed hash of the cookie's secret, so they need no store. @see OWASP CSRF prevention, signed double submit */
export function formTokens(masterKeys: KeySet): FormTokens {
  const issue = (binding: string): Promise<string> => keyedHash(masterKeys, 'form-token', binding);
  return {
    issue,
    matches: async (binding, shown) => equalText(await issue(binding), shown),
  };
}
