import { catalogue, insert, type Recipe } from './recipe.ts';

export const toDo: Recipe = {
  half: [
    insert(
      'src/request/to-dos/to-dos.ts',
      '  /** The new primary is locked. */',
      '  readonly count_rows: { readonly tenant: TenantRef };',
    ),
  ],
  rest: [
    {
      file: 'src/request/to-dos/to-dos.ts',
      before: "      ...targets.map((target) => aboutTenant('back_up', target)),",
      after: `      ...targets.map((target) => aboutTenant('back_up', target)),
      ...(targets.length > 1 ? [] : targets).map((one) => ofTarget('count_rows', one, { tenant: one.tenant })),`,
    },
    insert('src/request/stored/to-do-parts.ts', '  unlock: ofTenant,', '  count_rows: ofTenant,'),
    insert(
      'src/slack/sentences/todo.ts',
      '  switch_back: (items, todo) =>',
      '  count_rows: (items, todo, room) => [todo.countRows(tenants(items, room))],',
    ),
    insert(
      'src/text/en/world.ts',
      '    unlockMany:',
      '    countRows: (tenants: string) => `Count the rows of ${tenants}.`,',
    ),
    insert('src/text/zh/world.ts', '    unlockMany:', '    countRows: (tenants) => `核对 ${tenants} 的行数。`,'),
    {
      file: 'test/request/to-dos.test.ts',
      before: "      { kind: 'back_up', id: 'back_up:20:2001', tenant: standby },\n    ]);\n  });\n",
      after: `      { kind: 'back_up', id: 'back_up:20:2001', tenant: standby },
      { kind: 'count_rows', id: 'count_rows:20:2001', tenant: standby },
    ]);
  });
`,
    },
  ],
  missed: ['test/request/to-do-kinds.test.ts: count_rows'],
  tests: ['test/request/to-do-kinds.test.ts', catalogue],
  slow: ['test/request/to-dos.test.ts'],
};
