import { createHash } from 'node:crypto'
import { encodeAxis } from './blobs.ts'
import type { Database } from './database.ts'
import type { DeviceStore } from './interface.ts'
import { badRequest, notFound } from './problems.ts'
import type { DeviceRecord } from './records.ts'

/** Instruments and wavelength axes; the axes seen by this process are remembered by their bytes' hash. */
export function deviceStore(database: Database): DeviceStore {
  const upsert = database.prepare<{ id: number }>(
    `INSERT INTO device (family, serial, model, firmware) VALUES (@family, @serial, @model, @firmware)
     ON CONFLICT (family, serial) DO UPDATE SET model = excluded.model, firmware = excluded.firmware
     RETURNING id`,
  )
  const device = database.prepare<DeviceRecord>(
    'SELECT family, serial, model, firmware FROM device WHERE id = @id',
  )
  const axis = database.prepare<{ id: number }>('SELECT id FROM axis WHERE hash = @hash')
  const insertAxis = database.prepare('INSERT INTO axis (hash, wavelength_nm) VALUES (@hash, @wavelengths)')

  return {
    upsertDevice: ({ family, serial, model, firmware }) => {
      const row = upsert.get({ family, serial, model, firmware })
      if (row === undefined) throw notFound(`device ${family} ${serial}`)
      return row.id
    },
    getDevice: (id) => {
      const row = device.get({ id })
      if (row === undefined) throw notFound(`device ${id}`)
      return row
    },
    axisId: (wavelengthNm) => {
      if (!wavelengthNm.every((nm, i) => Number.isFinite(nm) && nm > (wavelengthNm[i - 1] ?? -Infinity)))
        throw badRequest('The wavelengths are not finite and strictly ascending.')
      const wavelengths = encodeAxis(wavelengthNm)
      const hash = createHash('sha256').update(wavelengths).digest('hex')
      return axis.get({ hash })?.id ?? insertAxis.run({ hash, wavelengths }).id
    },
  }
}
