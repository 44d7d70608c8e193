import { Failure } from '../../base/failure.js';

/** The failure for --jq where --out writes the document into a file, so that nothing is left to filter. */
export function jqAndFile(): Failure {
  return new Failure('usage', '--jq filters what is printed, and --out writes it into a file', {
    advice: 'Leave out --out, and redirect the output: > FILE',
  });
}
