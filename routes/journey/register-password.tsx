import { choosePasskey } from '../../src/flows/choose-passkey';
import { choosePassword } from '../../src/flows/choose-password';
import { leaveJourney } from '../../src/flows/leave-journey';
import { RegisterPasswordPage } from '../../src/ui/pages/register/password';
import { stepRoute } from './step-route';

export const registerPassword = stepRoute({
  step: 'register-password',
  draw: ({ page, action, view, errors, passkeyUrl }) => (
    <RegisterPasswordPage
      page={page}
      action={action}
      email={view.email ?? ''}
      passkeyUrl={view.takesPasskey ? passkeyUrl : undefined}
      passkeyOnly={!view.takesPassword}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, field, decision }) => {
    if (decision === 'leave') return leaveJourney(c.var.ports, { ref, session, step: 'register-password' });
    return field('passkey') === ''
      ? choosePassword(c.var.ports, { ref, session, caller, password: field('password') })
      : choosePasskey(c.var.ports, { ref, session, response: field('passkey') });
  },
});
