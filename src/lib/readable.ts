/** What people type as a reason. Pure. */

/** Letters that nothing is drawn for: fillers, blanks, and whatever Unicode says is to be passed over. */
const invisible = /[\p{Default_Ignorable_Code_Point}\u115F\u1160\u3164\uFFA0\u{13441}\u{13442}]/gu;

/** True when somebody who reads the text sees at least one letter or digit. */
export function isReadable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text.replace(invisible, ''));
}
