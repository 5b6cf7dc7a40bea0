/** What one key of the policy file says of itself, and what is made of tables of keys: schema, fields, what a version is of. Pure. */
import type { z } from 'zod';
import { recordOf } from '../../lib/trust-boundaries.ts';

export interface Key<Field extends string, Schema extends z.ZodType, Value, Shown> {
  /** Its name in `Policy` and `Rule`, which stored events hold as well: never renamed. */
  readonly field: Field;
  /**
   * Deciding: what may be asked, by whom, and who must agree. A change of it is another version, and sends back what was approved.
   * Presenting: how or where something is shown. A change of it is in the audit alone.
   */
  readonly weight: 'deciding' | 'presenting';
  readonly schema: Schema;
  /** Undefined: the file says what holds without the key, and the field is left out. */
  readonly read: (written: z.output<Schema>) => Value;
  /** As the audit has it. */
  readonly shown: (value: Exclude<Value, undefined>) => Shown;
  /** What the audit has where the field is missing. */
  readonly unsaid: Shown;
}

/** Any key, for what looks at none of its values. */
type AnyKey = Pick<Key<string, z.ZodType, unknown, unknown>, 'field' | 'weight' | 'schema' | 'unsaid'> & {
  readonly read: (written: never) => unknown;
  readonly shown: (value: never) => unknown;
};
export type Keys = Readonly<Record<string, AnyKey>>;

type ValueOf<One extends AnyKey> = ReturnType<One['read']>;

/** What is read of a table of keys, by field. */
export type Fields<Table extends Keys> = {
  readonly [Name in keyof Table as undefined extends ValueOf<Table[Name]> ? never : Table[Name]['field']]: ValueOf<
    Table[Name]
  >;
} & {
  readonly [Name in keyof Table as undefined extends ValueOf<Table[Name]> ? Table[Name]['field'] : never]?: Exclude<
    ValueOf<Table[Name]>,
    undefined
  >;
};

/** What the audit shows of a table of keys, by field. */
export type ShownFields<Table extends Keys> = {
  readonly [Name in keyof Table as Table[Name]['field']]: ReturnType<Table[Name]['shown']>;
};

type Shape<Table extends Keys> = { readonly [Name in keyof Table]: Table[Name]['schema'] };
type Written<Table extends Keys> = { readonly [Name in keyof Table]?: z.output<Table[Name]['schema']> };

/** For z.strictObject. */
export function shapeOf<Table extends Keys>(table: Table): Shape<Table> {
  return recordOf(Object.entries(table).map(([name, { schema }]) => [name, schema]));
}

export function fieldsOf<Table extends Keys>(table: Table, written: Written<Table>): Fields<Table> {
  const values: Readonly<Record<string, unknown>> = written;
  const entries = Object.entries(loose(table)).map(([name, { field, read }]) => [field, read(values[name])] as const);
  return recordOf(entries.filter(([, value]) => value !== undefined));
}

/** What a version is of: the fields whose keys decide. */
export function decidingOf<Table extends Keys>(table: Table, fields: Fields<Table>): object {
  const values: Readonly<Record<string, unknown>> = fields;
  const deciding = Object.values(table).filter(({ weight }) => weight === 'deciding');
  return Object.fromEntries(deciding.map(({ field }) => [field, values[field]]));
}

/** Each key with what is shown of its field; undefined where that is missing. */
export function shownOf<Table extends Keys>(
  table: Table,
  fields: Fields<Table>,
): readonly { readonly name: string; readonly field: string; readonly shown: unknown; readonly unsaid: unknown }[] {
  const values: Readonly<Record<string, unknown>> = fields;
  return Object.entries(loose(table)).map(([name, { field, shown, unsaid }]) => {
    const value = values[field];
    return { name, field, shown: value === undefined ? undefined : shown(value), unsaid };
  });
}

interface LooseKey {
  readonly field: string;
  readonly read: (written: unknown) => unknown;
  readonly shown: (value: unknown) => unknown;
  readonly unsaid: unknown;
}

/** Each value that these functions get is one of their own key: the table's type says so, and the schema has checked it. */
function loose(table: Keys): Readonly<Record<string, LooseKey>> {
  return recordOf(Object.entries(table));
}
