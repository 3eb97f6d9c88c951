// Pictures as tiles. How large a picture is stands in its first bytes; one that would fill the memory is not opened.

const WIDEST = 2048;

export async function pictureOf(bytes: Uint8Array): Promise<ImageBitmap> {
  const size = sizeOf(bytes);
  if (!size || size.some((side) => side < 1 || side > WIDEST)) throw new Error('a tile is no PNG, JPEG or WebP picture of the size of a tile');
  return createImageBitmap(new Blob([bytes as BlobPart]));
}

/** Width and height of a PNG, JPEG or WebP picture. */
function sizeOf(bytes: Uint8Array): [number, number] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  if (bytes.length < 30) return null;
  if (text(1, 3) === 'PNG') return [view.getUint32(16), view.getUint32(20)];
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') {
    switch (text(12, 4)) {
      case 'VP8 ': return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
      case 'VP8L': return [1 + (view.getUint32(21, true) & 0x3fff), 1 + ((view.getUint32(21, true) >>> 14) & 0x3fff)];
      case 'VP8X': return [1 + (view.getUint32(24, true) & 0xffffff), 1 + (view.getUint32(26, true) >>> 8)];
      default: return null;
    }
  }
  if (view.getUint16(0) !== 0xffd8) return null;
  // Segments of a JPEG: a mark, a length, and in that of the frame the size.
  for (let at = 2; at + 9 < bytes.length;) {
    const mark = view.getUint16(at);
    const isFrame = mark >= 0xffc0 && mark <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(mark);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}
