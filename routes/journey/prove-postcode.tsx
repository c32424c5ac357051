import { tracePatient } from '../../src/flows/trace-patient';
import { ProvePostcodePage } from '../../src/ui/pages/prove/postcode';
import { stepRoute } from './step-route';

export const provePostcode = stepRoute({
  step: 'prove-postcode',
  draw: ({ page, action, view, errors, typed, href }) => {
    const hrefs = {
      nhsNumber: href('prove-nhs-number'),
      name: href('prove-name'),
      birthDate: href('prove-birth-date'),
    };
    // A postcode that is none was not looked for: nothing else is in doubt.
    const wasLookedFor = errors.some((error) => 'key' in error && error.key === 'noMatch');
    return (
      <ProvePostcodePage
        page={page}
        action={action}
        backHref={hrefs.birthDate}
        postcode={typed ?? view.proof?.postcode}
        told={wasLookedFor && view.proof ? { proof: view.proof, hrefs } : undefined}
        errors={errors}
      />
    );
  },
  submit: (c, { ref, session, caller, field }) =>
    tracePatient(c.var.ports, { ref, session, caller, postcode: field('postcode') }),
});
