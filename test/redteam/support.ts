export { ask, done, force, lost, primaries } from '../support/lost-family.ts';
