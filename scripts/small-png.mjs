// Makes pictures of pages small: a PNG of at most 256 colours, which loses nothing that an eye can see.
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const MOST_COLOURS = 256

/** A PNG as Chromium writes it (eight bits for each of red, green and blue), with a palette instead. */
export function smallPng(png) {
  const { width, height, pixels } = decode(png)
  const counts = new Map()
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const palette = [...counts]
    .sort(([a, n], [b, m]) => m - n || a - b)
    .slice(0, MOST_COLOURS)
    .map(([colour]) => colour)
  const indexes = new Map(palette.map((colour, index) => [colour, index]))
  const rows = Buffer.alloc((width + 1) * height)
  pixels.forEach((colour, i) => {
    if (!indexes.has(colour)) indexes.set(colour, nearest(palette, colour))
    rows[i + Math.floor(i / width) + 1] = indexes.get(colour)
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3], 8)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function decode(png) {
  const data = []
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) !== 'IDAT') continue
    data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  if (png[24] !== 8 || png[25] !== 2) throw new Error('not a PNG of eight-bit red, green and blue')
  const [filtered, row] = [inflateSync(Buffer.concat(data)), width * 3]
  const bytes = Buffer.alloc(row * height)
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (row + 1)]
    for (let x = 0; x < row; x++) {
      const at = y * row + x
      const left = x < 3 ? 0 : bytes[at - 3]
      const up = y === 0 ? 0 : bytes[at - row]
      const upLeft = x < 3 || y === 0 ? 0 : bytes[at - row - 3]
      bytes[at] = filtered[at + y + 1] + predicted(filter, left, up, upLeft)
    }
  }
  return {
    width,
    height,
    pixels: Uint32Array.from({ length: width * height }, (_, i) => bytes.readUIntBE(i * 3, 3)),
  }
}

/** What a row's filter takes away from a byte, by the bytes around it. */
function predicted(filter, left, up, upLeft) {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const toLeft = Math.abs(up - upLeft)
  const toUp = Math.abs(left - upLeft)
  const toUpLeft = Math.abs(left + up - 2 * upLeft)
  if (toLeft <= toUp && toLeft <= toUpLeft) return left
  return toUp <= toUpLeft ? up : upLeft
}

function nearest(palette, colour) {
  const distances = palette.map((other) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((other >> shift) & 255) - ((colour >> shift) & 255)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
