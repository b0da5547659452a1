import { describe, expect, it } from 'vitest'
import { serialAccess } from '../../main/system-checks.ts'

const refuse = async (path: string): Promise<void> => {
  if (path === '/dev/ttyUSB1') throw new Error('EACCES')
}

describe('permission for serial ports', () => {
  it('is fine where all can be opened, or none is there', async () => {
    expect(await serialAccess(async () => ['/dev/ttyACM0'], refuse)).toMatchObject({ ok: true })
    expect(await serialAccess(async () => [], refuse)).toMatchObject({ ok: true, detail: 'no port to try' })
  })

  it('names the port that refuses and the group to join', async () => {
    const check = await serialAccess(async () => ['/dev/ttyACM0', '/dev/ttyUSB1'], refuse)
    expect(check).toMatchObject({ ok: false, detail: '/dev/ttyUSB1 refuses your account' })
    expect(check.nextStep).toContain('dialout')
  })
})
