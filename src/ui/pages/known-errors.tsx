import type { PageContext } from '../page-context';
import { ErrorPage } from './error';

export interface KnownErrorPageProps {
  readonly page: PageContext;
  readonly requestId?: string | undefined;
}

/** The interaction is unknown, over, or older than it may be (CID1004, as for a direct entry). */
export const JourneyLostPage = (props: KnownErrorPageProps) => (
  <ErrorPage {...props} heading="journeyLost" reference="CID1004" />
);

export interface AccountDisabledPageProps extends KnownErrorPageProps {
  /** Where the form goes that leads back to the service of the page; absent where there is none. */
  readonly leave?: string;
}

/** The account that was signed in to is disabled (CID2012). Why is told to nobody on a screen. */
export const AccountDisabledPage = (props: AccountDisabledPageProps) => (
  <ErrorPage {...props} heading="accountDisabled" reference="CID2012" />
);

/** Nobody, or nobody we know, sent this person here (CID1004). */
export const UnknownServicePage = (props: KnownErrorPageProps) => (
  <ErrorPage {...props} heading="unknownService" reference="CID1004" />
);
