import { Inline } from '../../components/inline';
import { Panel } from '../../components/panel';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

/** Passkeys are to be removed, and when. @param from in epoch seconds */
export const RemovalAskedPage = ({ page, from }: { readonly page: PageContext; readonly from: number }) => {
  const words = page.content.removal.asked;
  return (
    <Layout page={page} title={words.heading}>
      <Panel heading={words.heading}>{words.text(page.content.moment(from))}</Panel>
      <p>{words.next}</p>
      <p>
        <Inline text={words.password} />
      </p>
    </Layout>
  );
};
