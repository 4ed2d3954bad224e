import type { ToolId } from '../../core/toolCheck/toolCheck.ts';

/**
 * The oldest version of a tool that will do. Sources: AWS CLI User Guide, "Sign in through the AWS CLI" (`aws login`)
 * and "IAM Identity Center" (version 2); the versions of Packer and Ansible that AMI Bakery is tested with.
 * @param id - which tool
 * @param needsAwsLogin - whether a profile signs in with `aws login`
 * @returns undefined when any version will do
 */
export function minimumVersion(id: ToolId, needsAwsLogin: boolean): string | undefined {
  switch (id) {
    case 'awsCli':
      return needsAwsLogin ? '2.32.0' : '2.0.0';
    case 'packer':
      return '1.6.6';
    case 'ansiblePlaybook':
      return '2.14.0';
    case 'vagrant':
      return undefined;
  }
}
