import type { PageContext } from '../page-context';
import { Inline } from './inline';

export interface SentCodeProps {
  readonly page: PageContext;
  /** Where the code went. */
  readonly sent: string;
  /** How many minutes a code works that was sent just now. */
  readonly minutes: number;
}

/** Says where a code was sent and how long it works; where scripts run, also when it stops working. */
export const SentCode = ({ page, sent, minutes }: SentCodeProps) => {
  const { codeSecondsLeft = minutes * 60 } = page;
  const { works, soon, over } = page.content.codeLife;
  const isOver = codeSecondsLeft <= 0;
  return (
    <div data-module="app-code-life" data-seconds={String(codeSecondsLeft)} data-soon={soon} data-over={over}>
      <p class="app-code-life__sent" hidden={isOver}>
        <Inline text={sent} />{' '}
        <span class="app-code-life__works">{works(Math.max(1, Math.ceil(codeSecondsLeft / 60)))}</span>
      </p>
      <p class="app-code-life__now" role="status">
        {isOver ? over : ''}
      </p>
    </div>
  );
};
