import type { Problem } from '../../src/domain/step-outcome';
import type { ErrorKey } from '../../src/ui/content';
import type { FieldError } from '../../src/ui/page-context';

/** Which field a problem is about, and its words. */
const words: Readonly<Record<Problem, readonly [field: string, key: ErrorKey]>> = {
  'email-empty': ['email', 'emailEmpty'],
  'email-malformed': ['email', 'emailFormat'],
  'email-too-short': ['email', 'emailTooShort'],
  'email-blocked': ['email', 'emailBlocked'],
  'email-too-long': ['email', 'emailFormat'],
  'password-empty': ['password', 'passwordEmpty'],
  'password-wrong': ['password', 'passwordWrong'],
  'new-password-empty': ['password', 'newPasswordEmpty'],
  'new-password-too-short': ['password', 'newPasswordTooShort'],
  'new-password-too-long': ['password', 'newPasswordTooLong'],
  'new-password-has-email': ['password', 'newPasswordContext'],
  'new-password-has-service-name': ['password', 'newPasswordContext'],
  'new-password-repeats': ['password', 'newPasswordCommon'],
  'new-password-common': ['password', 'newPasswordCommon'],
  'code-empty': ['code', 'codeEmpty'],
  'code-malformed': ['code', 'codeFormat'],
  'code-wrong': ['code', 'codeWrong'],
  'code-expired': ['code', 'codeExpired'],
  'passkey-failed': ['passkey', 'passkeyFailed'],
  'passkey-expired': ['passkey', 'passkeyExpired'],
  'passkey-unknown': ['passkey', 'passkeyUnknown'],
  'passkey-not-made': ['passkey', 'passkeyNotMade'],
  'passkey-exists': ['passkey', 'passkeyExists'],
  'passkey-too-many': ['passkey', 'passkeyTooMany'],
  'passkey-last': ['remove', 'passkeyLast'],
  'passkey-name-empty': ['name', 'passkeyNameEmpty'],
  'passkey-name-long': ['name', 'passkeyNameLong'],
  'phone-empty': ['phone', 'phoneEmpty'],
  'phone-malformed': ['phone', 'phoneFormat'],
  'phone-too-short': ['phone', 'phoneTooShort'],
  'phone-too-long': ['phone', 'phoneTooLong'],
  'phone-personal-number': ['phone', 'phonePersonal'],
  'phone-pager': ['phone', 'phonePager'],
  'phone-charged-number': ['phone', 'phoneCharged'],
  'phone-premium-number': ['phone', 'phonePremium'],
  'phone-not-a-line': ['phone', 'phoneNotALine'],
  'phone-reserved-number': ['phone', 'phoneReserved'],
  'phone-country-not-accepted': ['phone', 'phoneCountry'],
  'phone-united-states': ['phone', 'phoneUnitedStates'],
  'passkeys-none-chosen': ['passkeys', 'passkeysNoneChosen'],
  'decision-missing': ['decision', 'decisionEmpty'],
};

/** The message of a problem, at its field. */
export function problemError(problem: Problem): FieldError {
  const [field, key] = words[problem];
  return { field, key };
}
