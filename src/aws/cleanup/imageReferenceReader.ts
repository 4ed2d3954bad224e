import { paginateDescribeImageReferences } from '@aws-sdk/client-ec2';
import type { ImageReferenceReader } from '../../core/cleanup/freshEvidence.ts';
import type { ReferenceEvidence } from '../../core/cleanup/imageEvidence.ts';
import type { Environment } from '../../core/environments/environment.ts';
import { allPages } from '../allPages.ts';
import type { AwsClients } from '../clients.ts';
import { RegionCalls } from '../regionCalls.ts';

/** All versions of a launch template that there may be (EC2 API Reference, ResourceTypeOption, `version-depth`). */
const allVersions = '10000';

/** Asks with DescribeImageReferences. */
export class AwsImageReferenceReader implements ImageReferenceReader {
  readonly #calls: RegionCalls;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#calls = new RegionCalls(clients);
  }

  readImageReferences(
    environment: Environment,
    region: string,
    imageId: string,
    signal: AbortSignal,
  ): Promise<readonly ReferenceEvidence[]> {
    return this.#calls.read(environment, region, signal, async ({ ec2 }) => {
      const found: ReferenceEvidence[] = [];
      const pages = allPages(
        paginateDescribeImageReferences(
          { client: ec2 },
          {
            ImageIds: [imageId],
            IncludeAllResourceTypes: true,
            ResourceTypes: [
              {
                ResourceType: 'ec2:LaunchTemplate',
                ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: [allVersions] }],
              },
            ],
          },
          { abortSignal: signal },
        ),
      );
      for await (const { ImageReferences = [] } of pages) {
        for (const { ResourceType = 'unknown', Arn = '' } of ImageReferences) {
          found.push({ source: ResourceType, what: Arn });
        }
      }
      return found;
    });
  }
}
