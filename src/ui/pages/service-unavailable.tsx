import { Button } from '../components/button';
import { Inline } from '../components/inline';
import { Reference } from '../components/reference';
import { Layout } from '../layout';
import type { PageContext } from '../page-context';

export interface ServiceUnavailablePageProps {
  readonly page: PageContext;
  readonly againHref?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Something we depend on is down (503): try again soon. */
export const ServiceUnavailablePage = ({ page, againHref, requestId }: ServiceUnavailablePageProps) => {
  const { content, brand } = page;
  const words = content.serviceUnavailable;
  const heading = words.heading(brand.name);
  return (
    <Layout page={page} title={heading}>
      <h1 class="nhsuk-heading-l">{heading}</h1>
      <p>{words.text}</p>
      {againHref ? <Button href={againHref}>{words.again}</Button> : undefined}
      <p>
        <Inline text={content.common.help} />
      </p>
      <Reference page={page} requestId={requestId} />
    </Layout>
  );
};
