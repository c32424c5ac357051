import { limits } from './limits';

export type PasswordFault =
  | 'empty'
  | 'too-short'
  | 'too-long'
  | 'has-email'
  | 'has-service-name'
  | 'repeats'
  | 'keyboard'
  | 'common';
/** `long` may sign in alone; `short` only with a second factor. */
export type PasswordLength = 'short' | 'long';

/** Words that everyone tries at this service. @see OWASP ASVS 6.1.2 */
export const contextWords = ['gatehouse', 'nhslogin', 'nhs login', 'nhsapp', 'nhs app'] as const;

/** The rows of a keyboard: what is typed along them, either way, is no secret. */
const rows = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'].flatMap((row) => [row, [...row].reverse().join('')]);

/** How many characters stand outside of walks along a row, of four keys or more. */
function outsideWalks(folded: string): number {
  const inWalks = new Set<number>();
  for (let at = 0; at + 4 <= folded.length; at += 1)
    if (rows.some((row) => row.includes(folded.slice(at, at + 4))))
      for (let one = at; one < at + 4; one += 1) inWalks.add(one);
  return folded.length - inWalks.size;
}

const characters = (password: string): number => [...password].length;

/**
 * Judges a new password by what can be seen in it; whether it is a common one is asked of `ports.passwords`.
 * There is no composition rule. Nothing is trimmed, truncated or folded.
 * @see NIST SP 800-63B-4 §3.1.1.2; OWASP ASVS 6.2
 */
export function judgePassword(password: string, email: string): PasswordFault | undefined {
  if (password === '') return 'empty';
  if (characters(password) < limits.passwordLeast.value) return 'too-short';
  if (characters(password) > limits.passwordMost.value) return 'too-long';
  const folded = password.normalize('NFKC').toLowerCase();
  const local = email.slice(0, email.lastIndexOf('@'));
  if (local.length >= 4 && folded.includes(local)) return 'has-email';
  if (contextWords.some((word) => folded.includes(word))) return 'has-service-name';
  if (new Set(folded).size < 4) return 'repeats';
  if (outsideWalks(folded) < 4) return 'keyboard';
  return undefined;
}

/** The length class stored beside the hash, so that a short password is never the only factor. */
export function passwordLength(password: string): PasswordLength {
  return characters(password) >= limits.passwordAlone.value ? 'long' : 'short';
}

/** What is wrong with a new password, by what can be seen in it and by the list of common ones. */
export const newPasswordFault = async (
  password: string,
  email: string,
  isCommon: (password: string) => Promise<boolean>,
): Promise<PasswordFault | undefined> =>
  judgePassword(password, email) ?? ((await isCommon(password)) ? 'common' : undefined);
