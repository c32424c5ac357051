import { Hono } from 'hono';
import type { AppContext } from '../src/context';
import { continueJourney } from '../src/flows/continue-journey';
import { readCookie } from '../src/http/cookies';
import { noPrefetch } from '../src/http/methods';
import { callerOf } from '../src/http/request-facts';
import { accountDisabled } from './journey/account-disabled';
import { addPasskeyStep } from './journey/add-passkey';
import { answerStep } from './journey/answer-step';
import { chooseAccountStep } from './journey/choose-account';
import { consent } from './journey/consent';
import { consentDecline } from './journey/consent-decline';
import { levelUnavailable } from './journey/level-unavailable';
import { passkeyOptions } from './journey/passkey-options';
import { passkeyRemovalStep } from './journey/passkey-removal';
import { proveBirthDate } from './journey/prove-birth-date';
import { proveConfirm } from './journey/prove-confirm';
import { proveName } from './journey/prove-name';
import { proveNhsNumber } from './journey/prove-nhs-number';
import { provePostcode } from './journey/prove-postcode';
import { proveStopped } from './journey/prove-stopped';
import { registerAccountExists } from './journey/register-account-exists';
import { registerAddressStep } from './journey/register-address';
import { registerEmailCode } from './journey/register-email-code';
import { registerPassword } from './journey/register-password';
import { registerPhone } from './journey/register-phone';
import { registerPhoneCode } from './journey/register-phone-code';
import { setPasswordStep } from './journey/set-password';
import { signInAddress } from './journey/sign-in-address';
import { signInCredential } from './journey/sign-in-credential';
import { signInPasscode } from './journey/sign-in-passcode';
import { signInPasskey } from './journey/sign-in-passkey';
import { signInPassword } from './journey/sign-in-password';
import { interactionRef } from './journey/step-route';
import { terms } from './journey/terms';

/** Goes on with a journey: to the page whose turn it is, or back to the service. */
const onward = new Hono<AppContext>().get('/journey/:interaction', noPrefetch, async (c) => {
  const outcome = await continueJourney(c.var.ports, {
    ref: interactionRef(c),
    session: readCookie(c, 'session'),
    caller: callerOf(c),
  });
  return answerStep(c, outcome, () => {
    throw new Error('continuing shows no page');
  });
});

/** Every page of a journey, in its order. */
export const journeyPages: readonly Hono<AppContext>[] = [
  onward,
  chooseAccountStep,
  signInAddress,
  signInCredential,
  passkeyRemovalStep,
  signInPasskey,
  signInPassword,
  setPasswordStep,
  signInPasscode,
  addPasskeyStep,
  passkeyOptions,
  registerAddressStep,
  registerEmailCode,
  registerAccountExists,
  registerPassword,
  registerPhone,
  registerPhoneCode,
  terms,
  proveStopped,
  proveNhsNumber,
  proveName,
  proveBirthDate,
  provePostcode,
  proveConfirm,
  levelUnavailable,
  accountDisabled,
  consent,
  consentDecline,
];
