import { recordFact } from '../domain/interaction';
import { nextStep } from '../domain/journey';
import { judgePassword, passwordLength } from '../domain/password';
import type { StepOutcome } from '../domain/step-outcome';
import { stepView } from '../domain/step-view';
import type { CookieToken, InteractionRef, Ports } from '../ports';

/** Setting up: takes a password that is long enough and not a common one, and keeps its hash. */
export async function choosePassword(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'passwords' | 'clock'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly password: string },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  const { interaction } = journey;
  const email = interaction.facts.address;
  const onward: StepOutcome = { kind: 'onward', interaction: interaction.id };
  if (nextStep(journey.view)?.name !== 'register-password' || email === undefined) return onward;
  const shown = stepView('register-password', journey);
  const fault =
    judgePassword(input.password, email) ?? ((await ports.passwords.isCommon(input.password)) ? 'common' : undefined);
  if (fault !== undefined) return { kind: 'retry', view: shown, problem: `new-password-${fault}` };
  const hash = await ports.passwords.hash(input.password);
  const facts = recordFact(interaction.facts, 'password', {
    hash,
    length: passwordLength(input.password),
    at: ports.clock.now(),
  });
  await ports.interactions.record(journey.ref, journey.revision, interaction, facts);
  return onward;
}
