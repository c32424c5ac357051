import { domainBoundLine, type PhoneMessage } from '../domain/message';
import { brandOf } from './brand';
import { contentEn } from './content.en';

/**
 * Words of the messages to telephones, for suppliers that hold no templates.
 * @param brandId from configuration
 * @returns the whole text of a message; `host` is the issuer's, without a port
 */
export const messageText = (brandId: string): ((message: PhoneMessage, host: string) => string) => {
  const { name } = brandOf(brandId);
  return ({ channel, personalisation: { code, minutes } }, host) => {
    const { smsCode, voiceCode } = contentEn.messages;
    // Figure by figure, with a pause between: a voice would else read a number of six places.
    if (channel === 'voice') return voiceCode([...code].join(', '), name, minutes);
    return `${smsCode(code, name, minutes)}\n\n${domainBoundLine(host, code)}`;
  };
};
