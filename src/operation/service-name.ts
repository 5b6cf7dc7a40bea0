/** Tenant service names (OCP: "Manage service name"): a letter, then letters, digits or underscores, 2 to 64 characters. */

const pattern = /^[A-Za-z][A-Za-z0-9_]{1,63}$/;

/** True for a name that OCP accepts as it stands; surrounding blanks make it false (OCP's own sample has one: trim first). */
export function isServiceName(text: string): boolean {
  return pattern.test(text);
}
