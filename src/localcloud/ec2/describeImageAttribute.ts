import type {
  DescribeImageAttributeRequest,
  Image,
  ImageAttribute,
  ImageAttributeName,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { permissionsOf } from './launchPermissions.ts';
import { ownImage } from './visibleImages.ts';

/** What an image answers for each attribute. Its launch permissions and disks are not here: see below. */
const attributes: Readonly<Record<string, (image: Image) => ImageAttribute>> = {
  bootMode: ({ BootMode }) => ({ BootMode: { Value: BootMode } }),
  deregistrationProtection: ({ DeregistrationProtection }) => ({
    DeregistrationProtection: { Value: DeregistrationProtection },
  }),
  description: ({ Description }) => ({ Description: { Value: Description } }),
  imdsSupport: ({ ImdsSupport }) => ({ ImdsSupport: { Value: ImdsSupport } }),
  kernel: ({ KernelId }) => ({ KernelId: { Value: KernelId } }),
  lastLaunchedTime: ({ LastLaunchedTime }) => ({ LastLaunchedTime: { Value: LastLaunchedTime } }),
  productCodes: ({ ProductCodes }) => ({ ProductCodes: ProductCodes ?? [] }),
  ramdisk: ({ RamdiskId }) => ({ RamdiskId: { Value: RamdiskId } }),
  sriovNetSupport: ({ SriovNetSupport }) => ({ SriovNetSupport: { Value: SriovNetSupport } }),
  tpmSupport: ({ TpmSupport }) => ({ TpmSupport: { Value: TpmSupport } }),
  uefiData: () => ({ UefiData: {} }),
} satisfies Record<
  Exclude<ImageAttributeName, 'blockDeviceMapping' | 'launchPermission'>,
  (image: Image) => ImageAttribute
>;

/** EC2 API Reference, DescribeImageAttribute: one attribute of an image that the caller owns. */
export function describeImageAttribute(input: DescribeImageAttributeRequest, call: Call): ImageAttribute {
  endDryRun(input.DryRun);
  const { Attribute: attribute, ImageId = '' } = input;
  const image = ownImage(call, ImageId);
  if (attribute === 'launchPermission') {
    return { ImageId, LaunchPermissions: [...permissionsOf(call.state, ImageId)] };
  }
  // The API Reference says that this attribute is deprecated and answers AuthFailure.
  if (attribute === 'blockDeviceMapping') {
    throw new CloudError('AuthFailure', 'Unauthorized attempt to access restricted resource');
  }
  const answer = Object.hasOwn(attributes, attribute ?? '') ? attributes[attribute ?? ''] : undefined;
  if (answer === undefined) {
    throw new CloudError(
      'InvalidParameterValue',
      `Value (${attribute ?? ''}) for parameter attribute is invalid. Unknown attribute.`,
    );
  }
  return { ImageId, ...answer(image) };
}
