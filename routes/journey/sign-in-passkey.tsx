import { givePasskey } from '../../src/flows/give-passkey';
import { leaveJourney } from '../../src/flows/leave-journey';
import { SignInPasskeyPage } from '../../src/ui/pages/sign-in/passkey';
import { stepRoute } from './step-route';

export const signInPasskey = stepRoute({
  step: 'sign-in-passkey',
  draw: ({ page, action, view, errors, passkeyUrl, unknownPasskey }) => (
    <SignInPasskeyPage
      page={page}
      action={action}
      optionsUrl={passkeyUrl}
      newPasskey={view.newPasskey}
      unknown={unknownPasskey}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, field, decision }) =>
    decision === 'leave'
      ? leaveJourney(c.var.ports, { ref, session, step: 'sign-in-passkey' })
      : givePasskey(c.var.ports, { ref, session, caller, step: 'sign-in-passkey', response: field('passkey') }),
});
