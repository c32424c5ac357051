import { Button } from '../../components/button';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

/** A passkey as the page tells of it. Times in epoch seconds. */
export interface ListedPasskey {
  readonly name?: string | undefined;
  readonly addedAt: number;
  readonly usedAt?: number | undefined;
  readonly synced: boolean;
  /** Somebody added it who had signed in with a passkey that is gone. */
  readonly addedWithGone?: boolean | undefined;
  /** Where it is used once: until then it signs nobody in alone. */
  readonly finishHref?: string | undefined;
  readonly changeHref: string;
}

export interface PasskeysPageProps {
  readonly page: PageContext;
  readonly passkeys: readonly ListedPasskey[];
  readonly addHref: string;
  readonly backHref: string;
  /** What the keepers of passkeys are told: the handle of the person, the ids that still count, and their address. */
  readonly keepers?: { readonly user: string; readonly accepted: string; readonly name: string } | undefined;
  readonly notice?: string | undefined;
}

const Passkey = ({ page: { content }, passkey }: { readonly page: PageContext; readonly passkey: ListedPasskey }) => {
  const words = content.passkeys;
  const name = passkey.name ?? words.unnamed;
  const used = passkey.usedAt === undefined ? words.neverUsed : words.used(content.moment(passkey.usedAt));
  return (
    <li class="app-service">
      <h2 class="app-service__name nhsuk-heading-s">{name}</h2>
      <p class="app-service__since">
        {words.added(content.moment(passkey.addedAt))}. {used}.
      </p>
      {passkey.finishHref ? (
        <p>
          {words.unfinished} <a href={passkey.finishHref}>{words.finish}</a>
        </p>
      ) : undefined}
      {passkey.synced ? <p class="app-service__since">{words.synced}</p> : undefined}
      {passkey.addedWithGone ? <p>{words.addedWithGone}</p> : undefined}
      <p>
        <a href={passkey.changeHref}>
          {words.change}
          <span class="nhsuk-u-visually-hidden">: {name}</span>
        </a>
      </p>
    </li>
  );
};

/** Nothing to be seen: the script tells the keepers which passkeys still count, also that none does. */
const TellKeepers = ({ user, accepted, name }: NonNullable<PasskeysPageProps['keepers']>) => (
  <div data-module="app-passkey-list" data-user={user} data-accepted={accepted} data-name={name} hidden />
);

/** A person's passkeys, with the ways to add one and to change each. */
export const PasskeysPage = ({ page, passkeys, addHref, backHref, keepers, notice }: PasskeysPageProps) => {
  const words = page.content.passkeys;
  return (
    <Layout page={page} title={words.heading} backHref={backHref} notice={notice}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.intro}</p>
      {keepers === undefined ? undefined : <TellKeepers {...keepers} />}
      {passkeys.length > 0 ? (
        <ul class="app-services">
          {passkeys.map((passkey) => (
            <Passkey page={page} passkey={passkey} />
          ))}
        </ul>
      ) : (
        <p>{words.none}</p>
      )}
      <Button href={addHref}>{words.add}</Button>
    </Layout>
  );
};
