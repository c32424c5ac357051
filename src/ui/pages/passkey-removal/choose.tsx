import { Button } from '../../components/button';
import { Checkboxes, type Choice } from '../../components/choices';
import { Form } from '../../components/form';
import type { Content } from '../../content';
import { Layout } from '../../layout';
import { errorAt, type FieldError, type PageContext } from '../../page-context';

/** A passkey among which a person chooses. Times in epoch seconds. */
export interface ChosenPasskey {
  readonly key: string;
  readonly name?: string | undefined;
  readonly addedAt: number;
  readonly usedAt?: number | undefined;
}

export interface RemovalChoosePageProps {
  readonly page: PageContext;
  readonly action: string;
  readonly passkeys: readonly ChosenPasskey[];
  readonly errors?: readonly FieldError[] | undefined;
}

/** A passkey with what its person may know it by. */
export const passkeyChoice = (content: Content, { key, name, addedAt, usedAt }: ChosenPasskey): Choice => ({
  value: key,
  text: name ?? content.passkeys.unnamed,
  hint: content.passkeys.addedAndUsed(
    content.moment(addedAt),
    usedAt === undefined ? undefined : content.moment(usedAt),
  ),
});

/** Asks which passkeys are to go. None is chosen beforehand. */
export const RemovalChoosePage = ({ page, action, passkeys, errors = [] }: RemovalChoosePageProps) => {
  const { content } = page;
  const words = content.removal.choose;
  return (
    <Layout page={page} title={words.heading} errors={errors}>
      <Form page={page} action={action}>
        <Checkboxes
          name="passkeys"
          legend={{ text: words.heading, size: 'l', headingLevel: 1 }}
          hint={words.hint}
          error={errorAt(content, errors, 'passkeys')}
          errorPrefix={content.common.errorPrefix}
          items={passkeys.map((passkey) => passkeyChoice(content, passkey))}
        />
        <Button name="decision" value="remove">
          {words.submit}
        </Button>
      </Form>
    </Layout>
  );
};
