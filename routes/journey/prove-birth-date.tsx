import { giveBirthDate } from '../../src/flows/give-birth-date';
import { ProveBirthDatePage } from '../../src/ui/pages/prove/birth-date';
import { stepRoute } from './step-route';

export const proveBirthDate = stepRoute({
  step: 'prove-birth-date',
  draw: ({ page, action, view, errors, href }, sent) => {
    const [year, month, day] = view.proof?.birthDate?.split('-') ?? [];
    return (
      <ProveBirthDatePage
        page={page}
        action={action}
        backHref={href(view.proof?.nhsNumber === 'not-known' ? 'prove-name' : 'prove-nhs-number')}
        day={sent?.('day') ?? day}
        month={sent?.('month') ?? month}
        year={sent?.('year') ?? year}
        errors={errors}
      />
    );
  },
  submit: (c, { ref, session, field }) => {
    const date = { day: field('day'), month: field('month'), year: field('year') };
    return giveBirthDate(c.var.ports, { ref, session, date });
  },
});
