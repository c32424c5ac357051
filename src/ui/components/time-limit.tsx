import type { PageContext } from '../page-context';
import { Button } from './button';

/** A person is warned so many minutes before the end. @see WCAG 2.2 §2.2.1 */
const warnMinutes = [3, 2, 1];

/** Says how long the page is good for. Where scripts run, a dialog says so when the end is near instead. */
export const TimeLimit = ({ page: { content, life, service } }: { readonly page: PageContext }) => {
  if (life === undefined) return undefined;
  const { left, fallbackService } = content.timeLimit;
  const words = content.timeLimit[life.of];
  const warnings = Object.fromEntries(warnMinutes.map((count) => [`data-left-${count}`, left(count)]));
  return (
    <div
      class="app-life"
      data-module="app-life"
      data-seconds={String(life.secondsLeft)}
      data-href={life.href}
      data-extend={life.of === 'session' ? '' : undefined}
    >
      <p class="app-life__line">{words.line(Math.max(1, Math.round(life.secondsLeft / 60)))}</p>
      <dialog class="app-life__warning" aria-labelledby="life-heading" aria-describedby="life-text">
        <h2 class="nhsuk-heading-m" id="life-heading">
          {words.heading}
        </h2>
        <p class="app-life__left" role="status" {...warnings} />
        <p id="life-text">{words.text(service?.name ?? fallbackService)}</p>
        <Button type="button" class="app-life__stay">
          {words.stay}
        </Button>
      </dialog>
    </div>
  );
};
