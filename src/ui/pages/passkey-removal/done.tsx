import { Button } from '../../components/button';
import { Panel } from '../../components/panel';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

/** Nothing will be removed. */
export const RemovalStoppedPage = ({ page }: { readonly page: PageContext }) => {
  const words = page.content.removal.stopped;
  return (
    <Layout page={page} title={words.heading}>
      <Panel heading={words.heading}>{words.text}</Panel>
      <p>{words.next}</p>
    </Layout>
  );
};

export interface RemovalDonePageProps {
  readonly page: PageContext;
  /** Where a password is chosen; absent for a person who has one. */
  readonly resetHref?: string | undefined;
}

/** The passkeys are gone; who has no password that works chooses one. */
export const RemovalDonePage = ({ page, resetHref }: RemovalDonePageProps) => {
  const words = page.content.removal.removed;
  return (
    <Layout page={page} title={words.heading}>
      <Panel heading={words.heading}>{words.text}</Panel>
      {resetHref === undefined ? (
        <p>{words.password}</p>
      ) : (
        <>
          <p>{words.noPassword}</p>
          <Button href={resetHref}>{words.submit}</Button>
        </>
      )}
    </Layout>
  );
};
