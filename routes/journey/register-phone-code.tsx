import { provePhone } from '../../src/flows/prove-phone';
import { resendRegistrationCode } from '../../src/flows/resend-registration-code';
import { RegisterPhoneCodePage } from '../../src/ui/pages/register/phone-code';
import { stepRoute } from './step-route';

export const registerPhoneCode = stepRoute({
  step: 'register-phone-code',
  draw: ({ page, action, view, errors, resent, href }) => (
    <RegisterPhoneCodePage
      page={page}
      action={action}
      phoneEnding={view.phoneEnding ?? ''}
      called={view.called}
      suspect={view.suspect}
      offerLandline={view.offerLandline}
      changeHref={href('register-phone')}
      resent={resent}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, field, decision }) =>
    decision === 'resend'
      ? resendRegistrationCode(c.var.ports, { ref, session, caller })
      : provePhone(c.var.ports, { ref, session, caller, code: field('code') }),
});
