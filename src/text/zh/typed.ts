import type { Words } from '../en/en.ts';

function primariesOf(primaries: number, lost: number): string {
  if (lost === 0) return `${primaries} 个主租户`;
  return lost === primaries ? `${primaries} 个已失效的主租户` : `${primaries} 个主租户（其中 ${lost} 个已失效）`;
}

/** What was typed behind a command. */
export const typed: Words['typed'] = {
  word: (word, means) => `*${word}：* ${means}`,
  unknown: (word, nearest) =>
    nearest === ''
      ? `*${word}：* 没有该名称的集群或租户。`
      : `*${word}：* 没有该名称的集群或租户。相近的名称：${nearest}。`,
  chooseSide: '您指的是哪一种？',
  subcommand: (word, example) => `没有命令“${word}”。您是否要输入 \`${example}\` ？`,
  addLost: (families) => `添加主租户已失效的所有备租户（${families}）`,
  failover: {
    found: {
      leaves: (primaries, lost, standbys, on) =>
        `集群，${primariesOf(primaries, lost)}，${standbys} 个备租户位于 ${on}。`,
      arrives: (primaries, lost, standbys, _on) => `集群，${standbys} 个备租户，对应 ${primariesOf(primaries, lost)}。`,
      tenant: (_primaries, _lost, standbys, on) => `租户，${standbys} 个备租户位于 ${on}。`,
      pattern: (primaries, lost, standbys, on) => `${primariesOf(primaries, lost)}，${standbys} 个备租户位于 ${on}。`,
      part: (_primaries, _lost, standbys, on) => `名称的一部分：${standbys} 个备租户位于 ${on}。`,
    },
    clusterWithout: (cluster) => `*${cluster}：* 集群；OCP 没有列出与其相关的备租户。`,
    nothingTogether: '没有同时符合这些词的备租户。请在下方选择。',
    undecided: (names) => `有多个备租户，无法确定哪个最优：${names}。请为每个各选一个。`,
    sides: {
      leaves: (cluster, count) => `${cluster} 的主租户（${count}）`,
      arrives: (cluster, count) => `${cluster} 上的备租户（${count}）`,
    },
  },
  switchover: {
    found: {
      leaves: (primaries, _lost, _standbys, on) => `集群，${primaries} 个主租户，备租户位于 ${on}。`,
      arrives: (_primaries, _lost, standbys, _on) => `集群，${standbys} 个备租户。`,
      tenant: (_primaries, _lost, standbys, on) => `租户，${standbys} 个备租户位于 ${on}。`,
      pattern: (primaries, _lost, _standbys, on) => `${primaries} 个主租户，备租户位于 ${on}。`,
      part: (_primaries, _lost, standbys, _on) => `名称的一部分：${standbys} 对主备租户。`,
    },
    clusterWithout: (cluster) => `*${cluster}：* 集群；OCP 没有列出与其相关的主备租户对。`,
    nothingTogether: '没有同时符合这些词的主备租户对。请在下方选择。',
    undecided: (names) => `有多个备租户：${names}。请为每个各选一个。`,
    sides: {
      leaves: (cluster, count) => `从 ${cluster} 切出（${count}）`,
      arrives: (cluster, count) => `切换到 ${cluster}（${count}）`,
    },
  },
};
