/**
 * Schemas of stored values, held by the compiler against their types: a field that is missing, unknown, narrower or wider than its type says
 * does not compile. All objects let unknown fields through, because a newer version may have added some.
 */
import { z } from 'zod';
import { schemaOf } from '../../lib/trust-boundaries.ts';

/** What a schema may give is what the field may hold. */
type Within<T> = { readonly [Field in keyof T]-?: z.ZodType<T[Field]> };

/** And the other way round: what the field may hold is what the schema takes. */
type Whole<T, Fields> = {
  readonly [Field in keyof Fields]: Field extends keyof T
    ? Fields[Field] extends z.ZodType<infer Given>
      ? [T[Field]] extends [Given]
        ? unknown
        : { readonly takesLessThan: T[Field] }
      : never
    : { readonly isNoFieldOf: T };
};

/** What the member of a union with this tag holds besides. */
type Besides<T, Tag extends keyof T, Kind> = T extends unknown ? (Kind extends T[Tag] ? Omit<T, Tag> : never) : never;

type Members<T, Tag extends keyof T> = { readonly [Kind in T[Tag] & string]: Within<Besides<T, Tag, Kind>> };

type WholeMembers<T, Tag extends keyof T, Table> = {
  readonly [Kind in keyof Table]: Kind extends T[Tag]
    ? Whole<Besides<T, Tag, Kind>, Table[Kind]>
    : { readonly isNoKindOf: T };
};

export function shape<T extends object>() {
  return <const Fields extends Within<T>>(fields: Fields & Whole<T, Fields>): z.ZodType<T> =>
    schemaOf<T>(z.looseObject(fields));
}

/** One schema for each member of a union, by its tag; the table has an entry for each, and no other. */
export function members<T extends object>() {
  return <Tag extends keyof T & string, const Table extends Members<T, Tag>>(
    tag: Tag,
    table: Table & WholeMembers<T, Tag, Table>,
  ): ReadonlyMap<string, z.ZodType<T>> =>
    new Map([...tagged(tag, table)].map(([kind, schema]) => [kind, schemaOf<T>(schema)]));
}

/** A union that is part of something stored. The tag leads to the one schema that can fit. */
export function oneOf<T extends object>() {
  return <Tag extends keyof T & string, const Table extends Members<T, Tag>>(
    tag: Tag,
    table: Table & WholeMembers<T, Tag, Table>,
  ): z.ZodType<T> => {
    const [first, ...others] = [...tagged(tag, table).values()];
    if (!first) throw new Error(`A union by ${tag} has no members.`);
    return schemaOf<T>(z.discriminatedUnion(tag, [first, ...others]));
  };
}

function tagged(tag: string, table: Readonly<Record<string, z.ZodRawShape>>): ReadonlyMap<string, z.ZodObject> {
  return new Map(
    Object.entries(table).map(([kind, fields]) => [kind, z.looseObject({ ...fields, [tag]: z.literal(kind) })]),
  );
}

/** A list that nobody changes, as everything stored. */
export function list<T>(of: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(of);
}

export const text = z.string();
export const textOrNull = text.nullable();
export const number = z.number();
export const numberOrNull = number.nullable();
export const texts = list(text);
/** Missing where it is not so. */
export const whereSo = z.literal(true).optional();
