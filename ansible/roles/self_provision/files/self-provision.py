#!/usr/bin/python3
"""Provisions this machine from its user data with the playbook that was baked into its image.

Ends with 0 when the playbook has run. Anything else is one line on standard error, which never holds user data. Either
way /run/self-provision/status.json says how it ended.
"""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

USER_DATA = Path("/var/lib/cloud/instance/user-data.txt")
BOOT = Path("/opt/self-provision")
RUN = Path("/run/self-provision")
GZIP_MAGIC = b"\x1f\x8b"


class Refused(Exception):
    """Why this machine cannot be provisioned. The message never holds user data."""


def unique_keys(pairs):
    """Makes an object of its pairs, and refuses two of the same name, of which JSON readers would take either."""
    document = dict(pairs)
    if len(document) != len(pairs):
        raise Refused("user data names a key twice")
    return document


def no_constant(_name):
    """Refuses NaN and infinities, which Python reads but JSON does not have."""
    raise Refused("user data holds a number that JSON does not have")


def parse(content):
    """Returns the JSON object in the bytes of user data, which may be compressed."""
    try:
        text = (gzip.decompress(content) if content.startswith(GZIP_MAGIC) else content).decode()
        if not text.strip():
            raise Refused("there is no user data")
        document = json.loads(text, object_pairs_hook=unique_keys, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        raise Refused(f"user data is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except UnicodeDecodeError:
        raise Refused("user data is not UTF-8") from None
    except (OSError, EOFError, RecursionError):
        raise Refused("user data cannot be unpacked") from None
    if not isinstance(document, dict):
        raise Refused("user data is not a JSON object")
    return document


def write(path, document):
    """Writes a file that only root can read, all or nothing."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(document), encoding="utf-8")
    unfinished.replace(path)


def provision():
    """Runs the boot playbook with the user data of this machine."""
    try:
        content = USER_DATA.read_bytes()
    except OSError as error:
        raise Refused(f"user data cannot be read: {error.strerror}") from None
    write(RUN / "user-data.json", parse(content))
    command = ["ansible-playbook", "--inventory", "localhost,", "boot.yml"]
    exit_code = subprocess.run(command, cwd=BOOT, stdin=subprocess.DEVNULL, check=False).returncode
    if exit_code != 0:
        raise Refused(f"the boot playbook ended with {exit_code}: journalctl --unit self-provision")


def main():
    """Provisions this machine and says how that ended."""
    os.umask(0o077)
    RUN.mkdir(mode=0o755, exist_ok=True)
    try:
        provision()
    except Refused as refused:
        write(RUN / "status.json", {"provisioned": False, "message": str(refused)})
        return f"self-provision: not provisioned: {refused}"
    write(RUN / "status.json", {"provisioned": True})
    return 0


if __name__ == "__main__":
    sys.exit(main())
