import type { DeviceName } from '../../../domain/device-name';
import { Button } from '../../components/button';
import { deviceWords } from '../../components/device-words';
import { Form } from '../../components/form';
import { KnownAddress } from '../../components/known-address';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

/** A browser that can get into the account. Times in epoch seconds. */
export interface Access {
  readonly id: string;
  readonly usedAt: number;
  readonly on?: DeviceName | undefined;
  /** It is the one in which the page is looked at. */
  readonly isThis: boolean;
}

export interface SecurityPageProps {
  readonly page: PageContext;
  /** Takes `decision` `others`, `session:<id>` or `device:<id>`. */
  readonly action: string;
  readonly maskedEmail: string;
  readonly hasPassword: boolean;
  readonly changePasswordHref: string;
  readonly sessions: readonly (Access & { readonly openedAt: number })[];
  readonly devices: readonly (Access & { readonly until: number })[];
  readonly activityHref: string;
  readonly backHref: string;
  /** What was just done. */
  readonly done?: 'ended' | 'forgotten' | 'others' | 'changed' | undefined;
}

interface RowProps {
  readonly page: PageContext;
  readonly kind: 'session' | 'device';
  readonly access: Access;
  readonly facts: readonly string[];
}

const Row = ({ page: { content }, kind, access, facts }: RowProps) => {
  const words = content.security;
  const name = deviceWords(content, access.on);
  const end = kind === 'session' ? words.endSession : words.endDevice;
  return (
    <li class="app-service">
      <h4 class="app-service__name">{name}</h4>
      {access.isThis ? <p class="app-service__since">{words.thisOne}</p> : undefined}
      {facts.map((fact) => (
        <p class="app-service__since">{fact}</p>
      ))}
      {kind === 'session' && access.isThis ? undefined : (
        <Button name="decision" value={`${kind}:${access.id}`} variant="secondary" small>
          {end}
          <span class="nhsuk-u-visually-hidden">: {name}</span>
        </Button>
      )}
    </li>
  );
};

const AccessSection = (props: SecurityPageProps) => {
  const { page, sessions, devices } = props;
  const { content } = page;
  const words = content.security;
  const hasOthers = [...sessions, ...devices].some(({ isThis }) => !isThis);
  const rows = (
    <>
      {hasOthers ? (
        <Button name="decision" value="others">
          {words.others}
        </Button>
      ) : undefined}
      <h3 class="nhsuk-heading-s">{words.sessions}</h3>
      <ul class="app-services">
        {sessions.map((session) => {
          const facts = [
            words.openedAt(content.moment(session.openedAt)),
            words.usedAt(content.moment(session.usedAt)),
          ];
          return <Row page={page} kind="session" access={session} facts={facts} />;
        })}
      </ul>
      <h3 class="nhsuk-heading-s">{words.devices}</h3>
      {devices.length === 0 ? <p>{words.noDevices}</p> : undefined}
      <ul class="app-services">
        {devices.map((device) => {
          const facts = [words.usedAt(content.moment(device.usedAt)), words.until(content.day(device.until))];
          return <Row page={page} kind="device" access={device} facts={facts} />;
        })}
      </ul>
    </>
  );
  if (!hasOthers && devices.length === 0) return rows;
  return (
    <Form page={page} action={props.action}>
      {rows}
    </Form>
  );
};

/** By what a person gets into their account, where they are signed in, and the ways to end each. */
export const SecurityPage = (props: SecurityPageProps) => {
  const { page, hasPassword, done } = props;
  const { content } = page;
  const words = content.security;
  return (
    <Layout page={page} title={words.heading} backHref={props.backHref} notice={done && words.done[done]}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <KnownAddress label={content.account.signedInAs} email={props.maskedEmail} />
      <h2 class="nhsuk-heading-m">{words.passwordHeading}</h2>
      <p>{hasPassword ? words.hasPassword : words.noPassword}</p>
      <p>
        <a href={props.changePasswordHref}>{hasPassword ? words.changePassword : words.addPassword}</a>
      </p>
      <h2 class="nhsuk-heading-m">{words.accessHeading}</h2>
      <p>{hasPassword ? words.accessText : words.accessTextNoPassword}</p>
      <AccessSection {...props} />
      <p>
        <a href={props.activityHref}>{words.eventsLink}</a>
      </p>
    </Layout>
  );
};
