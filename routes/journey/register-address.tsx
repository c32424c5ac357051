import { registerAddress } from '../../src/flows/register-address';
import { RegisterAddressPage } from '../../src/ui/pages/register/address';
import { stepRoute } from './step-route';

export const registerAddressStep = stepRoute({
  step: 'register-address',
  draw: ({ page, action, view, errors, typed, href }) => (
    <RegisterAddressPage
      page={page}
      action={action}
      email={typed ?? view.email}
      signInHref={href('sign-in-address')}
      backHref={href('sign-in-address')}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, field }) =>
    registerAddress(c.var.ports, { ref, session, caller, email: field('email') }),
});
