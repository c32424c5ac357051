import { placeholders, type Template, templates } from '../../dev/emulators/govuk-notify/templates.ts';
import { loadBundle } from './load-bundle.ts';
import { generatedPage, markdownTable } from './markdown.ts';

type MessageText = typeof import('../../src/ui/message-text');

/** What stands between double brackets, by its name. */
const meanings: Readonly<Record<string, string>> = {
  code: 'the security code, six figures',
  life: 'how long the code or the link works, in words: "1 hour"',
  minutes: 'how many minutes the code works',
  domain: 'the host of this deployment: phones fill the code in there only',
  link: 'an address of this deployment, for this person alone',
  when: 'day and time in London',
  device: 'browser and system, as the browser names them',
  passkeys: 'the names of the passkeys, as the account shows them',
};

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');

const named = (names: readonly string[]): string => names.map((name) => `\`((${name}))\``).join(', ') || 'none';

const section = (template: Template): string =>
  [
    `### ${template.name}`,
    '',
    `${template.sent} By ${template.type === 'email' ? 'email' : 'text message'}; personalisation: ${named(placeholders(template))}.`,
    '',
    ...(template.subject === undefined ? [] : [`Subject: **${template.subject}**`, '']),
    quoted(template.body),
  ].join('\n');

/** The texts for suppliers that hold no templates, with the placeholders of Notify in place of values. */
async function spokenAndTexted(): Promise<string> {
  const { messageText } = await loadBundle<MessageText>('src/ui/message-text.ts');
  const words = messageText('gatehouse');
  const to = '+447700900123' as Parameters<typeof words>[0]['to'];
  const expiresAt = 0 as Parameters<typeof words>[0]['expiresAt'];
  const code = { personalisation: { code: '((code))', minutes: '((minutes))' }, to, expiresAt } as const;
  const news = { personalisation: { link: '((link))' }, to, expiresAt } as const;
  const texts = {
    'sms-code': words({ channel: 'sms', template: 'sms-code', ...code }, '((domain))'),
    'sms-passkeys-asked': words({ channel: 'sms', template: 'sms-passkeys-asked', ...news }, ''),
    // A voice reads the code figure by figure.
    'voice-code': words(
      { channel: 'voice', template: 'voice-code', ...code, personalisation: { code: '#', minutes: '((minutes))' } },
      '',
    ).replaceAll('#', '((code))'),
    'voice-passkeys-asked': words({ channel: 'voice', template: 'voice-passkeys-asked', ...news }, ''),
  };
  return Object.entries(texts)
    .map(([name, text]) => `### ${name} by another supplier\n\n${quoted(text)}`)
    .join('\n\n');
}

/** docs/messages.md */
export async function messagesPage(): Promise<string> {
  const used = [...new Set(templates.flatMap(placeholders))];
  const meaning = (name: string): string => {
    const words = meanings[name];
    if (words === undefined) throw new Error(`scripts/docs/messages-page.ts does not say what ((${name})) is`);
    return words;
  };
  const body = [
    `Put the id that your account gives each template into \`NOTIFY_TEMPLATES\`, by the name of its heading. An email
whose template is missing is not sent, a text message then goes by another supplier. Replace Gatehouse by the name of your brand.`,
    markdownTable(
      ['personalisation', 'what it is'],
      used.map((name) => [`\`((${name}))\``, meaning(name)]),
    ),
    '## Templates of GOV.UK Notify',
    ...templates.map(section),
    '## Text messages and calls by other suppliers',
    'Voodoo SMS and Amazon SNS hold no templates: the service sends them the whole text, which stands in `src/ui/content.en.ts`. Only they call landlines.',
    await spokenAndTexted(),
  ].join('\n\n');
  return generatedPage(
    'Messages',
    'dev/emulators/govuk-notify/templates.ts',
    'Every email, text message and call that the service sends, and when.',
    body,
  );
}
