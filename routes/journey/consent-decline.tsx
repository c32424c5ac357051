import { decideConsent } from '../../src/flows/decide-consent';
import { ConsentDeclinePage } from '../../src/ui/pages/consent-decline';
import { stepRoute } from './step-route';

export const consentDecline = stepRoute({
  step: 'consent-decline',
  draw: ({ page, action, view, errors }) => (
    <ConsentDeclinePage page={page} action={action} serviceId={view.service.clientId} errors={errors} />
  ),
  submit: (c, { ref, session, caller, decision, field }) =>
    decideConsent(c.var.ports, {
      ...{ ref, session, caller, decision, step: 'consent-decline' },
      service: field('service'),
      level: undefined,
    }),
});
