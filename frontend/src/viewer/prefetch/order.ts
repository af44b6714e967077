/** Places of a stack from one place outwards, nearest first, the one after before the one before; at most so many. */
export function outwards(count: number, from: number, most = count): number[] {
  const found: number[] = [];
  for (let far = 0; found.length < Math.min(count, most) && far <= count; far += 1) {
    for (const place of far === 0 ? [from] : [from + far, from - far]) {
      if (place >= 0 && place < count && found.length < most) found.push(place);
    }
  }
  return found;
}

/** Where a stack opens: at its middle. */
export function middleOf(count: number): number {
  return Math.floor(count / 2);
}
