import type { Child } from 'hono/jsx';
import { assets } from './assets.generated';
import { BackLink } from './components/back-link';
import { ErrorSummary } from './components/error-summary';
import { Footer } from './components/footer';
import { Header } from './components/header';
import { Notice } from './components/notice';
import { SkipLink } from './components/skip-link';
import { TimeLimit } from './components/time-limit';
import { errorText, type FieldError, type PageContext } from './page-context';

export interface LayoutProps {
  readonly page: PageContext;
  /** The page's heading, once more for the title bar. */
  readonly title: string;
  readonly errors?: readonly FieldError[] | undefined;
  readonly backHref?: string | undefined;
  /** What has just been done, when there is something to say. */
  readonly notice?: string | undefined;
  /** Says above the heading which service the person is on the way to. */
  readonly showService?: boolean | undefined;
  readonly children: Child;
}

// Written without characters that HTML would escape, so that it needs no raw HTML.
const markScripted =
  'document.body.classList.add(`js-enabled`);' +
  'if (`noModule` in HTMLScriptElement.prototype) document.body.classList.add(`nhsuk-frontend-supported`)';

const Head = ({ page, title, errors = [] }: LayoutProps) => {
  const { content, brand } = page;
  return (
    <head>
      <meta charset="utf-8" />
      <title>{`${errors.length > 0 ? content.common.errorTitlePrefix : ''}${title} – ${brand.name}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="theme-color" content={brand.colours.header} />
      {/* A number on a page is an NHS number or a code: nobody is called by touching it. */}
      <meta name="format-detection" content="telephone=no" />
      <meta name="robots" content="noindex" />
      <link rel="icon" href="/favicon.ico" sizes="48x48" />
      <link rel="icon" href="/favicon.svg" sizes="any" type="image/svg+xml" />
      <link rel="apple-touch-icon" href="/icon-180.png" />
      <link rel="manifest" href="/manifest.json" />
      <link rel="stylesheet" href={assets.stylesheet} />
      <script type="module" src={assets.script} nonce={page.nonce} />
    </head>
  );
};

const Lead = ({ page, showService }: LayoutProps) => {
  const { common } = page.content;
  const lines = [
    showService && page.service ? common.continueTo(page.service.name) : undefined,
    page.progress ? common.progress(page.progress.step, page.progress.of) : undefined,
  ];
  return <>{lines.map((line) => (line ? <p class="app-lead">{line}</p> : undefined))}</>;
};

const PageFooter = ({ page: { content, brand } }: LayoutProps) => (
  <Footer
    linksHeading={content.footer.heading}
    links={[
      { href: brand.links.help, text: content.footer.help },
      { href: brand.links.accessibility, text: content.footer.accessibility },
      { href: brand.links.cookies, text: content.footer.cookies },
      { href: brand.links.privacy, text: content.footer.privacy },
      { href: brand.links.terms, text: content.footer.terms },
    ]}
    copyright={brand.organisation}
  />
);

/** The whole document around a page: head, header, errors at the top, the page, foot. */
export const Layout = (props: LayoutProps) => {
  const { page, errors = [], backHref } = props;
  const { content, brand } = page;
  return (
    <html lang={content.lang} dir={content.dir} data-brand={brand.id}>
      <Head {...props} />
      <body>
        <script nonce={page.nonce}>{markScripted}</script>
        <SkipLink>{content.common.skipLink}</SkipLink>
        <Header
          brand={brand}
          signOut={page.signOutHref ? { href: page.signOutHref, text: content.common.signOut } : undefined}
        />
        <div class="nhsuk-width-container app-page">
          {backHref ? (
            <nav aria-label={content.common.back}>
              <BackLink href={backHref}>{content.common.back}</BackLink>
            </nav>
          ) : undefined}
          <main class="nhsuk-main-wrapper app-main" id="maincontent">
            {errors.length > 0 ? (
              <ErrorSummary
                heading={content.common.errorSummaryHeading}
                errors={errors.map((error) => ({ text: errorText(content, error), href: `#${error.field}` }))}
              />
            ) : undefined}
            {props.notice ? <Notice page={page} text={props.notice} /> : undefined}
            <Lead {...props} />
            {props.children}
            <TimeLimit page={page} />
          </main>
        </div>
        <PageFooter {...props} />
      </body>
    </html>
  );
};
