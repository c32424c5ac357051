import { Panel } from '../../components/panel';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

/** The password is new, and nobody is signed in. */
export const ResetDonePage = ({ page }: { readonly page: PageContext }) => {
  const words = page.content.reset.done;
  return (
    <Layout page={page} title={words.heading}>
      <Panel heading={words.heading}>{words.text}</Panel>
      <p>{words.next}</p>
    </Layout>
  );
};
