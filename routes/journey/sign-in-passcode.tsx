import { givePasscode } from '../../src/flows/give-passcode';
import { resendPasscode } from '../../src/flows/resend-passcode';
import { SignInPasscodePage } from '../../src/ui/pages/sign-in/passcode';
import { stepRoute } from './step-route';

export const signInPasscode = stepRoute({
  step: 'sign-in-passcode',
  draw: ({ page, action, view, errors, resent, href }, sent) => (
    <SignInPasscodePage
      page={page}
      action={action}
      phoneEnding={view.phoneEnding}
      backHref={view.signedIn ? undefined : href('sign-in-address')}
      resent={resent}
      remember={sent?.('remember') === 'yes'}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, field, decision }) =>
    decision === 'resend'
      ? resendPasscode(c.var.ports, { ref, session, caller })
      : givePasscode(c.var.ports, { ref, session, caller, code: field('code'), remember: field('remember') === 'yes' }),
});
