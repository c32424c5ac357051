import { Inline } from '../../components/inline';
import { Panel } from '../../components/panel';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';
import type { ChosenPasskey } from './choose';
import { PasskeysToGo } from './passkeys-to-go';

export interface RemovalAskedPageProps {
  readonly page: PageContext;
  /** When it may be done, in epoch seconds. */
  readonly from: number;
  readonly passkeys: readonly ChosenPasskey[];
}

/** Passkeys are to be removed: which, and when. */
export const RemovalAskedPage = ({ page, from, passkeys }: RemovalAskedPageProps) => {
  const words = page.content.removal.asked;
  return (
    <Layout page={page} title={words.heading}>
      <Panel heading={words.heading}>{words.text(page.content.moment(from))}</Panel>
      <PasskeysToGo page={page} passkeys={passkeys} />
      <p>{words.next}</p>
      <p>
        <Inline text={words.password} />
      </p>
    </Layout>
  );
};
