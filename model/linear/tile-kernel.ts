/**
 * A WebAssembly function that multiplies one tile: c (4 x 4) = a (4 rows) * b (one panel of 4 columns).
 * The only reason for it is the 128-bit vector unit, which JavaScript cannot reach. The module is put
 * together here from the instructions of the WebAssembly 2.0 core specification, sections 5.4 and 5.5.
 */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> }
  Memory: new (limits: { initial: number }) => WasmMemory
}

/** Growable memory in pages of 64 KiB; growing replaces `buffer`. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** Byte addresses and strides; `depth` columns of a and rows of the panel. */
export type TileKernel = (
  a: number,
  aStride: number,
  panel: number,
  depth: number,
  c: number,
  cStride: number,
) => void

export const TILE = 4

/** Unsigned LEB128. */
function leb(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest]
    bytes.push((rest & 0x7f) | 0x80)
  }
}
/** Signed LEB128 of a small non-negative constant. */
const constant = (value: number): number[] => [
  0x41,
  ...(value < 64 ? [value] : [(value & 0x7f) | 0x80, value >> 7]),
]
const vector = (items: readonly (readonly number[])[]): number[] => [...leb(items.length), ...items.flat()]
const section = (id: number, body: readonly number[]): number[] => [id, ...leb(body.length), ...body]
const text = (name: string): number[] => [...leb(name.length), ...new TextEncoder().encode(name)]

const I32 = 0x7f
const V128 = 0x7b
const get = (local: number): number[] => [0x20, ...leb(local)]
const set = (local: number): number[] => [0x21, ...leb(local)]
const tee = (local: number): number[] => [0x22, ...leb(local)]
const addI32 = 0x6a
const simd = (code: number): number[] => [0xfd, ...leb(code)]
/** Memory argument: natural alignment is a hint only, so the smallest is always right. */
const memory = (offset: number): number[] => [0, ...leb(offset)]
const loadV128 = (offset: number): number[] => [...simd(0), ...memory(offset)]
const loadSplat64 = [...simd(10), ...memory(0)]
const storeV128 = (offset: number): number[] => [...simd(11), ...memory(offset)]
const addF64x2 = simd(0xf0)
const multiplyF64x2 = simd(0xf2)
const advance = (local: number, step: number[]): number[] => [...get(local), ...step, addI32, ...set(local)]

function tileBody(): number[] {
  const [a, aStride, panel, depth, c, cStride] = [0, 1, 2, 3, 4, 5]
  // Locals after the parameters: three more row addresses, then vectors.
  const rows = [a, 6, 7, 8]
  const [left, right, factor] = [9, 10, 11]
  const sum = (row: number, half: number): number => 12 + 2 * row + half
  const gather = rows.flatMap((address, row) => [
    ...get(address),
    ...loadSplat64,
    ...set(factor),
    ...[left, right].flatMap((b, half) => [
      ...[...get(sum(row, half)), ...get(b), ...get(factor)],
      ...[...multiplyF64x2, ...addF64x2, ...set(sum(row, half))],
    ]),
    ...advance(address, constant(8)),
  ])
  const loop = [
    ...[0x03, 0x40],
    ...[...get(panel), ...loadV128(0), ...set(left), ...get(panel), ...loadV128(16), ...set(right)],
    ...gather,
    ...advance(panel, constant(32)),
    ...[...get(depth), ...constant(1), 0x6b, ...tee(depth), 0x0d, 0],
    0x0b,
  ]
  const store = rows.flatMap((_, row) => [
    ...[0, 1].flatMap((half) => [...get(c), ...get(sum(row, half)), ...storeV128(16 * half)]),
    ...advance(c, get(cStride)),
  ])
  const addresses = rows
    .slice(1)
    .flatMap((address, i) => [...get(rows[i] ?? a), ...get(aStride), addI32, ...set(address)])
  const locals = vector([
    [3, I32],
    [11, V128],
  ])
  return [...locals, ...addresses, ...loop, ...store, 0x0b]
}

/** Compiles the kernel over its own memory. */
export function compileTileKernel(): { readonly multiplyTile: TileKernel; readonly memory: WasmMemory } {
  const body = tileBody()
  const bytes = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([[0x60, ...vector([[I32], [I32], [I32], [I32], [I32], [I32]]), 0]])),
    ...section(2, vector([[...text('host'), ...text('memory'), 0x02, 0x00, 1]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...text('multiplyTile'), 0x00, 0]])),
    ...section(10, vector([[...leb(body.length), ...body]])),
  ])
  const memory = new WebAssembly.Memory({ initial: 1 })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } })
  return { multiplyTile: instance.exports['multiplyTile'] as TileKernel, memory }
}
