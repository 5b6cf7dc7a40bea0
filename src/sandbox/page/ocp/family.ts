import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { formatDate, seconds } from '../blocks/dates.ts';
import type { Ocp, Tenant } from '../blocks/shapes.ts';
import { familiesOf, type Family, type Member } from './families.ts';

/** Who follows whom, with lag: a list of members for each family, and below each of them the list of what follows it. */
export function Families({ ocp }: { ocp: Ocp }): VNode {
  return html`<h3>Replication families</h3>
    ${familiesOf(ocp.tenants).map((family) => html`<${FamilyView} key=${family.root.tenant.id} family=${family} />`)}`;
}

function FamilyView({ family: { root, primaries } }: { family: Family }): VNode {
  const { tenant, standbys } = root;
  const label = `Family of ${tenant.name}, ${tenant.role === 'PRIMARY' ? 'primary' : 'first'} on ${tenant.clusterName}`;
  return html`<div class="family" role="group" aria-label=${label}>
    <ul><${MemberView} member=${root} /></ul>
    ${standbys.length === 0 && html`<p class="note">No standby follows it.</p>`}
    ${tenant.role === 'PRIMARY' && primaries > 1 && html`<p class="note warning">One of ${primaries} primaries called ${tenant.name}.</p>`}
  </div>`;
}

function MemberView({ member }: { member: Member }): VNode {
  const { tenant, standbys } = member;
  const { name, clusterName, role, rowRole, alive, status } = tenant;
  return html`<li>
    <div class=${`member ${alive ? '' : 'down'}`}>
      <p>
        <b>${name}</b> on <span class="cluster">${clusterName}</span>${' '}
        <span class=${`role ${role.toLowerCase()}`}>${role}</span>${' '}
        <span class=${`state ${alive ? (status === 'NORMAL' ? 'good' : 'busy') : 'bad'}`}>${alive ? status : 'lost'}</span>
      </p>
      <p class="note">${factsOf(member).join(' · ')}</p>
      ${rowRole !== role && html`<p class="note">OCP’s lists still say ${rowRole}.</p>`}
    </div>
    ${standbys.length > 0 && html`<ul aria-label=${`Standbys of ${name} on ${clusterName}`}>${standbys.map((one) => html`<${MemberView} key=${one.tenant.id} member=${one} />`)}</ul>`}
  </li>`;
}

const transports: Readonly<Record<string, string>> = { NETWORK: 'network', LOG_BACKUP: 'log archive' };

/** In words, so that nothing hangs on a colour. */
function factsOf({ tenant, isSourceLost }: Member): readonly string[] {
  const { role, alive, primaryTenantId, logTransportMode, syncStatus, serviceName } = tenant;
  const service = serviceName === null ? 'no service name' : serviceWords(serviceName);
  if (role === 'PRIMARY') return [...(alive ? [] : ['its role is the last known one']), service];
  return [
    ...(primaryTenantId === null ? ['follows no tenant'] : []),
    ...(isSourceLost ? ['what it follows is lost'] : []),
    lagWords(tenant, isSourceLost || !alive),
    transports[logTransportMode] ?? logTransportMode,
    ...(syncStatus === 'VALID' ? [] : [`sync ${syncStatus}`]),
    service,
  ];
}

function serviceWords({ name, status }: { readonly name: string; readonly status: string }): string {
  return status === 'VALID' ? name : `${name} (${status})`;
}

function lagWords({ lag }: Tenant, isLast: boolean): string {
  if (lag === null) return 'lag not measured yet';
  const time = formatDate(lag.at, '{time_secs}', { now: lag.at });
  return `${isLast ? 'last lag' : 'lag'} ${duration(lag.ms)} at ${time}`;
}

function duration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : seconds(ms);
}
