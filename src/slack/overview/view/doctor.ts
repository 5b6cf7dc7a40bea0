import type { Area, Finding, FindingVerdict } from '../doctor/finding.ts';
import { fitting, header, MESSAGE_MAX, type Rendered, SECTION_MAX, section } from '../../blocks/blocks.ts';
import { cut } from '../../blocks/escape.ts';
import { words } from '../../../text/words.ts';

const areas = ['slack', 'ocp', 'store', 'policy'] as const satisfies readonly Area[];
/** What needs somebody comes first. */
const order = ['problem', 'unknown', 'note', 'ok'] as const satisfies readonly FindingVerdict[];

const LINE_MAX = 900;
const AREA_MAX = Math.min(SECTION_MAX, Math.floor((MESSAGE_MAX - 800) / areas.length));

/** The findings by area, each with its verdict in words. Lines that do not fit are counted. `notice` follows the summary. */
export function renderDoctor(findings: readonly Finding[], notice: string | null = null): Rendered {
  const count = (verdict: FindingVerdict) => findings.filter((one) => one.verdict === verdict).length;
  const summary = words.doctor.summary(count('problem'), count('unknown'));
  const blocks = areas.flatMap((area) => {
    const lines = order.flatMap((verdict) =>
      findings.filter((one) => one.area === area && one.verdict === verdict).map(lineOf),
    );
    return lines.length === 0
      ? []
      : [header(words.doctor.areas[area]), section(fitting(lines, AREA_MAX, words.doctor.more))];
  });
  return {
    text: summary,
    blocks: [section([`*${summary}*`, ...(notice === null ? [] : [notice])].join('\n')), ...blocks],
  };
}

function lineOf({ verdict, text }: Finding): string {
  const said = words.doctor.verdicts[verdict];
  const label = verdict === 'problem' ? words.doctor.problem : words.world.labelled;
  return `• ${label(said, cut(text(), LINE_MAX))}`;
}
