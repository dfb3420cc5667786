// Packs files into an archive, without compression (PKWARE's APPNOTE.TXT).

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});
const crcOf = (bytes) => {
  let crc = -1;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
};
// Returns numbers as little-endian bytes; each comes with its size.
const bytesOf = (...numbers) => Uint8Array.from(numbers.flatMap(([size, number]) => Array.from({ length: size }, (_, at) => (number / 256 ** at) & 255)));
const VERSION = [2, 20];
const UTF_8_NAMES = [2, 0x800];
const NO_COMPRESSION = [2, 0];
// The archive is the same whenever it is made.
const MIDNIGHT_OF_1980 = [4, 0x210000];

// Returns an archive of files, each with its `path` and `bytes`.
export const zipOf = (files) => {
  const [parts, directory] = [[], []];
  let offset = 0;
  for (const { path, bytes } of files) {
    const name = new TextEncoder().encode(path);
    const common = [VERSION, UTF_8_NAMES, NO_COMPRESSION, MIDNIGHT_OF_1980, [4, crcOf(bytes)], [4, bytes.length], [4, bytes.length], [2, name.length], [2, 0]];
    const header = bytesOf([4, 0x04034b50], ...common);
    directory.push(bytesOf([4, 0x02014b50], VERSION, ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    parts.push(header, name, bytes);
    offset += header.length + name.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = bytesOf([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
};
