import type { ProofStop } from '../../../domain/proofing';
import { Button } from '../../components/button';
import { Form } from '../../components/form';
import { Inline } from '../../components/inline';
import { Reference } from '../../components/reference';
import { Layout } from '../../layout';
import type { PageContext, ServiceContext } from '../../page-context';

export interface ProveStoppedPageProps {
  readonly page: PageContext & { readonly service: ServiceContext };
  readonly action: string;
  readonly why: ProofStop;
}

/** By which a person and the help desk name it. @see NHS login help centre, reference codes */
const references: Readonly<Record<ProofStop, string | undefined>> = {
  'not-mine': 'CID1005',
  'partly-mine': 'CID1005',
  'held-by-another': 'CID1006',
  'already-proved': undefined,
  invalidated: 'CID2011',
  deceased: 'CID2012',
  'too-young': undefined,
};

/** Says why nothing came of the proof, what to do about it, and leads back to the service. */
export const ProveStoppedPage = ({ page, action, why }: ProveStoppedPageProps) => {
  const words = page.content.proof.stopped;
  const { heading, text, next } = words[why];
  const goesOn = why === 'partly-mine';
  return (
    <Layout page={page} title={heading} showService>
      <h1 class="nhsuk-heading-l">{heading}</h1>
      <p>{text}</p>
      <p>
        <Inline text={next} />
      </p>
      <Form page={page} action={action}>
        <div class="nhsuk-button-group">
          {goesOn ? (
            <Button name="decision" value="continue">
              {words.continue}
            </Button>
          ) : undefined}
          <Button name="decision" value="again" variant={goesOn ? 'secondary' : undefined}>
            {words.again}
          </Button>
          <Button name="decision" value="leave" variant="secondary">
            {words.leave(page.service.name)}
          </Button>
        </div>
      </Form>
      <Reference page={page} reference={references[why]} />
    </Layout>
  );
};
