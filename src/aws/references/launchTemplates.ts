import {
  type LaunchTemplate,
  type LaunchTemplateVersion,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
} from '@aws-sdk/client-ec2';
import type { TemplateVersionFact } from '../../core/references/facts.ts';
import { allPages } from '../allPages.ts';
import { factPage, type FactReader } from './factPage.ts';
import { isTemplateGone, pagesUnlessGone } from './gone.ts';

/** `MaxResults` of both calls is 1 to 200 (EC2 API Reference). */
const pageSize = 200;

/**
 * Reads every version of every launch template: a group may be pinned to any of them. Without the id of a template
 * DescribeLaunchTemplateVersions gives the latest and default ones only (EC2 API Reference), so each is asked for.
 */
export const readLaunchTemplates: FactReader<'launchTemplates'> = async function* ({ ec2 }, signal) {
  const options = { client: ec2, pageSize };
  const templatePages = allPages(
    paginateDescribeLaunchTemplates(options, { IncludeManagedResources: true }, { abortSignal: signal }),
  );
  for await (const { LaunchTemplates = [] } of templatePages) {
    for (const template of LaunchTemplates) {
      const versionPages = allPages(
        paginateDescribeLaunchTemplateVersions(
          options,
          { IncludeManagedResources: true, LaunchTemplateId: template.LaunchTemplateId },
          { abortSignal: signal },
        ),
      );
      for await (const { LaunchTemplateVersions } of pagesUnlessGone(versionPages, isTemplateGone)) {
        yield factPage(LaunchTemplateVersions, 'LaunchTemplateVersion', (entry) =>
          versionFacts(entry, template),
        );
      }
    }
  }
};

function versionFacts(
  entry: LaunchTemplateVersion,
  template: LaunchTemplate,
): readonly TemplateVersionFact[] | undefined {
  const { LaunchTemplateId: templateId, LaunchTemplateName: templateName, VersionNumber: version } = entry;
  if (templateId === undefined || templateName === undefined || version === undefined) return undefined;
  return [
    {
      templateId,
      templateName,
      version,
      isDefault: entry.DefaultVersion === true,
      isLatest: version === template.LatestVersionNumber,
      imageId: entry.LaunchTemplateData?.ImageId,
    },
  ];
}
