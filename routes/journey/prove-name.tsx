import { giveName } from '../../src/flows/give-name';
import { ProveNamePage } from '../../src/ui/pages/prove/name';
import { stepRoute } from './step-route';

export const proveName = stepRoute({
  step: 'prove-name',
  draw: ({ page, action, view, errors, href }, sent) => (
    <ProveNamePage
      page={page}
      action={action}
      backHref={href('prove-nhs-number')}
      first={sent?.('first-name') ?? view.proof?.name?.first}
      middle={sent?.('middle-name') ?? view.proof?.name?.middle}
      last={sent?.('last-name') ?? view.proof?.name?.last}
      errors={errors}
    />
  ),
  submit: (c, { ref, session, field }) => {
    const [first, middle, last] = [field('first-name'), field('middle-name'), field('last-name')];
    return giveName(c.var.ports, { ref, session, first, middle, last });
  },
});
