import { setPassword } from '../../src/flows/set-password';
import { SetPasswordPage } from '../../src/ui/pages/sign-in/set-password';
import { stepRoute } from './step-route';

export const setPasswordStep = stepRoute({
  step: 'set-password',
  draw: ({ page, action, errors }) => <SetPasswordPage page={page} action={action} errors={errors} />,
  submit: (c, { ref, session, caller, field }) =>
    setPassword(c.var.ports, { ref, session, caller, password: field('password') }),
});
