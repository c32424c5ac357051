import { Button } from '../../components/button';
import { Panel } from '../../components/panel';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

/** Everything has ended; what is left is a new password. */
export const NotMeDonePage = ({ page, resetHref }: { readonly page: PageContext; readonly resetHref: string }) => {
  const words = page.content.notMe.done;
  return (
    <Layout page={page} title={words.heading}>
      <Panel heading={words.heading}>{words.text}</Panel>
      <p>{words.next}</p>
      <Button href={resetHref}>{words.submit}</Button>
    </Layout>
  );
};
