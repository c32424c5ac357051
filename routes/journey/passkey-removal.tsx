import { answerRemoval } from '../../src/flows/answer-removal';
import { RemovalToldPage } from '../../src/ui/pages/passkey-removal/told';
import { stepRoute } from './step-route';

export const passkeyRemovalStep = stepRoute({
  step: 'passkey-removal',
  draw: ({ page, action, view, errors }) => (
    <RemovalToldPage
      page={page}
      action={action}
      from={view.removal?.from ?? 0}
      passkeys={view.passkeysToGo?.map(({ shownName: name, ...passkey }) => ({ ...passkey, name })) ?? []}
      canPutOff={view.removal?.canPutOff === true}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, caller, decision }) => answerRemoval(c.var.ports, { ref, session, caller, decision }),
});
