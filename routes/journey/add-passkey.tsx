import { addPasskey } from '../../src/flows/add-passkey';
import { leaveJourney } from '../../src/flows/leave-journey';
import { AddPasskeyPage } from '../../src/ui/pages/sign-in/passkey';
import { stepRoute } from './step-route';

export const addPasskeyStep = stepRoute({
  step: 'add-passkey',
  draw: ({ page, action, view, errors, passkeyUrl }) => (
    <AddPasskeyPage page={page} action={action} optionsUrl={passkeyUrl} ownAccount={view.errand} errors={errors} />
  ),
  submit: (c, { ref, session, caller, field, decision }) =>
    decision === 'leave'
      ? leaveJourney(c.var.ports, { ref, session, step: 'add-passkey' })
      : addPasskey(c.var.ports, { ref, session, caller, response: field('passkey') }),
});
