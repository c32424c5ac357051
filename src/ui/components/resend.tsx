import { Button } from './button';
import { Details } from './details';

export interface ResendProps {
  readonly summary: string;
  readonly advice: string;
  readonly button: string;
  readonly change?: { readonly href: string; readonly text: string } | undefined;
}

/** What to do when no code came: wait, ask for another, or give another address or number. */
export const Resend = ({ summary, advice, button, change }: ResendProps) => (
  <Details summary={summary}>
    <p>{advice}</p>
    <Button variant="secondary" small name="decision" value="resend">
      {button}
    </Button>
    {change ? (
      <p>
        <a href={change.href}>{change.text}</a>
      </p>
    ) : undefined}
  </Details>
);
