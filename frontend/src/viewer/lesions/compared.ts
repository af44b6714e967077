import { fetchMarks } from '../io/api';
import type { Mark, PlannedPane } from '../types';

/** Both readers' marks, as A and B, under the own ones of an adjudicator who reads a case anew; never changed here. */
export class Compared {
  private readonly byPoint = new Map<number, readonly Mark[]>();
  private readonly byKey = new Map<string, Mark>();

  async start(panes: readonly PlannedPane[]): Promise<void> {
    await Promise.all(panes.map((pane) => this.fetch(pane)));
  }

  on(number: number): readonly Mark[] {
    return this.byPoint.get(number) ?? [];
  }

  get(key: string): Mark | undefined {
    return this.byKey.get(key);
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }

  private async fetch({ number, compared_url: url }: PlannedPane): Promise<void> {
    if (!url) return;
    const found = await fetchMarks(url).catch(() => [] as Mark[]);
    this.byPoint.set(number, found);
    for (const mark of found) this.byKey.set(mark.key, mark);
  }
}
