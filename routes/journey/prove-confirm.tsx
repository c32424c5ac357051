import { confirmPatient } from '../../src/flows/confirm-patient';
import { ProveConfirmPage } from '../../src/ui/pages/prove/confirm';
import { stepRoute } from './step-route';

export const proveConfirm = stepRoute({
  step: 'prove-confirm',
  draw: ({ page, action, view, errors, href }) => (
    <ProveConfirmPage
      page={page}
      action={action}
      backHref={href('prove-postcode')}
      proof={view.proof ?? {}}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, decision = '' }) =>
    confirmPatient(c.var.ports, { ref, session, caller, answer: decision }),
});
