// Offsets in the ledger count UTF-8 bytes; strings in the browser count UTF-16 units.

export interface Marked { start: number; end: number; id: string }
export interface Piece { text: string; ids: string[] }

export class ByteText {
  private readonly bytes: Uint8Array;
  private readonly decoder = new TextDecoder();

  constructor(text: string) {
    this.bytes = new TextEncoder().encode(text);
  }

  slice(start: number, end: number): string {
    return this.decoder.decode(this.bytes.subarray(this.snap(start), this.snap(end)));
  }

  /** The text in pieces, each with the ids of the marks that cover it; the pieces join to the whole text. */
  pieces(marks: Marked[]): Piece[] {
    const cuts = new Set([0, this.bytes.length]);
    for (const mark of marks) cuts.add(this.snap(mark.start)).add(this.snap(mark.end));
    const sorted = [...cuts].sort((a, b) => a - b);
    return sorted.slice(1).map((end, i) => {
      const start = sorted[i] ?? 0;
      return { text: this.slice(start, end), ids: marks.filter((m) => this.snap(m.start) <= start && end <= this.snap(m.end)).map((m) => m.id) };
    });
  }

  /** An offset within the text and at the start of a character, so that no character is torn apart. */
  private snap(offset: number): number {
    let at = Math.min(Math.max(0, Math.trunc(offset) || 0), this.bytes.length);
    while (at > 0 && at < this.bytes.length && ((this.bytes[at] ?? 0) & 0xc0) === 0x80) at--;
    return at;
  }
}
