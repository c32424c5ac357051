import { givePassword } from '../../src/flows/give-password';
import { SignInPasswordPage } from '../../src/ui/pages/sign-in/password';
import { stepRoute } from './step-route';

export const signInPassword = stepRoute({
  step: 'sign-in-password',
  draw: ({ page, action, errors }) => <SignInPasswordPage page={page} action={action} errors={errors} />,
  submit: (c, { ref, session, device, caller, field }) =>
    givePassword(c.var.ports, {
      step: 'sign-in-password',
      ref,
      session,
      device,
      caller,
      password: field('password'),
    }),
});
