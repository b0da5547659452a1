/** Error numbers of GRBL 1.1 that settings can give. */
const NOT_A_NUMBER = 2
const UNKNOWN_STATEMENT = 3
const NEGATIVE = 4
const PULSE_TOO_SHORT = 6
const SOFT_LIMITS_NEED_HOMING = 10

/** Settings that are whole numbers or switches; the others are printed with three decimals. */
const WHOLE: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 10, 13, 20, 21, 22, 23, 26, 32])
/** Each is 0 or 1. */
const SWITCHES: ReadonlySet<number> = new Set([4, 5, 6, 13, 20, 21, 22, 32])

/** The numbered settings of the controller ($0 .. $132), as kept in its EEPROM. */
export type GrblSettings = Map<number, number>

/** As delivered with this table: homing and soft limits on, 100 mm/s, travel as given in mm. */
export function factorySettings(travelXMm: number, travelYMm: number): GrblSettings {
  const values: readonly (readonly [number, number])[] = [
    [0, 10],
    [1, 25],
    [2, 0],
    [3, 0],
    [4, 0],
    [5, 0],
    [6, 0],
    [10, 1],
    [11, 0.01],
    [12, 0.002],
    [13, 0],
    [20, 1],
    [21, 1],
    [22, 1],
    [23, 0],
    [24, 25],
    [25, 2000],
    [26, 250],
    [27, 1],
    [30, 1000],
    [31, 0],
    [32, 0],
    [100, 80],
    [101, 80],
    [102, 400],
    [110, 6000],
    [111, 6000],
    [112, 500],
    [120, 500],
    [121, 500],
    [122, 50],
    [130, travelXMm],
    [131, travelYMm],
    [132, 50],
  ]
  return new Map(values)
}

/** A setting by number; 0 for one that does not exist. */
export const settingOf = (settings: GrblSettings, number: number): number => settings.get(number) ?? 0

/** Answer to `$$`: one line a setting. */
export function settingLines(settings: GrblSettings): string[] {
  return [...settings].map(([number, value]) => `$${number}=${WHOLE.has(number) ? value : value.toFixed(3)}`)
}

/** Stores `$n=v`; returns the error number, 0 when it was taken. */
export function storeSetting(settings: GrblSettings, number: number, text: string): number {
  const value = Number(text)
  if (text === '' || !Number.isFinite(value)) return NOT_A_NUMBER
  if (!settings.has(number)) return UNKNOWN_STATEMENT
  if (value < 0) return NEGATIVE
  if (number === 0 && value < 3) return PULSE_TOO_SHORT
  if (number === 20 && value !== 0 && settingOf(settings, 22) === 0) return SOFT_LIMITS_NEED_HOMING
  const kept = SWITCHES.has(number) ? Number(value !== 0) : WHOLE.has(number) ? Math.trunc(value) : value
  settings.set(number, kept)
  // Soft limits mean nothing without homing.
  if (number === 22 && kept === 0) settings.set(20, 0)
  return 0
}
