import { createAll, ErrorSummary, NotificationBanner, PasswordInput, SkipLink } from 'nhsuk-frontend';
import { sendOnce } from './send-once';

createAll(ErrorSummary);
createAll(NotificationBanner);
createAll(PasswordInput);
createAll(SkipLink);
sendOnce(document, window);
