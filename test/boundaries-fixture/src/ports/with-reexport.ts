// breach: ports-types-only
export { claims } from '../domain/claims';
