import type { PageContext } from '../page-context';
import { ErrorPage } from './error';

export interface KnownErrorPageProps {
  readonly page: PageContext;
  readonly requestId?: string | undefined;
}

/** No page has this address (CID0404). */
export const NotFoundPage = (props: KnownErrorPageProps) => (
  <ErrorPage {...props} heading="notFound" reference="CID0404" />
);

/** The interaction is unknown, over, or older than it may be (CID1004, as for a direct entry). */
export const JourneyLostPage = (props: KnownErrorPageProps) => (
  <ErrorPage {...props} heading="journeyLost" reference="CID1004" />
);

/** Nobody, or nobody we know, sent this person here (CID1004). */
export const UnknownServicePage = (props: KnownErrorPageProps) => (
  <ErrorPage {...props} heading="unknownService" reference="CID1004" />
);

/** The service exists but is paused (CID1004). */
export const ServiceDisabledPage = (props: KnownErrorPageProps) => (
  <ErrorPage {...props} heading="serviceDisabled" reference="CID1004" />
);
