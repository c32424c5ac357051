import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { BackLink } from '../../src/ui/components/back-link';
import { Button, type ButtonVariant } from '../../src/ui/components/button';
import { Checkboxes, type ChoicesProps, Radios } from '../../src/ui/components/choices';
import { Details } from '../../src/ui/components/details';
import { ErrorMessage } from '../../src/ui/components/error-message';
import { ErrorSummary } from '../../src/ui/components/error-summary';
import { Fieldset, type FieldsetProps } from '../../src/ui/components/fieldset';
import { Footer } from '../../src/ui/components/footer';
import { Hint } from '../../src/ui/components/hint';
import { type FieldLabel, Input } from '../../src/ui/components/input';
import { InsetText } from '../../src/ui/components/inset-text';
import { Label } from '../../src/ui/components/label';
import { NotificationBanner } from '../../src/ui/components/notification-banner';
import { Panel } from '../../src/ui/components/panel';
import { PasswordInput, type PasswordInputWords } from '../../src/ui/components/password-input';
import { SkipLink } from '../../src/ui/components/skip-link';
import { SummaryList } from '../../src/ui/components/summary-list';
import { Tag, type TagProps } from '../../src/ui/components/tag';
import { WarningCallout } from '../../src/ui/components/warning-callout';
import type { LabelOptions, Options, TextOption } from './fixtures';

const child = (option: TextOption): Child => {
  if (option === undefined || typeof option === 'string') return option;
  return option.html === undefined ? option.text : raw(option.html);
};

const label = (option: string | LabelOptions = {}): FieldLabel => {
  if (typeof option === 'string') return { text: option };
  const { heading, size } = option;
  const caption = child(option.caption);
  if (heading === undefined) return { text: child(option), size, caption };
  const own: Exclude<LabelOptions['heading'], string | boolean | undefined> =
    typeof heading === 'object' ? heading : typeof heading === 'string' ? { text: heading } : {};
  return { text: own.text ?? child(option), size: own.size ?? size, headingLevel: own.level ?? 1, caption };
};

const legend = (option: string | LabelOptions): FieldsetProps['legend'] => {
  const { text, size, headingLevel } = label(option);
  return { text, size, headingLevel };
};

const choices = (options: Options): ChoicesProps => ({
  name: options.name ?? '',
  idPrefix: options.idPrefix,
  legend: options.fieldset ? legend(options.fieldset.legend) : undefined,
  hint: child(options.hint),
  error: child(options.errorMessage),
  inline: options.inline,
  small: options.small,
  items: (options.items ?? []).map((item) =>
    item.divider === undefined
      ? {
          value: item.value ?? '',
          text: child(item),
          hint: child(item.hint),
          checked:
            item.checked ??
            (item.value !== undefined && (options.values?.includes(item.value) || options.value === item.value)),
          disabled: item.disabled,
          behaviour: item.behaviour,
        }
      : { divider: item.divider },
  ),
});

const buttonVariants: Readonly<Record<string, ButtonVariant>> = {
  login: 'login',
  reverse: 'reverse',
  secondary: 'secondary',
  'secondary-solid': 'secondary-solid',
  warning: 'warning',
};

const colours: Readonly<Record<string, TagProps['colour']>> = Object.fromEntries(
  (['white', 'grey', 'green', 'aqua-green', 'blue', 'purple', 'pink', 'red', 'orange', 'yellow'] as const).map(
    (colour) => [colour, colour],
  ),
);

const passwordWords = (options: Options): PasswordInputWords | undefined =>
  options.showPasswordText === undefined
    ? undefined
    : {
        show: options.showPasswordText,
        hide: options.hidePasswordText ?? '',
        showLabel: options.showPasswordAriaLabel ?? '',
        hideLabel: options.hidePasswordAriaLabel ?? '',
        shown: options.passwordShownAnnouncementText ?? '',
        hidden: options.passwordHiddenAnnouncementText ?? '',
      };

const headingOf = (options: Options) => {
  const { heading } = options;
  if (typeof heading === 'object') return heading;
  return { text: typeof heading === 'string' ? heading : options.titleText, size: undefined, level: undefined };
};

const shown = <Item,>(items: readonly (Item | false | null)[] = []): Item[] =>
  items.flatMap((item) => (item ? [item] : []));

/** Our rendering of a component for the options that nhsuk-frontend's own was given. */
export const renderFixture: Readonly<Record<string, (options: Options) => { toString(): string }>> = {
  'skip-link': (options) => (
    <SkipLink href={options.href || undefined}>{options.text ?? 'Skip to main content'}</SkipLink>
  ),
  'back-link': (options) => (
    <BackLink href={options.href ?? '#'} reverse={options.variant === 'reverse'}>
      {child(options) ?? 'Back'}
    </BackLink>
  ),
  button: (options) => (
    <Button
      variant={options.variant === undefined ? undefined : buttonVariants[options.variant]}
      small={options.small}
      href={options.href}
      disabled={options.disabled}
      preventDoubleClick={options.preventDoubleClick}
    >
      {child(options)}
    </Button>
  ),
  input: (options) => (
    <Input
      name={options.name ?? ''}
      id={options.id}
      label={label(options.label)}
      hint={child(options.hint)}
      error={child(options.errorMessage)}
      type={options.type}
      value={options.value}
      width={options.width}
      code={options.code}
      disabled={options.disabled}
      autocomplete={options.autocomplete}
      autocapitalize={options.autocapitalize}
      inputmode={options.inputmode}
      spellcheck={options.spellcheck}
      prefix={child(options.prefix)}
      suffix={child(options.suffix)}
      class={options.classes}
    />
  ),
  'password-input': (options) => (
    <PasswordInput
      name={options.name ?? ''}
      id={options.id}
      label={label(options.label)}
      hint={child(options.hint)}
      error={child(options.errorMessage)}
      width={options.width}
      disabled={options.disabled}
      prefix={child(options.prefix)}
      autocomplete={options.autocomplete === 'new-password' ? 'new-password' : undefined}
      words={passwordWords(options)}
    />
  ),
  checkboxes: (options) => <Checkboxes {...choices(options)} />,
  radios: (options) => <Radios {...choices(options)} />,
  fieldset: (options) => (
    <Fieldset legend={legend(options.legend ?? '')}>
      {options.html === undefined ? undefined : raw(options.html)}
    </Fieldset>
  ),
  'error-message': (options) => <ErrorMessage prefix={options.visuallyHiddenText}>{child(options)}</ErrorMessage>,
  'error-summary': (options) => (
    <ErrorSummary
      heading={headingOf(options).text}
      description={child(options.description)}
      errors={shown(options.errorList).map((error) => ({ text: child(error), href: error.href }))}
      autoFocus={options.disableAutoFocus === undefined ? undefined : !options.disableAutoFocus}
    />
  ),
  hint: (options) => <Hint>{child(options)}</Hint>,
  label: (options) => {
    const { text, ...props } = label(options);
    return <Label {...props}>{text}</Label>;
  },
  'inset-text': (options) => <InsetText>{child(options)}</InsetText>,
  'warning-callout': (options) => {
    const heading = headingOf(options).text ?? '';
    return (
      <WarningCallout heading={heading} prefix={/important/i.test(heading) ? false : undefined}>
        {child(options)}
      </WarningCallout>
    );
  },
  panel: (options) => {
    const { text, size, level } = headingOf(options);
    return (
      <Panel heading={text} headingLevel={level} headingSize={size === 's' ? undefined : size}>
        {child(options)}
      </Panel>
    );
  },
  'summary-list': (options) => (
    <SummaryList
      border={options.border}
      lastRowBorder={options.lastRowBorder}
      rows={(options.rows ?? []).map((row) => ({
        key: child(row.key),
        value: child(row.value),
        border: row.border,
        actions: shown(row.actions?.items).map(({ href, text, visuallyHiddenText }) => ({
          href,
          text,
          of: visuallyHiddenText,
        })),
      }))}
    />
  ),
  details: (options) => (
    <Details summary={child(options.summary ?? options.summaryText)} open={options.open} class={options.classes}>
      {child(options)}
    </Details>
  ),
  'notification-banner': (options) => (
    <NotificationBanner
      title={child(options.title) ?? (options.variant === 'success' ? 'Success' : 'Important')}
      success={options.variant === 'success'}
      autoFocus={options.disableAutoFocus === undefined ? undefined : !options.disableAutoFocus}
      role={options.role}
    >
      {child(options)}
    </NotificationBanner>
  ),
  tag: (options) => (
    <Tag colour={typeof options.colour === 'string' ? colours[options.colour] : options.colour} border={options.border}>
      {child(options)}
    </Tag>
  ),
  footer: (options) => (
    <Footer linksHeading="Support links" links={options.meta?.items ?? []} copyright="© NHS England" />
  ),
};
