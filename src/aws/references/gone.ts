/** How each call says that what it was asked about is not there. */
type GoneCheck = (error: Error) => boolean;

/** DescribeLaunchTemplateVersions by id (EC2 API Reference, "Error codes for the Amazon EC2 API"). */
export const isTemplateGone: GoneCheck = ({ name }) => name === 'InvalidLaunchTemplateId.NotFound';

/**
 * DescribeInstanceRefreshes. The Auto Scaling API Reference has no code of its own for a group that is not there: it is
 * a ValidationError as of any request that is not valid, and only its words tell it from others. AWS words it in several
 * ways: "AutoScalingGroup name not found - …" and "Group … not found" (as clients that tell them apart report).
 */
export const isGroupGone: GoneCheck = ({ name, message }) =>
  name === 'ValidationError' && /Group\b.* not found\b/iu.test(message);

/** GetParameterHistory (SSM API Reference). */
export const isParameterGone: GoneCheck = ({ name }) => name === 'ParameterNotFound';

/**
 * The pages of what belongs to one thing of a list. A thing that was deleted after the list was read has none, which is
 * no failure: nothing can be launched by it any more.
 * @param pages - as `allPages` gives them
 * @param isGone - whether what a call threw says that the thing is not there
 * @throws whatever else the calls throw
 */
export async function* pagesUnlessGone<Page>(
  pages: AsyncIterable<Page>,
  isGone: GoneCheck,
): AsyncGenerator<Page, void, undefined> {
  try {
    yield* pages;
  } catch (thrown) {
    if (!(thrown instanceof Error) || !isGone(thrown)) throw thrown;
  }
}
