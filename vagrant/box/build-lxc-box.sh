#!/bin/bash
# Builds the Debian 12 box of vagrant-lxc from Debian's own packages, where no box can be downloaded. Prints its path; what
# it does goes to standard error. The box is named by the hash of this file and made once.
#
#   bash build-lxc-box.sh [FOLDER]     FOLDER: where boxes are kept; $AMI_BAKERY_BOXES, else ~/.cache/ami-bakery/boxes
#
# The packages come from where apt of this machine has its Debian 12 packages, else from deb.debian.org. Needed: root, and the
# Debian packages debootstrap and lxc.
set -euo pipefail

release=bookworm

# What the machine consists of besides Debian's smallest system: an init, SSH, a network, and what Ansible needs there.
packages=(
  dbus
  ifupdown
  iproute2
  isc-dhcp-client
  netbase
  openssh-server
  python3
  sudo
  systemd-sysv
  udev
)

# The public key that every Vagrant has (keys/vagrant.pub). Vagrant replaces it by one of its own at the first start.
vagrant_key='ssh-rsa AAAAB3NzaC1yc2EAAAABIwAAAQEA6NF8iallvQVp22WDkTkyrtvp9eWW6A8YVr+kz4TjGYe7gHzIw+niNltGEFHzD8+v1I2YJ6oXevct1YeS0o9HZyN1Q9qgCgzUFtdOKLv6IedplqoPkcmF0aYet2PkEDo3MlTBckFXPITAMzF8dJSIFo9D8HfdOV0IAdx4O7PtixWKn5y2hMNG0zQPyUecp4pzC6kivAIhyfHilFR61RGL+GPXQ2MWZWFYbAGjyiYJnAmCP3NOTd0jMZEnDkbUvxhMmBYSdETk1rRgm+R4LOzFUGaHqHDLKLX+FIPKcF96hrucXzcWyLbIbEgE98OHlnVYCzRdK8jlqm8tehUc9c9WhQ== vagrant insecure public key'

say() {
  echo "$*" >&2
}

fail() {
  say "build-lxc-box.sh: $*"
  exit 1
}

# Where the packages of the release come from.
source_of_packages() {
  local found
  # shellcheck disable=SC2016 # apt replaces $(REPO_URI), not the shell.
  found=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $release" 2>/dev/null | head --lines=1 || true)
  echo "${found:-http://deb.debian.org/debian}"
}

# Makes what the machine has on its disk.
make_system() {
  local system=$1
  say "Installing Debian ($release) from $(source_of_packages): a minute and a half"
  if ! debootstrap --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" \
    "$release" "$system" "$(source_of_packages)" >"$system.log" 2>&1; then
    tail --lines=20 "$system.log" >&2
    fail 'debootstrap could not install Debian; its last words are above.'
  fi

  chroot "$system" useradd --create-home --shell /bin/bash vagrant
  install --mode=0440 /dev/stdin "$system/etc/sudoers.d/vagrant" <<<'vagrant ALL=(ALL) NOPASSWD: ALL'
  install --directory --mode=0700 "$system/home/vagrant/.ssh"
  install --mode=0600 /dev/stdin "$system/home/vagrant/.ssh/authorized_keys" <<<"$vagrant_key"
  chroot "$system" chown --recursive vagrant:vagrant /home/vagrant/.ssh

  # lxc gives the machine an interface and nothing to set it up.
  cat >"$system/etc/network/interfaces" <<'END'
auto lo
iface lo inet loopback

auto eth0
iface eth0 inet dhcp
END

  # Each machine has keys and an id of its own, made at its first start.
  rm --force "$system"/etc/ssh/ssh_host_*_key*
  mkdir --parents "$system/etc/systemd/system/ssh.service.d"
  cat >"$system/etc/systemd/system/ssh.service.d/host-keys.conf" <<'END'
[Service]
ExecStartPre=
ExecStartPre=/usr/bin/ssh-keygen -A
ExecStartPre=/usr/sbin/sshd -t
END
  : >"$system/etc/machine-id"
  # Else it is the id of each machine, and udev makes the same MAC address of it, so that all have one IP address.
  rm --force "$system/var/lib/dbus/machine-id"

  chroot "$system" apt-get clean
  rm --recursive --force "$system"/var/lib/apt/lists/* "$system"/var/cache/apt/*.bin
}

# Packs a box of what vagrant-lxc wants to find in one.
pack_box() {
  local folder=$1
  say 'Packing the box: a few seconds'
  tar --create --use-compress-program='gzip -1' --numeric-owner --file="$folder/rootfs.tar.gz" --directory="$folder" ./rootfs
  cat >"$folder/lxc-config" <<END
lxc.tty.max = 4
lxc.pty.max = 1024
lxc.arch = $(dpkg --print-architecture)
END
  printf '{"provider": "lxc", "version": "1.0.0", "built-on": "%s"}\n' "$(date --utc --iso-8601)" >"$folder/metadata.json"
  tar --create --file="$folder/machine.box" --directory="$folder" rootfs.tar.gz lxc-config metadata.json
}

self=$(readlink --canonicalize "$0")
# With sudo the box is for who asked for it.
home=${SUDO_USER:+$(getent passwd "$SUDO_USER" | cut --delimiter=: --fields=6)}
boxes=${1:-${AMI_BAKERY_BOXES:-${XDG_CACHE_HOME:-${home:-$HOME}/.cache}/ami-bakery/boxes}}
box=$boxes/debian-12-lxc-$(sha256sum "$self" | cut --characters=1-12).box

if [[ ! -e $box ]]; then
  [[ $EUID == 0 ]] || fail 'A box is made as root. Run it with sudo.'
  command -v debootstrap >/dev/null || fail 'debootstrap is missing: apt-get install debootstrap'
  mkdir --parents "$boxes"
  # One at a time; whoever waited finds the box.
  exec 9>"$boxes/.lock"
  flock 9
  if [[ ! -e $box ]]; then
    work=$(mktemp --directory "$boxes/.unfinished-XXXXXX")
    # What debootstrap mounted and could not unmount stays where it is.
    trap 'rm --recursive --force --one-file-system "$work"' EXIT
    make_system "$work/rootfs"
    pack_box "$work"
    mv "$work/machine.box" "$box"
  fi
fi
echo "$box"
