import { decideTerms } from '../../src/flows/decide-terms';
import { TermsPage } from '../../src/ui/pages/terms';
import { stepRoute } from './step-route';

export const terms = stepRoute({
  step: 'terms',
  draw: ({ page, action, view, errors }) => (
    <TermsPage page={page} action={action} changed={view.termsChanged} errors={errors} />
  ),
  submit: (c, { ref, session, caller, decision }) => decideTerms(c.var.ports, { ref, session, caller, decision }),
});
