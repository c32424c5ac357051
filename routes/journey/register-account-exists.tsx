import { chooseExistingAccount } from '../../src/flows/choose-existing-account';
import { AccountExistsPage } from '../../src/ui/pages/register/account-exists';
import { stepRoute } from './step-route';

export const registerAccountExists = stepRoute({
  step: 'register-account-exists',
  draw: ({ page, action, view }) => <AccountExistsPage page={page} action={action} email={view.email ?? ''} />,
  submit: (c, { ref, session }) => chooseExistingAccount(c.var.ports, { ref, session }),
});
