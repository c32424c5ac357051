import { choosePassword } from '../../src/flows/choose-password';
import { RegisterPasswordPage } from '../../src/ui/pages/register/password';
import { stepRoute } from './step-route';

export const registerPassword = stepRoute({
  step: 'register-password',
  draw: ({ page, action, view, errors }) => (
    <RegisterPasswordPage page={page} action={action} email={view.email ?? ''} errors={errors} />
  ),
  submit: (c, { ref, session, field }) => choosePassword(c.var.ports, { ref, session, password: field('password') }),
});
