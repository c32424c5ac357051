import { proveEmail } from '../../src/flows/prove-email';
import { resendRegistrationCode } from '../../src/flows/resend-registration-code';
import { RegisterCodePage } from '../../src/ui/pages/register/code';
import { stepRoute } from './step-route';

export const registerEmailCode = stepRoute({
  step: 'register-email-code',
  draw: ({ page, action, view, errors, resent, href }) => (
    <RegisterCodePage
      page={page}
      action={action}
      email={view.email ?? ''}
      changeHref={href('register-address')}
      resent={resent}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, field, decision }) =>
    decision === 'resend'
      ? resendRegistrationCode(c.var.ports, { ref, session, caller })
      : proveEmail(c.var.ports, { ref, session, caller, code: field('code') }),
});
