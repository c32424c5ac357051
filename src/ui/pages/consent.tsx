import type { ConsentLabel } from '../../domain/claims';
import { Button } from '../components/button';
import { Details } from '../components/details';
import { Form } from '../components/form';
import { InsetText } from '../components/inset-text';
import { KnownAddress } from '../components/known-address';
import { SummaryList } from '../components/summary-list';
import type { Content } from '../content';
import { Layout } from '../layout';
import type { FieldError, PageContext, ServiceContext } from '../page-context';

/** One thing that would be shared; without a value only its kind is shown. */
export interface ConsentItem {
  readonly label: ConsentLabel;
  /** As the person would write it; for `identityLevel` the level, such as `P0`. */
  readonly value?: string | undefined;
}

export interface ConsentPageProps {
  readonly page: PageContext & { readonly service: ServiceContext };
  readonly action: string;
  /** The service this page was shown for; an answer for another one is refused. */
  readonly serviceId: string;
  /** The level that this page was shown for: nobody agrees to more than they were shown. */
  readonly level?: string | undefined;
  /** The person's own address, masked: several people may use one browser. */
  readonly signedInAs?: string | undefined;
  readonly items: readonly ConsentItem[];
  readonly alreadyShared?: readonly ConsentItem[] | undefined;
  /** A remark on the identity level, put together for this person. */
  readonly levelNote?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}

const shownValue = ({ consent }: Content, { label, value }: ConsentItem): string => {
  if (label === 'identityLevel' && (value === 'P0' || value === 'P5' || value === 'P9')) return consent.levels[value];
  return value ?? consent.descriptions[label];
};

const Items = ({ content, items }: { readonly content: Content; readonly items: readonly ConsentItem[] }) => (
  <SummaryList
    class="app-shared"
    rows={items.map((item) => ({ key: content.consent.labels[item.label], value: shownValue(content, item) }))}
  />
);

const ServicePapers = ({ page: { content, service } }: Pick<ConsentPageProps, 'page'>) => {
  const words = content.consent;
  if (!service.privacyUrl && !service.termsUrl) return null;
  return (
    <>
      <p>{words.what(service.name)}</p>
      <ul class="nhsuk-list app-links">
        {[
          { href: service.privacyUrl, text: words.privacy(service.name) },
          { href: service.termsUrl, text: words.terms(service.name) },
        ].map(({ href, text }) =>
          href ? (
            <li>
              <a href={href} target="_blank" rel="noopener noreferrer">
                {text} {content.common.newTab}
              </a>
            </li>
          ) : undefined,
        )}
      </ul>
    </>
  );
};

/** Asks whether a service may be told what it asks for; shows what it would be told, and what it is told already. */
export const ConsentPage = (props: ConsentPageProps) => {
  const { page, alreadyShared = [], errors = [] } = props;
  const { content, service } = page;
  const words = content.consent;
  const heading = alreadyShared.length > 0 ? words.moreHeading(service.name) : words.heading(service.name);
  return (
    <Layout page={page} title={heading} errors={errors}>
      <h1 class="nhsuk-heading-l">{heading}</h1>
      {props.signedInAs ? <KnownAddress label={words.as} email={props.signedInAs} /> : undefined}
      <p>{words.intro(service.name)}</p>
      <Items content={content} items={props.items} />
      {props.levelNote ? <InsetText prefix={content.common.informationPrefix}>{props.levelNote}</InsetText> : undefined}
      {alreadyShared.length > 0 ? (
        <Details summary={words.already}>
          <p>{words.alreadyIntro(service.name)}</p>
          <Items content={content} items={alreadyShared} />
        </Details>
      ) : undefined}
      <ServicePapers page={page} />
      <p>{words.stop}</p>
      <Form page={page} action={props.action}>
        <input type="hidden" name="service" value={props.serviceId} />
        {props.level === undefined ? undefined : <input type="hidden" name="level" value={props.level} />}
        <div class="nhsuk-button-group" id="decision">
          <Button name="decision" value="agree">
            {words.agree}
          </Button>
          <Button name="decision" value="decline" variant="secondary">
            {words.decline}
          </Button>
        </div>
      </Form>
    </Layout>
  );
};
