import { leaveProof } from '../../src/flows/confirm-patient';
import { leaveJourney } from '../../src/flows/leave-journey';
import { ProveStoppedPage } from '../../src/ui/pages/prove/stopped';
import { stepRoute } from './step-route';

export const proveStopped = stepRoute({
  step: 'prove-stopped',
  draw: ({ page, action, view }) => (
    <ProveStoppedPage page={page} action={action} why={view.proof?.stop ?? 'not-mine'} />
  ),
  submit: (c, { ref, session, caller, decision }) =>
    decision === 'again' || decision === 'continue'
      ? leaveProof(c.var.ports, { ref, session, caller, decision })
      : leaveJourney(c.var.ports, { ref, session, step: 'prove-stopped' }),
});
