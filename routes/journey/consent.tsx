import { decideConsent } from '../../src/flows/decide-consent';
import { ConsentPage } from '../../src/ui/pages/consent';
import { stepRoute } from './step-route';

export const consent = stepRoute({
  step: 'consent',
  draw: ({ page, action, view, errors }) => (
    <ConsentPage
      page={page}
      action={action}
      serviceId={view.service.clientId}
      level={view.level}
      signedInAs={view.signedInAs}
      items={view.newItems.map((label) => ({ label }))}
      alreadyShared={view.sharedItems.map((label) => ({ label }))}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, decision, field }) =>
    decideConsent(c.var.ports, {
      ...{ ref, session, caller, decision, step: 'consent' },
      service: field('service'),
      level: field('level'),
    }),
});
