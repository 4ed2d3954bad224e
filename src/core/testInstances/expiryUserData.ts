/**
 * User data by which an instance ends itself, whether or not anybody comes back to it.
 *
 * What it does, and why so:
 * - It is cloud-config with `bootcmd`, which cloud-init runs at every boot, early, before anything that a role may have
 *   installed (cloud-init documentation, module "Bootcmd": frequency always; a script as user data runs once, at the end
 *   of the first boot, and never when something before it hangs). Debian 12's cloud-init 22.4 lists the module in
 *   `cloud_init_modules` and gives it `INSTANCE_ID`.
 * - What it starts is a loop of `date`, `sleep` and `shutdown` and no systemd timer: it needs nothing but a shell, so that
 *   images with another init have it as well, and a clock that is set later moves its end along, which a timer counted
 *   from boot does not notice. `cloud-init.service` remains after its exit, so systemd leaves the loop alone. Where
 *   systemd is, the same loop is from the second boot on a service as well, for where cloud-init is switched off by then.
 * - The end is a time and not a delay, so that reboots do not prolong it; besides, no single boot lasts longer than the
 *   whole lifetime, in case the clock is wrong.
 * - `shutdown` ends the instance because its `InstanceInitiatedShutdownBehavior` is `terminate` (EC2 User Guide, "Change
 *   instance initiated shutdown behavior").
 * - An image that is made of the test instance has these files in it: an instance of another id leaves itself alone.
 * Only numbers of ours are in it, and no secret: everybody on the instance can read user data.
 * @param expiresAt - when it ends, in milliseconds since 1970, a whole second
 * @param hours - the longest that one boot lasts
 * @returns plain text, below the 16 KB that EC2 takes (EC2 User Guide, "Run commands when you launch an EC2 instance")
 */
export function expiryUserData(expiresAt: number, hours: number): string {
  const script = bootScript(Math.floor(expiresAt / 1000), Math.floor(hours * 3600));
  const indented = script.map((line) => (line === '' ? '' : `    ${line}`));
  return ['#cloud-config', 'bootcmd:', '  - |', ...indented, ''].join('\n');
}

/**
 * When user data says that its instance ends.
 * @param userData - as {@link expiryUserData} makes it
 * @returns milliseconds since 1970; undefined for any other user data
 */
export function expiryInUserData(userData: string): number | undefined {
  const [, seconds] = /^ {4}expires=(\d+)$/mu.exec(userData) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

const program = '/usr/local/sbin/ami-bakery-test-instance';
const idFile = '/etc/ami-bakery-test-instance';
const unitFolder = '/etc/systemd/system';
const unit = 'ami-bakery-test-instance.service';

function bootScript(expires: number, longestBoot: number): string[] {
  return [
    `id=\${INSTANCE_ID:-$(cat /var/lib/cloud/data/instance-id)}`,
    `printf '%s\\n' "$id" > ${idFile}`,
    'mkdir -p /usr/local/sbin',
    `cat > ${program} <<'PROGRAM'`,
    ...watcher(expires, longestBoot),
    'PROGRAM',
    `chmod 755 ${program}`,
    `if [ -d ${unitFolder} ]; then`,
    `cat > ${unitFolder}/${unit} <<'UNIT'`,
    '[Unit]',
    'Description=Ends this test instance of AMI Bakery at its time',
    '[Service]',
    `ExecStart=${program}`,
    'Restart=on-failure',
    '[Install]',
    'WantedBy=multi-user.target',
    'UNIT',
    `mkdir -p ${unitFolder}/multi-user.target.wants`,
    `ln -sf ../${unit} ${unitFolder}/multi-user.target.wants/${unit}`,
    'fi',
    `${program} </dev/null >/dev/null 2>&1 &`,
  ];
}

function watcher(expires: number, longestBoot: number): string[] {
  return [
    '#!/bin/sh',
    `expires=${expires}`,
    `longest_boot=${longestBoot}`,
    'while :; do',
    '  current=$(cat /var/lib/cloud/data/instance-id 2>/dev/null)',
    `  [ -z "$current" ] || [ "$current" = "$(cat ${idFile})" ] || exit 0`,
    '  read -r uptime rest < /proc/uptime',
    '  if [ "$(date +%s)" -ge "$expires" ] || [ "${uptime%%.*}" -ge "$longest_boot" ]; then',
    '    shutdown -P now || poweroff || poweroff -f',
    '  fi',
    '  sleep 30',
    'done',
  ];
}
