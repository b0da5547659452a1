import { decodeAxis } from './blobs.ts'
import type { Database } from './database.ts'
import type { CalibrationStore, DeviceStore } from './interface.ts'

/** Wavelength calibrations by serial number. */
export function calibrationStore(database: Database, devices: DeviceStore): CalibrationStore {
  const insert = database.prepare(
    `INSERT INTO wavelength_calibration (family, serial, at, axis, detail)
     VALUES (@family, @serial, @at, @axis, @detail)`,
  )
  const newest = database.prepare<{ at: string; wavelengths: Uint8Array | null; detail: string }>(
    `SELECT c.at, a.wavelength_nm AS wavelengths, c.detail
     FROM wavelength_calibration c LEFT JOIN axis a ON a.id = c.axis
     WHERE c.family = @family AND c.serial = @serial ORDER BY c.id DESC LIMIT 1`,
  )
  return {
    insertCalibration: ({ family, serial, at, wavelengthNm, detail }) => {
      database.transaction(() => {
        const axis = wavelengthNm === null ? null : devices.axisId(wavelengthNm)
        insert.run({ family, serial, at, axis, detail: JSON.stringify(detail ?? null) })
      })
    },
    calibrationOf: (family, serial) => {
      const row = newest.get({ family, serial })
      if (!row?.wavelengths) return undefined
      const detail: unknown = JSON.parse(row.detail)
      return { family, serial, at: row.at, wavelengthNm: decodeAxis(row.wavelengths), detail }
    },
  }
}
