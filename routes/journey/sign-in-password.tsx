import { givePassword } from '../../src/flows/give-password';
import { SignInPasswordPage } from '../../src/ui/pages/sign-in/password';
import { stepRoute } from './step-route';

export const signInPassword = stepRoute({
  step: 'sign-in-password',
  draw: ({ page, action, errors }) => {
    // The address is not in question: they are signed in with it.
    const ofThisPage = errors.map((error) =>
      'key' in error && error.key === 'passwordWrong' ? { ...error, key: 'passwordWrongAgain' as const } : error,
    );
    return <SignInPasswordPage page={page} action={action} errors={ofThisPage} />;
  },
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
