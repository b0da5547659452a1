/** Said where a value is unknown: a dash could be read as a minus. */
export const NOT_KNOWN = 'not known'
/** U+2212, as wide as a plus in tabular figures. */
export const MINUS = '\u2212'
/** Space between a number and its unit: a quarter em, thinner than between words; U+2009 all but vanishes in Inter. */
export const THIN = '\u2005'

/** A number with fixed decimals, U+2212 as minus and commas between thousands; "not known" for none. */
export function fixed(value: number | undefined | null, digits: number): string {
  if (value === undefined || value === null || !Number.isFinite(value)) return NOT_KNOWN
  const [whole = '0', part] = Math.abs(value).toFixed(digits).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const body = part === undefined ? grouped : `${grouped}.${part}`
  const zero = !/[1-9]/.test(body)
  return value < 0 && !zero ? MINUS + body : body
}

/** As `fixed`, with a plus in front of what is above zero. */
export function signed(value: number | undefined | null, digits: number): string {
  const text = fixed(value, digits)
  return text !== NOT_KNOWN && typeof value === 'number' && value > 0 && /[1-9]/.test(text)
    ? `+${text}`
    : text
}

/** A fraction as per cent with a thin space: 0.877 -> "87.7 %". */
export function percent(fraction: number | undefined | null, digits = 1): string {
  const text = fixed(fraction === undefined || fraction === null ? fraction : fraction * 100, digits)
  return text === NOT_KNOWN ? text : `${text}${THIN}%`
}

/** A value with unit and thin space, "not known" without a unit. */
export function withUnit(value: number | undefined | null, digits: number, unit: string): string {
  const text = fixed(value, digits)
  return text === NOT_KNOWN ? text : `${text}${THIN}${unit}`
}

/** Significant figures without exponent for 1e-4 to 1e6: 0.00012, 4.2, 118. */
export function significant(value: number | undefined | null, figures: number): string {
  if (value === undefined || value === null || !Number.isFinite(value)) return NOT_KNOWN
  if (value === 0) return '0'
  const magnitude = Math.floor(Math.log10(Math.abs(value)))
  return fixed(value, Math.max(0, figures - 1 - magnitude))
}

/** Bytes in the unit people read: 412 MB, 88 GB. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = count
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${fixed(value, unit > 0 && value < 9.95 ? 1 : 0)}${THIN}${units[unit] ?? 'B'}`
}

/** "1 pair", "3 pairs": a whole number with its noun. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${fixed(number, 0)} ${number === 1 ? one : many}`
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** "5.4 × 10⁻⁶" */
export function scientific(value: number, digits: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential(digits).split('e')
  const power = String(Math.abs(Number(exponent))).replace(/\d/g, (digit) => RAISED.charAt(Number(digit)))
  return `${mantissa.replace('-', MINUS)}${THIN}×${THIN}10${Number(exponent) < 0 ? '⁻' : ''}${power}`
}
