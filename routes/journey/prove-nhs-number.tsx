import { giveNhsNumber } from '../../src/flows/give-nhs-number';
import { leaveJourney } from '../../src/flows/leave-journey';
import { ProveNhsNumberPage } from '../../src/ui/pages/prove/nhs-number';
import { stepRoute } from './step-route';

export const proveNhsNumber = stepRoute({
  step: 'prove-nhs-number',
  draw: ({ page, action, view, errors, typed }, sent) => {
    const held = view.proof?.nhsNumber;
    const known = held === undefined ? '' : held === 'not-known' ? 'no' : 'yes';
    // Who typed a number has said that they know it.
    const knows = sent === undefined ? known : sent('knows') || (sent('nhs-number') === '' ? '' : 'yes');
    return (
      <ProveNhsNumberPage
        page={page}
        action={action}
        knows={knows === 'yes' || knows === 'no' ? knows : undefined}
        nhsNumber={typed ?? (held === 'not-known' ? undefined : held)}
        errors={errors}
      />
    );
  },
  submit: (c, { ref, session, field, decision }) =>
    decision === 'leave'
      ? leaveJourney(c.var.ports, { ref, session, step: 'prove-nhs-number' })
      : giveNhsNumber(c.var.ports, { ref, session, knows: field('knows'), nhsNumber: field('nhs-number') }),
});
