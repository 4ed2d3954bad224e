/** What Packer 1.6.6 printed for a bake on the local cloud, shortened. */
export const bakedLines: readonly string[] = `$ packer build packer/web
2026-11-26T20:07:14Z: ==> amazon-ebs.web: Prevalidating any provided VPC information
2026-11-26T20:07:14Z: ==> amazon-ebs.web: Prevalidating AMI Name: web-20261126-200712
2026-11-26T20:07:14Z:     amazon-ebs.web: Found Image ID: ami-062af62ba69e20958
2026-11-26T20:07:14Z: ==> amazon-ebs.web: Creating temporary keypair: packer_6b089170-a485-a9dd-7716-5da50f7247cb
2026-11-26T20:07:15Z: ==> amazon-ebs.web: Creating temporary security group for this instance: packer_6b089172-982b-1356-bbb2-ab03b683c95c
2026-11-26T20:07:15Z: ==> amazon-ebs.web: Authorizing access to port 22 from [192.0.2.7/32] in the temporary security groups...
2026-11-26T20:07:15Z: ==> amazon-ebs.web: Launching a source AWS instance...
2026-11-26T20:07:15Z: ==> amazon-ebs.web: Adding tags to source instance
2026-11-26T20:07:15Z:     amazon-ebs.web: Adding tag: "Name": "bake web"
2026-11-26T20:07:15Z:     amazon-ebs.web: Instance ID: i-0f559b86ef8bcb243
2026-11-26T20:07:15Z: ==> amazon-ebs.web: Waiting for instance (i-0f559b86ef8bcb243) to become ready...
2026-11-26T20:07:20Z: ==> amazon-ebs.web: Using ssh communicator to connect: 10.0.3.7
2026-11-26T20:07:20Z: ==> amazon-ebs.web: Waiting for SSH to become available...
2026-11-26T20:07:22Z: ==> amazon-ebs.web: Connected to SSH!
2026-11-26T20:07:22Z: ==> amazon-ebs.web: Provisioning with Ansible...
2026-11-26T20:07:22Z:     amazon-ebs.web: Executing Ansible: ansible-playbook -e packer_build_name="web"
2026-11-26T20:07:23Z:     amazon-ebs.web:
2026-11-26T20:07:23Z:     amazon-ebs.web: PLAY [Web server] ****
2026-11-26T20:07:23Z:     amazon-ebs.web: Instance ID: i-0000000000000dead
2026-11-26T20:07:24Z:     amazon-ebs.web: Terminating the source AWS instance...
2026-11-26T20:07:30Z: ==> amazon-ebs.web: Stopping the source instance...
2026-11-26T20:07:30Z:     amazon-ebs.web: Stopping instance
2026-11-26T20:07:31Z: ==> amazon-ebs.web: Waiting for the instance to stop...
2026-11-26T20:07:35Z: ==> amazon-ebs.web: Creating AMI web-20261126-200712 from instance i-0f559b86ef8bcb243
2026-11-26T20:07:35Z:     amazon-ebs.web: AMI: ami-0aaaaaaaaaaaaaaaa
2026-11-26T20:07:35Z: ==> amazon-ebs.web: Waiting for AMI to become ready...
2026-11-26T20:07:40Z: ==> amazon-ebs.web: Adding tags to AMI (ami-0aaaaaaaaaaaaaaaa)...
2026-11-26T20:07:40Z: ==> amazon-ebs.web: Tagging snapshot: snap-0aaaaaaaaaaaaaaaa
2026-11-26T20:07:40Z: ==> amazon-ebs.web: Creating AMI tags
2026-11-26T20:07:41Z: ==> amazon-ebs.web: Creating snapshot tags
2026-11-26T20:07:41Z: ==> amazon-ebs.web: Terminating the source AWS instance...
2026-11-26T20:07:46Z: ==> amazon-ebs.web: Cleaning up any extra volumes...
2026-11-26T20:07:46Z: ==> amazon-ebs.web: No volumes to clean up, skipping
2026-11-26T20:07:46Z: ==> amazon-ebs.web: Deleting temporary security group...
2026-11-26T20:07:46Z: ==> amazon-ebs.web: Deleting temporary keypair...
2026-11-26T20:07:47Z: ==> amazon-ebs.web: Running post-processor: manifest
2026-11-26T20:07:47Z: Build 'amazon-ebs.web' finished after 32 seconds 900 milliseconds.

==> Wait completed after 32 seconds 901 milliseconds

==> Builds finished. The artifacts of successful builds are:
--> amazon-ebs.web: AMIs were created:
us-east-1: ami-0aaaaaaaaaaaaaaaa

--> amazon-ebs.web: AMIs were created:
us-east-1: ami-0aaaaaaaaaaaaaaaa
`.split('\n');

/** A bake that AWS refuses. */
export const refusedLines: readonly string[] = `$ packer build packer/web
2026-11-26T20:04:23Z: ==> amazon-ebs.web: Prevalidating AMI Name: web 20261126-200423
2026-11-26T20:04:24Z: ==> amazon-ebs.web: Launching a source AWS instance...
2026-11-26T20:04:24Z: ==> amazon-ebs.web: Error launching source instance: InvalidAMIID.Unavailable: The image ID is not available
==> amazon-ebs.web: \tstatus code: 400, request id: 577b565b
2026-11-26T20:04:24Z: ==> amazon-ebs.web: Deleting temporary keypair...
2026-11-26T20:04:24Z: Build 'amazon-ebs.web' errored after 281 milliseconds 404 microseconds: Error launching source instance: InvalidAMIID.Unavailable: The image ID is not available
\tstatus code: 400, request id: 577b565b

==> Wait completed after 281 milliseconds 448 microseconds

==> Some builds didn't complete successfully and had errors:
--> amazon-ebs.web: Error launching source instance: InvalidAMIID.Unavailable: The image ID is not available
\tstatus code: 400, request id: 577b565b

==> Builds finished but no artifacts were created.
`.split('\n');

/** A bake that was stopped: its build is said to have finished. */
export const cancelledLines: readonly string[] = `$ packer build packer/web
2026-11-26T20:04:23Z: ==> amazon-ebs.web: Provisioning with Ansible...
==> amazon-ebs.web: Terminating the source AWS instance...
2026-11-26T20:04:29Z: Build 'amazon-ebs.web' finished after 5 seconds 9 milliseconds.

==> Wait completed after 5 seconds 10 milliseconds
Cleanly cancelled builds after being interrupted.
`.split('\n');
