// A walk through one table of an SNMP agent, all columns side by side: RFC 3416 section 4.2.2 (GetNext) and 4.2.3 (GetBulk).
//
//  1. Of each column asked is what follows the last object that came. It ends where what comes is of another column, is none (RFC 3416
//     section 4.2: endOfMibView), or does not lie behind the last one: an agent that goes in circles is asked no further.
//  2. Every answer brings at least one column further or ends it. ROWS_MOST rows are read, whatever there is. Whether it came to the end
//     of all columns is told: what is not in a part of a table may be in the rest.
//  3. Version 1 says that a column has ended by an error about its binding; an answer that would be too long is asked for in smaller parts.
import { type Binding, type SnmpRequest, type SnmpResponse, STATUS, TAG } from '../../service/monitoring/message.ts';
import { compareObjectIds, isUnder, type ObjectId } from '../../service/monitoring/object-id.ts';

export interface Table {
  /** Of its entry: a column's number follows, then the index of the row. */
  readonly entry: ObjectId;
  readonly columns: readonly number[];
}

export interface Row {
  readonly index: ObjectId;
  /** By column; a row may lack some. */
  readonly values: ReadonlyMap<number, Value>;
}

export type Value = Pick<Binding, 'tag' | 'value'>;

export interface Walked {
  readonly rows: readonly Row[];
  /** Every column was read to its end. */
  readonly isWhole: boolean;
}

/** Null: nobody answered, or no more may be asked. */
export type AskNext = (request: Pick<SnmpRequest, 'objects' | 'repetitions'>) => Promise<SnmpResponse | null>;

export const ROWS_MOST = 4096;
const VALUE_MOST = 512;
/** Asked for at once, over all columns: some 1,400 bytes of an answer where rows are short. */
const BINDINGS_AT_ONCE = 32;
const LARGEST_VALUE_TAG = 0x7f;

interface Column {
  readonly number: number;
  readonly root: ObjectId;
  last: ObjectId;
}

export async function walkTable({ entry, columns }: Table, ask: AskNext): Promise<Walked> {
  const rows = new Map<string, { index: ObjectId; values: Map<number, Value> }>();
  let open: readonly Column[] = columns.map((number) => {
    const root = [...entry, number];
    return { number, root, last: root };
  });
  let repetitions = Math.max(1, Math.floor(BINDINGS_AT_ONCE / columns.length));

  function put({ number, root }: Column, { object, tag, value }: Binding): void {
    const index = object.slice(root.length);
    const key = index.join('.');
    let row = rows.get(key);
    if (row === undefined) {
      if (rows.size >= ROWS_MOST) return;
      row = { index, values: new Map() };
      rows.set(key, row);
    }
    row.values.set(number, { tag, value: value.slice(0, VALUE_MOST) });
  }

  while (open.length > 0 && rows.size < ROWS_MOST) {
    const response = await ask({ objects: open.map(({ last }) => last), repetitions });
    if (response === null) break;
    const { status, index, bindings } = response;
    if (status === STATUS.tooBig && repetitions > 1) {
      repetitions >>= 1;
      continue;
    }
    // Rule 3. Any other error is the table's end.
    const isEnded = status === STATUS.noSuchName && index >= 1 && index <= open.length;
    if (isEnded) open = open.filter((_, k) => k !== index - 1);
    else if (status !== 0 || bindings.length === 0) break;
    else open = advanced(open, bindings, put);
  }
  return { rows: [...rows.values()], isWhole: open.length === 0 && rows.size < ROWS_MOST };
}

/** Rule 1: the columns that go on. */
function advanced(
  open: readonly Column[],
  bindings: readonly Binding[],
  put: (column: Column, binding: Binding) => void,
): readonly Column[] {
  const ended = new Set<Column>();
  bindings.forEach((binding, k) => {
    const column = open[k % open.length];
    if (ended.has(column)) return;
    const goesOn =
      binding.tag <= LARGEST_VALUE_TAG &&
      isUnder(binding.object, column.root) &&
      compareObjectIds(binding.object, column.last) > 0;
    if (!goesOn) {
      ended.add(column);
      return;
    }
    column.last = binding.object;
    put(column, binding);
  });
  return open.filter((column) => !ended.has(column));
}

/** An INTEGER, Counter, Gauge or TimeTicks of 31 bits; -1 where it is none. */
export function integerOf(value: Value | undefined): number {
  if (value === undefined || value.tag === TAG.octets || value.tag === TAG.object) return -1;
  const { length } = value.value;
  if (length < 1 || length > 4 || value.value[0] > 0x7f) return -1;
  return value.value.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Nothing where it is no OCTET STRING. */
export function octetsOf(value: Value | undefined): Uint8Array {
  return value?.tag === TAG.octets ? value.value : new Uint8Array(0);
}
