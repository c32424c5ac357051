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
      called={view.called}
      backHref={view.signedIn ? undefined : href('sign-in-address')}
      suspect={view.suspect}
      resent={resent}
      remember={sent?.('remember') === 'yes'}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, device, caller, field, decision }) => {
    if (decision === 'resend') return resendPasscode(c.var.ports, { ref, session, caller });
    const [code, remember] = [field('code'), field('remember') === 'yes'];
    return givePasscode(c.var.ports, { ref, session, device, caller, code, remember });
  },
});
