import { leaveJourney } from '../../src/flows/leave-journey';
import { LevelUnavailablePage } from '../../src/ui/pages/level-unavailable';
import { stepRoute } from './step-route';

export const levelUnavailable = stepRoute({
  step: 'level-unavailable',
  draw: ({ page, action }) => <LevelUnavailablePage page={page} action={action} />,
  submit: (c, { ref, session }) => leaveJourney(c.var.ports, { ref, session, step: 'level-unavailable' }),
});
