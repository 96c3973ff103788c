// What the scripts that take pictures of pages share.
import { mkdir, writeFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'

const FOLDER = new URL('../docs/screenshots/', import.meta.url).pathname

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const DESKTOP = { viewport: { width: 1280, height: 900 } }

/** How each page is looked at. */
export const LOOKS = {
  'phone-light': { ...PHONE, colorScheme: 'light' },
  'phone-dark': { ...PHONE, colorScheme: 'dark' },
  'desktop-light': { ...DESKTOP, colorScheme: 'light' },
  'desktop-dark': { ...DESKTOP, colorScheme: 'dark' },
}

/** What is further down a long page says nothing new. */
const TALLEST = 2400

export async function openBrowser() {
  await mkdir(FOLDER, { recursive: true })
  return chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: ['--no-sandbox'] })
}

/** Writes `docs/screenshots/NAME.webp`: of the window, or of the whole page. */
export async function takePicture(page, name, { whole }) {
  const { width, height } = page.viewportSize()
  const all = whole ? await page.evaluate('document.documentElement.scrollHeight') : height
  const clip = { x: 0, y: 0, width, height: Math.min(all, TALLEST) }
  const picture = await page.screenshot({ fullPage: whole, clip, animations: 'disabled' })
  await writeFile(`${FOLDER}${name}.webp`, await webp(page.context(), picture))
}

/** The picture as the browser itself encodes it: without loss, which is what it does at full quality. */
async function webp(context, picture) {
  const page = await context.newPage()
  const encoded = await page.evaluate(async (png) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    canvas.getContext('2d').drawImage(bitmap, 0, 0)
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 1 })
    return Array.from(new Uint8Array(await blob.arrayBuffer()))
  }, picture.toString('base64'))
  await page.close()
  return Buffer.from(encoded)
}
