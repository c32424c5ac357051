// clean
import { SignJWT } from 'jose';
import { sealed } from '../crypto/seal';

export const idToken = () => new SignJWT({ sealed });
