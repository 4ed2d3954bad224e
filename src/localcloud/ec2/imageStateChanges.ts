import type { Image, ImageState } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import { imageKind } from './resourceIds.ts';

/**
 * Changes the state of an image (EC2 User Guide, "Disable an Amazon EC2 AMI"). The code for one in another state is that of
 * CreateImage for instances; AWS documents none for images.
 * @param image - which
 * @param from - the state that it must have
 * @param to - the state that it gets
 * @throws CloudError `IncorrectState`
 */
export function changeImageState(image: Image, from: ImageState, to: ImageState): void {
  if (image.State !== from) {
    throw new CloudError(
      'IncorrectState',
      `The image '${imageKind.idOf(image)}' is '${image.State ?? ''}' and not '${from}'.`,
    );
  }
  image.State = to;
}
