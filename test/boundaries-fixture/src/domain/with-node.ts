// breach: domain-imports
export { randomBytes as breach } from 'node:crypto';
