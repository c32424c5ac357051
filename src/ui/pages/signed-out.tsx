import { InsetText } from '../components/inset-text';
import { Panel } from '../components/panel';
import { Layout } from '../layout';
import type { PageContext } from '../page-context';

export interface SignedOutPageProps {
  readonly page: PageContext;
  /** All devices were signed out, not only this one. */
  readonly everywhere?: boolean | undefined;
  readonly signInHref?: string | undefined;
}

const Next = ({ page, signInHref }: SignedOutPageProps) => {
  const words = page.content.signedOut;
  const { service } = page;
  if (service?.homeUrl)
    return (
      <p>
        <a href={service.homeUrl}>{words.backTo(service.name)}</a>
      </p>
    );
  return signInHref ? (
    <p>
      <a href={signInHref}>{words.again}</a>
    </p>
  ) : null;
};

/** Confirms that a person is signed out, and what that does not cover. */
export const SignedOutPage = (props: SignedOutPageProps) => {
  const { page, everywhere } = props;
  const words = page.content.signedOut;
  const heading = everywhere ? words.everywhere : words.heading;
  return (
    <Layout page={page} title={heading}>
      <Panel heading={heading}>{everywhere ? words.everywhereText : words.text}</Panel>
      <p>{words.services}</p>
      <InsetText prefix={page.content.common.informationPrefix}>{words.close}</InsetText>
      <Next {...props} />
    </Layout>
  );
};
