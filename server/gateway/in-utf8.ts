/**
 * A body in UTF-8, where its content type names another form of Unicode: the body parser of the gateway's framework reads
 * every charset that begins with `utf-`. Anything else is left as it is.
 */
export function inUtf8(bytes: Buffer, contentType = ''): Buffer {
  const [, charset = ''] = /;\s*charset="?(utf-16(?:le|be)?)"?/i.exec(contentType) ?? []
  if (charset === '') return bytes
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff
  const text = new TextDecoder(isBigEndian ? 'utf-16be' : charset.toLowerCase()).decode(bytes)
  return Buffer.from(text)
}

/** What a body may be in, that is not UTF-8; to be added to a sentence. */
export function otherThanUtf8(bytes: Buffer, contentType = ''): string {
  const [, charset = ''] = /;\s*charset="?([\w-]+)/i.exec(contentType) ?? []
  if (/^(\xff\xfe|\xfe\xff|.\0|\0.)/s.test(bytes.subarray(0, 2).toString('latin1')))
    return ': it is UTF-16; send UTF-8'
  if (charset !== '' && !/^utf-?8$/i.test(charset))
    return `: its content type says charset=${charset.slice(0, 20)}; send UTF-8`
  return ': send its text as UTF-8'
}
