import { givePasskey } from '../../src/flows/give-passkey';
import { givePassword } from '../../src/flows/give-password';
import { SignInCredentialPage } from '../../src/ui/pages/sign-in/credential';
import { stepRoute } from './step-route';

export const signInCredential = stepRoute({
  step: 'sign-in-credential',
  draw: ({ page, action, view, errors, reset, href, passkeyUrl, unknownPasskey }) => (
    <SignInCredentialPage
      page={page}
      action={action}
      email={view.email ?? ''}
      backHref={href('sign-in-address')}
      forgotHref={`/reset?journey=${view.interaction}`}
      registerHref={view.allowRegistration ? href('register-address') : undefined}
      passkeyUrl={view.takesPasskey ? passkeyUrl : undefined}
      passkeyOnlyFor={view.takesPassword ? undefined : page.service.name}
      unknownPasskey={unknownPasskey}
      reset={reset}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, device, caller, field }) =>
    field('passkey') === ''
      ? givePassword(c.var.ports, {
          step: 'sign-in-credential',
          ref,
          session,
          device,
          caller,
          password: field('password'),
        })
      : givePasskey(c.var.ports, { ref, session, caller, step: 'sign-in-credential', response: field('passkey') }),
});
