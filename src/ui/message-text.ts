import { domainBoundLine, type PhoneMessage } from '../domain/message';
import { brandOf } from './brand';
import { contentEn } from './content.en';

/** What e-mails call that of which no name is known: the rest of their words is in the supplier's templates. */
export const mailWords = { device: contentEn.security.device, passkey: contentEn.passkeys.unnamed } as const;

/**
 * Words of the messages to telephones, for suppliers that hold no templates.
 * @param brandId from configuration
 * @returns the whole text of a message; `host` is the issuer's, without a port
 */
export const messageText = (brandId: string): ((message: PhoneMessage, host: string) => string) => {
  const { name } = brandOf(brandId);
  const words = contentEn.messages;
  return (message, host) => {
    switch (message.template) {
      case 'sms-code': {
        const { code, minutes } = message.personalisation;
        return `${words.smsCode(code, name, minutes)}\n\n${domainBoundLine(host, code)}`;
      }
      case 'voice-code': {
        const { code, minutes } = message.personalisation;
        // Figure by figure, with a pause between: a voice would else read a number of six places.
        return words.voiceCode([...code].join(', '), name, minutes);
      }
      case 'sms-passkeys-asked':
        return words.smsPasskeysAsked(name, message.personalisation.link);
      case 'voice-passkeys-asked':
        return words.voicePasskeysAsked(name);
      default:
        return message satisfies never;
    }
  };
};
