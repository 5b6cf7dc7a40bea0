import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { turn } from '../server.ts';
import type { Ocp } from '../blocks/shapes.ts';

/** Regions fail as a whole: each with its clusters, and a button that stops or starts it. */
export function Regions({ ocp }: { ocp: Ocp }): VNode {
  return html`${ocp.regions.map(({ name, alive }) => {
    const clusters = new Set(ocp.tenants.flatMap(({ region, clusterName }) => (region === name ? clusterName : [])));
    return html`<${Region} key=${name} name=${name} alive=${alive} clusters=${[...clusters]} />`;
  })}`;
}

interface RegionProps {
  readonly name: string;
  readonly alive: boolean;
  readonly clusters: readonly string[];
}

function Region({ name, alive, clusters }: RegionProps): VNode {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await turn(`ocp/admin/regions/${name}/${alive ? 'stop' : 'start'}`);
    setBusy(false);
  };
  return html`<div class="region">
    <div class="region-head">
      <h3>Region ${name}</h3>
      <span class=${`state ${alive ? 'good' : 'bad'}`}>${alive ? 'answers' : 'does not answer'}</span>
      <button type="button" class="button small" disabled=${busy} onClick=${press}>${alive ? 'Stop' : 'Start'}<span class="sr"> region ${name}</span></button>
    </div>
    <p class="note">Clusters ${clusters.join(', ')}</p>
    ${!alive && html`<p class="note">The roles are the last known ones. A failover to a standby elsewhere is possible now; once the region is back, OCP’s precheck blocks it.</p>`}
  </div>`;
}
