import { tracePatient } from '../../src/flows/trace-patient';
import { ProvePostcodePage } from '../../src/ui/pages/prove/postcode';
import { stepRoute } from './step-route';

export const provePostcode = stepRoute({
  step: 'prove-postcode',
  draw: ({ page, action, view, errors, typed, href }) => {
    const byName = view.proof?.nhsNumber === 'not-known';
    const changes = [
      byName
        ? ({ of: 'changeName', href: href('prove-name') } as const)
        : ({ of: 'changeNumber', href: href('prove-nhs-number') } as const),
      { of: 'changeBirthDate', href: href('prove-birth-date') } as const,
    ];
    return (
      <ProvePostcodePage
        page={page}
        action={action}
        backHref={href('prove-birth-date')}
        postcode={typed ?? view.proof?.postcode}
        changes={errors.length > 0 ? changes : []}
        errors={errors}
      />
    );
  },
  submit: (c, { ref, session, caller, field }) =>
    tracePatient(c.var.ports, { ref, session, caller, postcode: field('postcode') }),
});
