import type { ConsentLabel } from '../../domain/claims';
import { Button } from '../components/button';
import { Form } from '../components/form';
import { KnownAddress } from '../components/known-address';
import { UpgradeToPasskey } from '../components/passkey';
import { SummaryList } from '../components/summary-list';
import { Layout } from '../layout';
import type { PageContext } from '../page-context';

/** A service the person has let in. */
export interface ConnectedService {
  readonly name: string;
  readonly homeUrl?: string | undefined;
  readonly shared: readonly ConsentLabel[];
  /** When they agreed, in epoch seconds. */
  readonly since: number;
}

export interface AccountPageProps {
  readonly page: PageContext;
  /** Takes `decision` `sign-out` or `everywhere`. */
  readonly action: string;
  readonly maskedEmail: string;
  readonly services: readonly ConnectedService[];
  /** The record that the person was matched with. `since`: epoch seconds. */
  readonly identity?:
    | { readonly ending: string; readonly level: 'P5' | 'P9'; readonly since?: number | undefined }
    | undefined;
  readonly securityHref?: string | undefined;
}

const Service = ({
  page: { content },
  service,
}: {
  readonly page: PageContext;
  readonly service: ConnectedService;
}) => {
  const words = content.account;
  return (
    <li class="app-service">
      <h3 class="app-service__name">{service.name}</h3>
      <p class="app-service__since">{words.sharedSince(content.day(service.since))}</p>
      <p class="app-service__shares">{words.shares}</p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {service.shared.map((label) => (
          <li>{content.consent.labels[label]}</li>
        ))}
      </ul>
      {service.homeUrl ? (
        <p class="app-service__visit">
          <a href={service.homeUrl}>
            {words.visit}
            <span class="nhsuk-u-visually-hidden">: {service.name}</span>
          </a>
        </p>
      ) : undefined}
    </li>
  );
};

/** What a person has proved of who they are, in plain words. */
const Identity = ({ page: { content }, identity }: Pick<AccountPageProps, 'page' | 'identity'>) => {
  const words = content.account.identity;
  return (
    <>
      <h2 class="nhsuk-heading-m">{words.heading}</h2>
      {identity ? (
        <SummaryList
          rows={[
            { key: words.record, value: words.ending(identity.ending) },
            { key: words.level, value: words.levels[identity.level] },
            ...(identity.since === undefined ? [] : [{ key: words.since, value: content.day(identity.since) }]),
          ]}
        />
      ) : (
        <p>{words.none}</p>
      )}
    </>
  );
};

/** A person's own page: who they are signed in as, whom they share what with, and the ways out. */
export const AccountPage = ({ page, action, maskedEmail, services, identity, securityHref }: AccountPageProps) => {
  const words = page.content.account;
  return (
    <Layout page={page} title={words.heading}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <KnownAddress label={words.signedInAs} email={maskedEmail} />
      <Identity page={page} identity={identity} />
      <h2 class="nhsuk-heading-m">{words.servicesHeading}</h2>
      {services.length > 0 ? (
        <ul class="app-services">
          {services.map((service) => (
            <Service page={page} service={service} />
          ))}
        </ul>
      ) : (
        <p>{words.none}</p>
      )}
      <h2 class="nhsuk-heading-m">{words.waysInHeading}</h2>
      <ul class="nhsuk-list">
        {securityHref ? (
          <li>
            <a href={securityHref}>{page.content.security.link}</a>
          </li>
        ) : undefined}
        <li>
          <a href="/account/passkeys">{page.content.passkeys.link}</a>
        </li>
      </ul>
      <UpgradeToPasskey page={page} />
      <h2 class="nhsuk-heading-m">{words.signOutHeading}</h2>
      <p>{words.signOutText}</p>
      <Form page={page} action={action}>
        <div class="nhsuk-button-group">
          <Button name="decision" value="sign-out">
            {words.signOut}
          </Button>
          <Button name="decision" value="everywhere" variant="secondary">
            {words.everywhere}
          </Button>
        </div>
      </Form>
    </Layout>
  );
};
