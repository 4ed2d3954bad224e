import type { BakeOrder } from '../../core/bakes/bake.ts';
import type { ExpectedBuild } from '../../core/bakes/bakeVerdict.ts';
import type { TemplateBuild } from '../../core/templates/template.ts';

/**
 * The builds of a template, as they are kept beside a bake.
 * @param builds - those that were chosen
 */
export function keptBuilds(builds: readonly TemplateBuild[]): BakeOrder['builds'] {
  return builds.map(({ name, source, type, imageCount, provisioners }) => ({
    name,
    source,
    type,
    ...(imageCount === undefined ? {} : { imageCount }),
    provisioners: provisioners.map(({ type: kind, playbook, place }) => ({
      type: kind,
      place,
      ...(playbook === undefined ? {} : { playbook }),
    })),
  }));
}

/**
 * What a bake is judged by.
 * @param order - what it was asked for
 */
export function expectedBuilds({ builds }: BakeOrder): ExpectedBuild[] {
  return builds.map(({ name, source, type, imageCount, provisioners }) => ({
    name,
    source,
    type,
    imageCount,
    provisioners: provisioners.map(({ type: kind, playbook, place }) => ({ type: kind, playbook, place })),
  }));
}
