// clean
import { startAuthentication } from '@simplewebauthn/browser';

export const start = startAuthentication;
