import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { turn } from '../server.ts';
import type { Ocp, Tenant } from '../blocks/shapes.ts';

/** Regions with their tenants; the `sys` tenants of the clusters are left out. */
export function Regions({ ocp }: { ocp: Ocp }): VNode {
  const tenants = ocp.tenants.filter(({ name }) => name !== 'sys');
  return html`${ocp.regions.map(
    ({ name, alive }) =>
      html`<${Region} key=${name} name=${name} alive=${alive} tenants=${tenants.filter(({ region }) => region === name)} all=${tenants} />`,
  )}`;
}

interface RegionProps {
  readonly name: string;
  readonly alive: boolean;
  readonly tenants: readonly Tenant[];
  readonly all: readonly Tenant[];
}

function Region({ name, alive, tenants, all }: RegionProps): VNode {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await turn(`ocp/admin/regions/${name}/${alive ? 'stop' : 'start'}`);
    setBusy(false);
  };
  return html`<div class=${`region ${alive ? '' : 'down'}`}>
    <div class="region-head">
      <h3>Region ${name}</h3>
      <span class=${`state ${alive ? 'good' : 'bad'}`}>${alive ? 'answers' : 'does not answer'}</span>
      <button type="button" class="button small" disabled=${busy} onClick=${press}>${alive ? 'Stop' : 'Start'}<span class="sr"> region ${name}</span></button>
    </div>
    <table>
      <thead>
        <tr>
          <th scope="col">Tenant</th>
          <th scope="col">Cluster</th>
          <th scope="col">Role</th>
          <th scope="col" class="number">Lag</th>
        </tr>
      </thead>
      <tbody>
        ${tenants.map((tenant) => html`<${Row} key=${tenant.id} tenant=${tenant} all=${all} />`)}
      </tbody>
    </table>
    ${!alive && html`<p class="note">The roles are the last known ones. A failover to a standby elsewhere is possible now; once the region is back, OCP’s precheck blocks it.</p>`}
  </div>`;
}

function Row({ tenant, all }: { tenant: Tenant; all: readonly Tenant[] }): VNode {
  const { name, role, rowRole, lagMs, clusterName, status, alive } = tenant;
  const primaries = all.filter((other) => other.name === name && other.role === 'PRIMARY');
  const primary = all.find(({ id }) => id === tenant.primaryTenantId);
  const twice = role === 'PRIMARY' && primaries.length > 1;
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${clusterName}</td>
    <td>
      <span class=${`role ${role.toLowerCase()}`}>${role}</span>
      ${rowRole !== role && html`<small>OCP's lists still say ${rowRole}</small>`}
      ${alive && status !== 'NORMAL' && html`<small>${status}</small>`}
      ${twice && html`<small>one of ${primaries.length} primaries</small>`}
    </td>
    <td class="number">${!alive || role === 'PRIMARY' ? '–' : (primary?.alive ?? false) ? lagWords(lagMs) : html`<small>no source</small>`}</td>
  </tr>`;
}

function lagWords(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}
