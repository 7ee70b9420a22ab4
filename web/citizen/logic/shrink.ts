// SPDX-License-Identifier: Apache-2.0
// Photographs are made smaller before they are sent: a 12-megapixel picture costs an old telephone
// minutes of a bad line and shows nothing that 1,600 pixels do not.

export const SIDE_MAX = 1600;
export const THUMB_SIDE = 120;
const QUALITY = 0.82;

export interface Size {
  width: number;
  height: number;
}

/** The largest size of the same shape with no side over `side`; never larger than it was. */
export function fitInside(size: Size, side: number): Size {
  const longest = Math.max(size.width, size.height);
  if (longest <= 0) return { width: 1, height: 1 };
  const factor = Math.min(1, side / longest);
  return {
    width: Math.max(1, Math.round(size.width * factor)),
    height: Math.max(1, Math.round(size.height * factor)),
  };
}

/** The smaller file is sent; a small picture that would grow by being written anew stays itself. */
export function better(original: Blob, shrunk: Blob | null): Blob {
  return shrunk && shrunk.size > 0 && shrunk.size < original.size ? shrunk : original;
}

function drawn(image: ImageBitmap, side: number): HTMLCanvasElement | null {
  const size = fitInside(image, side);
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.fillStyle = '#fff'; // a transparent picture would come out black as JPEG
  pen.fillRect(0, 0, size.width, size.height);
  pen.drawImage(image, 0, 0, size.width, size.height);
  return canvas;
}

export interface Shrunk {
  blob: Blob;
  thumb: string;
}

/**
 * A kind that the browser cannot draw (HEIC on most telephones) goes as it is: the server makes
 * its own derivative (architecture.md, Storage).
 */
export async function shrink(file: Blob): Promise<Shrunk> {
  let image: ImageBitmap;
  try {
    image = await createImageBitmap(file);
  } catch {
    return { blob: file, thumb: '' };
  }
  try {
    const canvas = drawn(image, SIDE_MAX);
    const small = drawn(image, THUMB_SIDE);
    const blob = await new Promise<Blob | null>((done) => {
      if (canvas) canvas.toBlob(done, 'image/jpeg', QUALITY);
      else done(null);
    });
    return { blob: better(file, blob), thumb: small?.toDataURL('image/jpeg', 0.7) ?? '' };
  } finally {
    image.close();
  }
}
