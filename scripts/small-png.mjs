import { deflateSync, inflateSync } from 'node:zlib'

/** A page of one design has few colours; these many look the same as all of them. */
const COLOURS = 64

/** Nobody sees a smaller difference, as a sum of squares. */
const ALIKE = 100

/** The same picture with a palette, a third of its size. Takes 8-bit pictures in RGB or RGBA, as browsers make them. */
export function smallPng(png) {
  const { width, height, pixels } = readPng(png)
  const counts = new Map()
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const palette = paletteOf([...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour))
  const nearest = new Map([...counts.keys()].map((colour) => [colour, nearestIn(palette, colour)]))
  const rows = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = nearest.get(pixels[y * width + x])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channelsOf))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function readPng(png) {
  const data = []
  let [width, height, step] = [0, 0, 0]
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const content = png.subarray(at + 8, at + 8 + length)
    if (type === 'IDAT') data.push(content)
    if (type === 'IHDR') {
      ;[width, height] = [content.readUInt32BE(0), content.readUInt32BE(4)]
      step = content[9] === 6 ? 4 : 3
    }
    at += 12 + length
  }
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), width * step, height, step)
  const pixels = new Uint32Array(width * height)
  for (let i = 0; i < pixels.length; i++) pixels[i] = bytes.readUIntBE(i * step, 3)
  return { width, height, pixels }
}

function unfiltered(raw, stride, height, step) {
  const bytes = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x < step ? 0 : bytes[at - step]
      const above = y === 0 ? 0 : bytes[at - stride]
      const corner = x < step || y === 0 ? 0 : bytes[at - stride - step]
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]
      bytes[at] = raw[y * (stride + 1) + 1 + x] + guess
    }
  }
  return bytes
}

function paeth(left, above, corner) {
  const guess = left + above - corner
  const [a, b, c] = [left, above, corner].map((near) => Math.abs(guess - near))
  return a <= b && a <= c ? left : b <= c ? above : corner
}

/** The most frequent colours, of those that look alike only one: a rare red is worth more than another grey. */
function paletteOf(mostFrequentFirst) {
  const palette = []
  for (const colour of mostFrequentFirst) {
    if (palette.length === COLOURS) break
    if (palette.every((chosen) => distance(chosen, colour) > ALIKE)) palette.push(colour)
  }
  return palette
}

function nearestIn(palette, colour) {
  return palette.reduce(
    (best, other, i) => (distance(other, colour) < distance(palette[best], colour) ? i : best),
    0,
  )
}

function distance(one, other) {
  const [a, b] = [channelsOf(one), channelsOf(other)]
  return a.reduce((sum, channel, i) => sum + (channel - b[i]) ** 2, 0)
}

function channelsOf(colour) {
  return [colour >> 16, (colour >> 8) & 255, colour & 255]
}

function chunk(type, content) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(content.length, 0)
  named.copy(framed, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}

function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
