import { givePassword } from '../../src/flows/give-password';
import { SignInCredentialPage } from '../../src/ui/pages/sign-in/credential';
import { stepRoute } from './step-route';

export const signInCredential = stepRoute({
  step: 'sign-in-credential',
  draw: ({ page, action, view, errors, href }) => (
    <SignInCredentialPage
      page={page}
      action={action}
      email={view.email ?? ''}
      backHref={href('sign-in-address')}
      forgotHref={`/reset?journey=${view.interaction}`}
      registerHref={view.allowRegistration ? href('register-address') : undefined}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, device, caller, field }) =>
    givePassword(c.var.ports, { ref, session, device, caller, password: field('password') }),
});
