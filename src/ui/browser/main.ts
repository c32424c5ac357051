import { Button, createAll, ErrorSummary, NotificationBanner, PasswordInput, SkipLink } from 'nhsuk-frontend';
import { codeLife } from './code-life';
import { offerPasskeys } from './passkey';
import { tellPasskeys } from './passkey-signals';
import { upgradeToPasskey } from './passkey-upgrade';
import { sendOnce } from './send-once';
import { timeLimit } from './time-limit';

createAll(Button);
createAll(ErrorSummary);
createAll(NotificationBanner);
createAll(PasswordInput);
createAll(SkipLink);
sendOnce(document, window);
codeLife(document);
timeLimit(document, window);
offerPasskeys(document);
void tellPasskeys(document);
void upgradeToPasskey(document);
