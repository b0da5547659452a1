import type { SettingRow } from '../../contract/instrument.ts'

/** One line of the settings: what is required, what the instrument reports, and whether that is the same. */
export const settingRow = (
  name: string,
  required: string,
  readBack: string,
  ok = required === readBack,
): SettingRow => ({ name, required, readBack, ok })
