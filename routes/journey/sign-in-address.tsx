import { giveAddress } from '../../src/flows/give-address';
import { SignInAddressPage } from '../../src/ui/pages/sign-in/address';
import { stepRoute } from './step-route';

export const signInAddress = stepRoute({
  step: 'sign-in-address',
  draw: ({ page, action, view, errors, typed, href }) => (
    <SignInAddressPage
      page={page}
      action={action}
      email={typed ?? view.email}
      registerHref={view.allowRegistration ? href('register-address') : undefined}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, field }) => giveAddress(c.var.ports, { ref, session, email: field('email') }),
});
