// breach: domain-imports
export { z as breach } from 'zod';
