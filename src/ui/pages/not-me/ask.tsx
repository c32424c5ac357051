import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Layout } from '../../layout';
import type { PageContext } from '../../page-context';

export interface NotMePageProps {
  readonly page: PageContext;
  readonly action: string;
}

/** Asks once more before everything ends: a link must not act. */
export const NotMePage = ({ page, action }: NotMePageProps) => {
  const words = page.content.notMe;
  return (
    <Layout page={page} title={words.heading}>
      <h1 class="nhsuk-heading-l">{words.heading}</h1>
      <p>{words.text}</p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {words.does.map((deed) => (
          <li>{deed}</li>
        ))}
      </ul>
      <p>{words.otherwise}</p>
      <Form page={page} action={action}>
        <Button>{words.submit}</Button>
      </Form>
    </Layout>
  );
};
