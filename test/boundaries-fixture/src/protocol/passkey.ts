// clean
import { verifyAuthenticationResponse } from '@simplewebauthn/server';

export const passkey = verifyAuthenticationResponse;
