import type { AccountEvent } from '../../../domain/account-event';
import { deviceWords } from '../../components/device-words';
import { Inline } from '../../components/inline';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

export interface ActivityPageProps {
  readonly page: PageContext;
  /** The latest first. */
  readonly events: readonly AccountEvent[];
  readonly backHref: string;
}

const Event = ({ page: { content }, event }: { readonly page: PageContext; readonly event: AccountEvent }) => {
  const words = content.activity;
  return (
    <li class="app-service">
      <h2 class="app-service__name nhsuk-heading-s">{words.kinds[event.kind]}</h2>
      {event.times > 1 ? <p class="app-service__since">{words.times(event.times)}</p> : undefined}
      <p class="app-service__since">{content.moment(event.at)}</p>
      {event.on === undefined ? undefined : <p class="app-service__since">{deviceWords(content, event.on)}</p>}
    </li>
  );
};

/** What was done with an account lately, in plain words. */
export const ActivityPage = ({ page, events, backHref }: ActivityPageProps) => {
  const words = page.content.activity;
  return (
    <Layout page={page} title={words.heading} backHref={backHref}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      {events.length === 0 ? <p>{words.none}</p> : <p>{words.intro}</p>}
      <p>
        <Inline text={words.unknown} />
      </p>
      <ul class="app-services">
        {events.map((event) => (
          <Event page={page} event={event} />
        ))}
      </ul>
    </Layout>
  );
};
