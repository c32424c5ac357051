import { giveAddress } from '../../src/flows/give-address';
import { givePasskey } from '../../src/flows/give-passkey';
import { SignInAddressPage } from '../../src/ui/pages/sign-in/address';
import { stepRoute } from './step-route';

export const signInAddress = stepRoute({
  step: 'sign-in-address',
  draw: ({ page, action, view, errors, typed, href, passkeyUrl, unknownPasskey }) => (
    <SignInAddressPage
      page={page}
      action={action}
      email={typed ?? view.email}
      registerHref={view.allowRegistration ? href('register-address') : undefined}
      passkeyUrl={view.takesPasskey ? passkeyUrl : undefined}
      unknownPasskey={unknownPasskey}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, field }) =>
    field('passkey') === ''
      ? giveAddress(c.var.ports, { ref, session, email: field('email') })
      : givePasskey(c.var.ports, { ref, session, caller, step: 'sign-in-address', response: field('passkey') }),
});
