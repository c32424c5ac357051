import type { PageContext } from '../../page-context';
import type { ChosenPasskey } from './choose';

/** Names the passkeys that were chosen, each with when it was added and used. */
export const PasskeysToGo = ({
  page: { content },
  passkeys,
}: {
  readonly page: PageContext;
  readonly passkeys: readonly ChosenPasskey[];
}) => (
  <ul class="nhsuk-list nhsuk-list--bullet">
    {passkeys.map(({ name, addedAt, usedAt }) => (
      <li>
        {name ?? content.passkeys.unnamed}.{' '}
        {content.passkeys.addedAndUsed(
          content.moment(addedAt),
          usedAt === undefined ? undefined : content.moment(usedAt),
        )}
      </li>
    ))}
  </ul>
);
