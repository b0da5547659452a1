import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { webAddress } from '../../main/web-address.ts'

const one = (address: string, internal: boolean): NetworkInterfaceInfo => ({
  address,
  internal,
  family: 'IPv4',
  netmask: '',
  mac: '',
  cidr: null,
})
const six = (address: string, internal: boolean, scopeid = 0): NetworkInterfaceInfo => ({
  address,
  internal,
  family: 'IPv6',
  scopeid,
  netmask: '',
  mac: '',
  cidr: null,
})
const interfaces = {
  lo: [one('127.0.0.1', true), six('::1', true)],
  eth0: [one('192.168.1.20', false), six('2001:db8::7', false), six('fe80::1', false, 2)],
}

describe('names of the web host', () => {
  it('is called by its address and localhost on loopback', () => {
    expect(webAddress('127.0.0.1', 8137)).toEqual({
      origin: 'http://127.0.0.1:8137',
      hosts: ['127.0.0.1:8137', 'localhost:8137'],
    })
    expect(webAddress('::1', 8137)).toEqual({
      origin: 'http://[::1]:8137',
      hosts: ['[::1]:8137', 'localhost:8137'],
    })
  })

  it('is called by nothing but its address elsewhere', () => {
    expect(webAddress('192.168.1.20', 8137)).toEqual({
      origin: 'http://192.168.1.20:8137',
      hosts: ['192.168.1.20:8137'],
    })
    expect(webAddress('Bench.lab', 8137).hosts).toEqual(['bench.lab:8137'])
  })

  it('is called by every address of the computer where it listens on all', () => {
    expect(webAddress('0.0.0.0', 8137, interfaces)).toEqual({
      origin: 'http://192.168.1.20:8137',
      hosts: ['127.0.0.1:8137', '192.168.1.20:8137', 'localhost:8137'],
    })
    expect(webAddress('::', 8137, interfaces).hosts).toEqual([
      '127.0.0.1:8137',
      '[::1]:8137',
      '192.168.1.20:8137',
      '[2001:db8::7]:8137',
      'localhost:8137',
    ])
  })

  it('shows loopback where there is no network', () => {
    expect(webAddress('0.0.0.0', 8137, { lo: interfaces.lo }).origin).toBe('http://127.0.0.1:8137')
  })

  it('leaves the usual port out, as browsers do', () => {
    expect(webAddress('127.0.0.1', 80)).toEqual({
      origin: 'http://127.0.0.1',
      hosts: ['127.0.0.1', 'localhost'],
    })
  })
})
