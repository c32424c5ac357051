import { chooseAccount } from '../../src/flows/choose-account';
import { ChooseAccountPage } from '../../src/ui/pages/choose-account';
import { stepRoute } from './step-route';

const nobody = { email: '', phoneEnding: '' };

export const chooseAccountStep = stepRoute({
  step: 'choose-account',
  draw: ({ page, action, view, errors }) => (
    <ChooseAccountPage
      page={page}
      action={action}
      asserted={view.choices?.asserted ?? nobody}
      session={view.choices?.session ?? nobody}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, decision }) => chooseAccount(c.var.ports, { ref, session, decision }),
});
