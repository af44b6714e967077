/** The sentence for a failed request: the server's own when it sent plain text. */
export function refusal(xhr: Pick<XMLHttpRequest, 'status' | 'responseText' | 'getResponseHeader'>): string {
  const plain = (xhr.getResponseHeader('Content-Type') ?? '').startsWith('text/plain');
  if (plain && xhr.responseText.length > 0 && xhr.responseText.length < 500) return xhr.responseText;
  if (xhr.status === 401 || xhr.status === 403) {
    return 'This was refused: your session has ended or your role does not allow it. Nothing was saved.';
  }
  if (xhr.status === 404) return 'This is no longer here, or not yours to see. Nothing was saved. Reload the page.';
  return `The server answered with an error (${xhr.status}). Nothing was saved. Try again, or tell your administrator.`;
}
