import { givePhone } from '../../src/flows/give-phone';
import { RegisterPhonePage } from '../../src/ui/pages/register/phone';
import { stepRoute } from './step-route';

export const registerPhone = stepRoute({
  step: 'register-phone',
  draw: ({ page, action, view, errors, typed }) => (
    <RegisterPhonePage page={page} action={action} phone={typed ?? view.phone} errors={errors} />
  ),
  submit: (c, { ref, session, caller, field }) =>
    givePhone(c.var.ports, { ref, session, caller, phone: field('phone') }),
});
