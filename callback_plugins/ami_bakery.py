"""Tells AMI Bakery what an Ansible run does, as a file of JSON lines beside what is printed as ever.

The file is named by the variable AMI_BAKERY_EVENTS; without it nothing is told. Works with ansible-core 2.14 and later, also
inside of Packer, which passes the variable on. What tasks are given is never told, and nothing of a task with no_log but how
it ended.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import time

from ansible import context
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: ami_bakery
    type: notification
    short_description: Tells AMI Bakery what a run does
    description:
      - Writes each step of a run as a line of JSON into the file that the variable AMI_BAKERY_EVENTS names.
    requirements:
      - enable in configuration
"""

LONGEST_TEXT = 20_000
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def shortened(text):
    """Returns the beginning of a long text, and how much of it is missing."""
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]}\n({len(text) - LONGEST_TEXT} characters more)"


def text_of(value):
    """Returns what a module said as text; modules may say anything."""
    if value is None or value == "":
        return None
    return shortened(value if isinstance(value, str) else json.dumps(value, default=str))


def part(thing, name):
    """Returns a part of what Ansible passes: a public name since 2.19, a private one before."""
    return getattr(thing, name, None) if hasattr(thing, name) else getattr(thing, f"_{name}", None)


def includes_around(task):
    """Returns the places of the includes that have brought a task in, the innermost first."""
    places = []
    around = getattr(task, "_parent", None)
    while around is not None:
        if isinstance(around, TaskInclude):
            places.append(around.get_path())
        around = getattr(around, "_parent", None)
    return places


def packer_build():
    """Returns the name of the build of Packer that Ansible runs for; several may write to one file."""
    for words in context.CLIARGS.get("extra_vars", ()):
        try:
            parts = shlex.split(str(words))
        except ValueError:
            continue
        for part_of_words in parts:
            name, found, value = part_of_words.partition("=")
            if found and name == "packer_build_name":
                return value
    return None


class CallbackModule(CallbackBase):
    """One line for each step, whole or not at all."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "ami_bakery"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        path = os.environ.get("AMI_BAKERY_EVENTS")
        if not path:
            self.disabled = True
            return
        self.build = packer_build()
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def tell(self, event, **facts):
        """Writes one line. Facts that are not there are left out."""
        known = {name: value for name, value in {"build": self.build, **facts}.items() if value is not None}
        line = json.dumps({"event": event, "time": time.time(), **known}, default=str)
        os.write(self.file, f"{line}\n".encode())

    def v2_playbook_on_start(self, playbook):
        self.tell("playbook", file=part(playbook, "file_name"))

    def v2_playbook_on_play_start(self, play):
        self.tell("play", id=str(play._uuid), name=play.get_name().strip(), path=play.get_path())

    def v2_playbook_on_no_hosts_matched(self):
        self.tell("no-hosts")

    def v2_playbook_on_no_hosts_remaining(self):
        self.tell("no-hosts-left")

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.tell_task(task, False)

    def v2_playbook_on_handler_task_start(self, task):
        self.tell_task(task, True)

    def v2_playbook_on_cleanup_task_start(self, task):
        self.tell_task(task, False)

    def tell_task(self, task, is_handler):
        role = part(task, "role")
        self.tell(
            "task",
            id=str(task._uuid),
            name=task.get_name().strip(),
            action=task.action,
            path=task.get_path(),
            within=includes_around(task) or None,
            role=role.get_name() if role else None,
            # YAML may have made a number of one.
            tags=sorted({str(tag) for tag in task.tags}),
            handler=is_handler or None,
        )

    def v2_playbook_on_include(self, included_file):
        self.tell("include", file=part(included_file, "filename"))

    def v2_runner_on_start(self, host, task):
        self.tell("start", task=str(task._uuid), host=host.get_name())

    def v2_runner_on_ok(self, result):
        outcome = part(result, "result")
        self.tell_result(result, "changed" if outcome.get("changed") else "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.tell_result(result, "failed", ignored=ignore_errors or None)

    def v2_runner_on_skipped(self, result):
        self.tell_result(result, "skipped")

    def v2_runner_on_unreachable(self, result):
        is_ignored = bool(part(result, "task").ignore_unreachable)
        self.tell_result(result, "unreachable", ignored=is_ignored or None)

    def v2_runner_item_on_ok(self, result):
        outcome = part(result, "result")
        self.tell_result(result, "changed" if outcome.get("changed") else "ok", event="item")

    def v2_runner_item_on_failed(self, result):
        self.tell_result(result, "failed", event="item")

    def v2_runner_item_on_skipped(self, result):
        self.tell_result(result, "skipped", event="item")

    def v2_runner_retry(self, result):
        outcome = part(result, "result")
        self.tell_result(result, "retry", event="retry", attempt=outcome.get("attempts"))

    def tell_result(self, result, status, event="result", **facts):
        task = part(result, "task")
        outcome = part(result, "result")
        is_secret = bool(task.no_log or outcome.get("_ansible_no_log"))
        self.tell(
            event,
            task=str(task._uuid),
            host=part(result, "host").get_name(),
            status=status,
            secret=is_secret or None,
            **({} if is_secret else self.words_of(outcome)),
            **facts,
        )

    @staticmethod
    def words_of(outcome):
        """Returns what a module said of how it went."""
        label = outcome.get("_ansible_item_label")
        return {
            "message": text_of(outcome.get("msg")),
            "stderr": text_of(outcome.get("stderr") or outcome.get("module_stderr")),
            "stdout": text_of(outcome.get("stdout") or outcome.get("module_stdout")),
            "code": outcome.get("rc") if isinstance(outcome.get("rc"), int) else None,
            "reason": text_of(outcome.get("skip_reason")),
            "item": text_of(label),
        }

    def v2_on_file_diff(self, result):
        task = part(result, "task")
        outcome = part(result, "result")
        if task.no_log or outcome.get("_ansible_no_log") or not task.diff:
            return
        found = outcome.get("diff") or []
        for diff in found if isinstance(found, list) else [found]:
            if diff:
                self.tell(
                    "diff",
                    task=str(task._uuid),
                    host=part(result, "host").get_name(),
                    text=shortened(COLOUR.sub("", self._get_diff(diff))),
                )

    def v2_playbook_on_stats(self, stats):
        hosts = {host: stats.summarize(host) for host in sorted(stats.processed)}
        self.tell("end", hosts=hosts)
