import { Button } from '../../components/button';
import { Checkboxes } from '../../components/choices';
import { Form } from '../../components/form';
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

/** Asks which passkeys are to go. None is chosen beforehand. */
export const RemovalChoosePage = ({ page, action, passkeys, errors = [] }: RemovalChoosePageProps) => {
  const { content } = page;
  const words = content.removal.choose;
  const list = content.passkeys;
  return (
    <Layout page={page} title={words.heading} errors={errors}>
      <Form page={page} action={action}>
        <Checkboxes
          name="passkeys"
          legend={{ text: words.heading, size: 'l', headingLevel: 1 }}
          hint={words.hint}
          error={errorAt(content, errors, 'passkeys')}
          errorPrefix={content.common.errorPrefix}
          items={passkeys.map(({ key, name, addedAt, usedAt }) => ({
            value: key,
            text: name ?? list.unnamed,
            hint: list.addedAndUsed(content.day(addedAt), usedAt === undefined ? undefined : content.day(usedAt)),
          }))}
        />
        <Button name="decision" value="remove">
          {words.submit}
        </Button>
      </Form>
    </Layout>
  );
};
