import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';
import type { ChosenPasskey } from './choose';
import { PasskeysToGo } from './passkeys-to-go';

export interface RemovalLinkPageProps {
  readonly page: PageContext;
  /** Takes `decision` `stop`, and `remove` where it may be done. */
  readonly action: string;
  readonly passkeys: readonly ChosenPasskey[];
  readonly mayRemove: boolean;
  /** When it may be done, in epoch seconds; absent when it may be done now. */
  readonly from?: number | undefined;
}

/** Behind the link that tells of a removal: it is stopped, or done once its day is over. */
export const RemovalLinkPage = ({ page, action, passkeys, mayRemove, from }: RemovalLinkPageProps) => {
  const { content } = page;
  const words = content.removal.link;
  return (
    <Layout page={page} title={words.heading}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{from === undefined ? words.ready : words.waits(content.moment(from))}</p>
      <PasskeysToGo page={page} passkeys={passkeys} />
      <p>{words.stopText}</p>
      <Form page={page} action={action}>
        <div class="nhsuk-button-group">
          {mayRemove ? (
            <Button name="decision" value="remove">
              {words.remove}
            </Button>
          ) : undefined}
          <Button name="decision" value="stop" variant={mayRemove ? 'secondary' : undefined}>
            {words.stop}
          </Button>
        </div>
      </Form>
    </Layout>
  );
};
