/** A collector's base URL without a trailing slash, or what is wrong with it. Plain HTTP is for this machine alone. */
export function collectorUrl(text: string): { url: string; fault: null } | { url: null; fault: string } {
  if (!URL.canParse(text)) return { url: null, fault: `"${text}" is not a URL` };
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    return { url: null, fault: `"${url.origin}" is not an https URL` };
  if (url.username !== '' || url.password !== '')
    return { url: null, fault: `"${url.origin}" carries a password` };
  if (url.search !== '' || url.hash !== '')
    return { url: null, fault: `"${url.origin}" carries a query or fragment` };
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), fault: null };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
